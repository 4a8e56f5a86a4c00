"""Models of the page of a copied course."""

from dataclasses import replace

from teacher_class import NOW
from teacher_pages import units

from gateway.web.pages import copy_page


def copied() -> copy_page.CopyPage:
    """Show what comes along from last year's course."""
    carried = copy_page.Carried("Mathematics 6, last year", units(), 4, 12, 3, 14, 70, counts=False)
    return copy_page.CopyPage(NOW, "/copy/take", "/copy/fresh", "/?later=1", "c1", carried=carried)


def shared() -> copy_page.CopyPage:
    """Show the same for a linked section."""
    carried = replace(copied().carried, title="Mathematics 6: Period 2", graded=0, counts=True)
    return replace(copied(), carried=carried, shared=True)


def not_taught() -> copy_page.CopyPage:
    """Show what somebody sees who never taught the old course."""
    return replace(copied(), carried=None, links=("Tape diagrams", "Juice stand"))

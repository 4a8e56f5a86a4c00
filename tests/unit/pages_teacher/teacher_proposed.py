"""Models of the page of proposed changes of levels."""

from datetime import timedelta

from teacher_class import NOW

from gateway.web.pages.proposed_page import Answered, Change, Group, ProposedPage


def _change(name: str, before: str, after: str, results: int = 5) -> Change:
    return Change(
        f"{name}.s1.4.3", f"{name} Thompson", "/cell", "6.RP.A.1", "Ratios", before, after, results, 68, 52, 81, 70
    )


def proposed() -> ProposedPage:
    lower = (_change("Caleb", "Mastered", "Nearly"), _change("Maya-Alejandra", "Nearly", "In progress", 1))
    groups = (Group("lower", 2, lower, 40), Group("higher", 1, (_change("Owen", "Nearly", "Mastered"),)))
    answered = (
        Answered("b1", True, "Ana Alvarez", NOW - timedelta(hours=2), 3, ("Hana Sato", "Diego Castillo"), mine=True),
        Answered("b2", False, "Ruth Weiss", NOW - timedelta(days=3), 1, ("Hana Sato",)),
    )
    return ProposedPage(NOW, "/levels", "/undo", "/gradebook", groups, answered, NOW - timedelta(days=1))


def none() -> ProposedPage:
    return ProposedPage(NOW, "/levels", "/undo", "/gradebook", (), ())

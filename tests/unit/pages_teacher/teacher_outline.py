"""Models of the form in which a research outline is made."""

from gateway.web.pages.outline_page import OutlinePage, Row

_ROWS = (Row("s1", "My question", "What do you want to find out?", needed=True), Row("s2", "Sources"), Row())


def new() -> OutlinePage:
    return OutlinePage(_ROWS, "/save", "/library", new=True, title="Our mural", error="Give it a name.")


def change() -> OutlinePage:
    return OutlinePage(_ROWS, "/save", "/library/1", new=False, title="Our mural")

"""Models of the page on which a teacher says how next steps are picked."""

from dataclasses import replace

from gateway.web.pages.choosing_page import ChoosingPage, Listed

_LIST = (
    Listed("a1", "Juice stand", "try", "6.RP.A.1", 1),
    Listed("a2", "Bike shed", "paper", "6.RP.A.1", 2),
    Listed("a3", "Just one", "partner", "6.RP.A.2", 3),
)


def fitting() -> ChoosingPage:
    return ChoosingPage("/choices", "/pathway", "fitting", _LIST, test_out=True, questions=5)


def looked() -> ChoosingPage:
    return replace(fitting(), policy="playlist", moved=17, of=24)


def unmoved() -> ChoosingPage:
    return replace(fitting(), policy="in-order", test_out=False, moved=0, of=24)


def wrong() -> ChoosingPage:
    return replace(fitting(), policy="playlist", error="A place in the list is a whole number, such as 3.")

"""The page on how levels are decided, as it stands and as it comes back."""

from dataclasses import replace

from gateway.web.pages.levels_page import LevelsPage
from gateway.web.pages.shell import Choice


def levels() -> LevelsPage:
    """Offer a school's rule with its own words and cut scores."""
    formulas = (Choice("", "Waymark's estimate"), Choice("highest", "The highest result counts", chosen=True))
    return LevelsPage(
        url="/levels", back_url="/gradebook", formulas=formulas, parameter="", possible="4", cuts=("1", "2", "3"),
        words=("Starting", "Growing", "Meets", "Exceeds"), least="1", started=24,
    )  # fmt: skip


def refused() -> LevelsPage:
    """Say what is wrong with an entry."""
    return replace(levels(), cuts=("3", "2", "1"), wrong="cuts", error="Give points that rise.", started=1)

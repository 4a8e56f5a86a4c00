"""Models of the page on which a teacher chooses how levels are decided; formula_choices needs a request's language."""

from gateway.web import choices
from gateway.web.pages.levels_page import Change, LevelsPage


def rule(wrong: str = "", error: str = "") -> LevelsPage:
    return LevelsPage(
        "/levels", "/gradebook", choices.formula_choices("weighted_average"), "65", "4", ("1.5", "2.5", "3.5"),
        ("Beginner", "Learner", "Maker", "Master"), "2", started=24, wrong=wrong, error=error,
        change=Change(7, 24, 4, 9, 1, 0), rapid="3", aim="70", pieces="3", activities="2", review_days="14",
        hints=choices.hint_choices("share"),
    )  # fmt: skip


def estimate() -> LevelsPage:
    return LevelsPage(
        "/levels", "/gradebook", choices.formula_choices(""), "65", "4", ("1.5", "2.5", "3.5"), ("", "", "", ""), "1",
        wrong="aim", error="From 50 to 95 percent.", aim="7", pieces="3", activities="2", review_days="14",
        hints=choices.hint_choices("wrong"),
    )  # fmt: skip


def wrong() -> LevelsPage:
    return rule("cuts", "Each level begins above the one before it.")

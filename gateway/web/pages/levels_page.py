"""How levels are decided: Waymark's estimate, or the school's own rule with its cut scores and words."""

from dataclasses import dataclass

from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule would change: how many students of all who have results, and how many levels in which way."""

    students: int
    of: int
    higher: int
    lower: int
    given: int
    gone: int


@dataclass(frozen=True, slots=True)
class LevelsPage:
    """The form as it was sent or as it stands; `wrong` names the field that cannot be used, `error` says why.

    `cuts` are the points at which levels 2, 3 and 4 begin, `words` the school's for levels 1 to 4;
    `rapid` is in seconds, `review_days` in days, `aim` in percent.
    """

    url: str
    back_url: str
    formulas: tuple[Choice, ...]
    parameter: str
    possible: str
    cuts: tuple[str, str, str]
    words: tuple[str, str, str, str]
    least: str
    started: int = 0
    wrong: str = ""
    error: str = ""
    change: Change | None = None
    practice_off: bool = False
    rapid: str = ""
    aim: str = ""
    pieces: str = ""
    activities: str = ""
    review_days: str = ""
    hints: tuple[Choice, ...] = ()

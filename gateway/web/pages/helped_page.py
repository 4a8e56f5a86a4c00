"""What helped: what came after activities and support steps, time to mastery, what was kept, gaps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gained:
    """One activity: pairs it rests on, and the mean gain with its likely range, in points of 100."""

    title: str
    pairs: int
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class HelpedPage:
    """The page. `days` to mastery is empty while nobody got there; results around support steps are of 100."""

    back_url: str
    least: int
    students: int
    activities: tuple[Gained, ...] = ()
    waiting: int = 0
    steps: int = 0
    before: int = 0
    after: int = 0
    days: str = ""
    mastered: int = 0
    kept: int = 0
    asked_again: int = 0
    opened: int = 0
    closed: int = 0

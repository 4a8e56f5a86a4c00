"""What helped: what came after activities and after changes, time to mastery, what was kept, gaps."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Gained:
    """One activity: pairs it rests on, and the mean gain with its likely range, in points of 100."""

    title: str
    pairs: int
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Changed:
    """One change, or all of one kind: what, when (None for a kind), pairs of results, and their means in points of 100.

    `low` and `high` are the likely range of the difference, None below enough pairs. `about` is what it was about.
    """

    kind: str
    pairs: int
    before: int = 0
    after: int = 0
    low: int | None = None
    high: int | None = None
    at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class HelpedPage:
    """The page. `days` to mastery is empty while nobody got there; `own` are changes for single students by kind.

    `earlier_url` opens all changes of the course, empty where they are all there.
    """

    now: datetime
    back_url: str
    least: int
    students: int
    activities: tuple[Gained, ...] = ()
    waiting: int = 0
    own: tuple[Changed, ...] = ()
    course: tuple[Changed, ...] = ()
    earlier_url: str = ""
    days: str = ""
    mastered: int = 0
    kept: int = 0
    asked_again: int = 0
    opened: int = 0
    closed: int = 0

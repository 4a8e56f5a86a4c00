"""Results of a teacher-led activity: many students, one rubric, radio rows, one Save."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """One level of a criterion: its value, its name and what it looks like."""

    value: int
    name: str
    looks_like: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the rubric."""

    key: str
    title: str
    levels: tuple[RubricLevel, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One student: chosen level per criterion key, and when last saved."""

    key: str
    name: str
    chosen: tuple[tuple[str, int], ...] = ()
    saved: datetime | None = None
    away: bool = False

    def level_of(self, criterion: str) -> int:
        """Give the chosen level, 0 for none."""
        return dict(self.chosen).get(criterion, 0)


@dataclass(frozen=True, slots=True)
class RubricPage:
    """The page. Radio fields are named `<criterion key>:<student key>`; an empty value says "no result"."""

    now: datetime
    activity: str
    instructions: str
    codes: tuple[tuple[str, str], ...]
    day: date
    save_url: str
    filters_url: str
    criteria: tuple[Criterion, ...]
    entries: tuple[Entry, ...]
    activities: tuple[Choice, ...] = ()
    sections: tuple[Choice, ...] = ()
    error: str = ""

"""Marking by a rubric: many students and all rows on one screen, or one student at a time."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class MarkLevel:
    """One level: its number from 1, its word, and what the row looks like there where that was said."""

    value: int
    word: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One row of the rubric, levels lowest first."""

    key: str
    title: str
    codes: tuple[str, ...]
    levels: tuple[MarkLevel, ...]


@dataclass(frozen=True, slots=True)
class MarkCell:
    """What stands for one student in one row: the level (0 for none), or only its word where the rubric changed since.

    `own` and `partner` are the words of ratings that never count.
    """

    level: int = 0
    word: str = ""
    at: datetime | None = None
    own: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """One student with a cell per row, in the order of the rows; `url` shows this student alone."""

    key: str
    name: str
    cells: tuple[MarkCell, ...]
    url: str


@dataclass(frozen=True, slots=True)
class MarkingPage:
    """The page; with `alone` it shows one student, and `next_key` is the one after."""

    now: datetime
    title: str
    part: str
    product: str
    day: date
    rows: tuple[MarkRow, ...]
    entries: tuple[MarkEntry, ...]
    save_url: str
    filters_url: str
    all_url: str
    parts: tuple[Choice, ...] = ()
    sections: tuple[Choice, ...] = ()
    alone: bool = False
    next_key: str = ""
    error: str = ""

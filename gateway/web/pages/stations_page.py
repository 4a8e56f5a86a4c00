"""A lesson with stations: who begins where, how everybody goes on, and cards to hang up or to show."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station: what it is about (empty for one's own path), what to do there, and who begins there by name.

    `marks_url` leads to where results of those are entered, empty where nothing is marked.
    """

    number: int
    title: str
    code: str
    activities: tuple[str, ...]
    names: tuple[str, ...]
    marks_url: str = ""


@dataclass(frozen=True, slots=True)
class StationsPage:
    """The page; `groups` are the groups by where they begin, each with its stations in order of the rounds."""

    now: datetime
    day: date
    stations: tuple[StationRow, ...]
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    counts: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    section: str
    arrange_url: str
    cards_url: str
    back_url: str
    away: tuple[str, ...] = ()
    students: int = 0

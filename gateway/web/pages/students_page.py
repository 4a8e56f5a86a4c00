"""Students: everyone in the course by name, with where they are and when they were last here."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.delivery import RosterLine
from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class Listed:
    """One student in the list; `band` hand, way, more or empty; `away` today; `out` takes no part."""

    name: str
    url: str
    section: str
    band: str = ""
    mastered: int = 0
    standards: int = 0
    last_active: datetime | None = None
    left: bool = False
    test: bool = False
    away: bool = False
    out: bool = False


@dataclass(frozen=True, slots=True)
class ListChange:
    """One change of the class list; `kind` joined, left, back or role, `role` the new one."""

    name: str
    kind: str
    at: datetime
    role: str = ""


@dataclass(frozen=True, slots=True)
class StudentsPage:
    """The page; students who left stand at the end, greyed and kept (U30)."""

    now: datetime
    filters_url: str
    sections: tuple[Choice, ...]
    roster: RosterLine
    students: tuple[Listed, ...]
    rubric_url: str = ""
    changes: tuple[ListChange, ...] = ()
    earlier_url: str = ""
    ideas_url: str = ""

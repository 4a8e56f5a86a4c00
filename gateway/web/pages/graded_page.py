"""Work that the learning system grades itself: which there is, what counts, and what one work would bring."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One work; `kind` quiz, assignment or other, `codes` those it counts for, `trouble` a sentence or empty."""

    title: str
    url: str
    kind: str
    counts: bool = False
    codes: tuple[str, ...] = ()
    read_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class WorksPage:
    """The list; `system` is the learning system's name, `readable` whether it lets us look at all."""

    now: datetime
    system: str
    readable: bool
    look_url: str
    read_url: str
    gradebook_url: str
    works: tuple[WorkLine, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class StandardChoice:
    """One standard of the course to count for; `named` where the learning system itself names it."""

    key: str
    code: str
    title: str
    chosen: bool
    named: bool = False


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One student's grade as it stands there, in points, and its share in percent."""

    student: str
    points: str
    percent: int


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One work: what would count now, and for what; `error` where the learning system did not answer."""

    system: str
    title: str
    kind: str
    save_url: str
    list_url: str
    counts: bool
    standards: tuple[StandardChoice, ...]
    grades: tuple[GradeLine, ...]
    students: int
    error: str = ""

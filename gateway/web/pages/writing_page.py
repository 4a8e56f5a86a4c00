"""What Waymark writes in a course: choices, columns that need one, comparing, and taking all of it back."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Fields


@dataclass(frozen=True, slots=True)
class Option:
    """One of several columns that carry our mark: its name in the gradebook, and what choosing it sends."""

    label: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Column:
    """A column that waits for the teacher: gone, there twice (`options`), or left out since."""

    name: str
    code: str
    use_url: str
    leave_url: str
    remake_url: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """When all was compared with the gradebook, and what came of it so far."""

    at: datetime
    equal: int
    sent: int
    held: int
    open: int


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that would be taken back: its name, its kind, and how many students have something there."""

    name: str
    kind: str
    students: int


@dataclass(frozen=True, slots=True)
class WritingPage:
    """The page; every address takes a form. `closed_since` is set while the course takes no grades.

    `own_dates` is None where the learning system has no due date for one student alone, `own_plans` where it has no
    plans; `plans` stand there. `parts` are open for single students. `stays` names what opens work
    there and cannot be deleted from here.
    """

    now: datetime
    back_url: str
    choose_url: str
    compare_url: str
    remove_url: str
    go_on_url: str
    every_column: bool
    without: int
    most: int
    progress: bool
    keep_highest: bool
    sent: int
    system: str = ""
    own_dates: bool | None = None
    own_plans: bool | None = None
    plans: int = 0
    parts: tuple[Thing, ...] = ()
    columns: tuple[Column, ...] = ()
    things: tuple[Thing, ...] = ()
    links: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    leaving: int = 0
    compared: Compared | None = None
    closed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class TotalPage:
    """The question before the first write where columns cannot be kept out of the course's total."""

    columns: int
    points: int
    grades: int
    system: str
    write_url: str
    back_url: str

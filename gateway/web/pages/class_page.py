"""Today: the class at a glance, what to do, who needs what, and the table of students and standards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.delivery import DeliveryLine, RosterLine
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action, Choice, Fields


@dataclass(frozen=True, slots=True)
class UnitDay:
    """Where the class is: unit, and which day of how many school days (0 when the unit has no dates)."""

    number: int
    title: str
    day: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for the teacher; `what` is a code of `teacher/parts/todo_words.html`."""

    what: Sentence
    since: datetime
    actions: tuple[Action, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Students with one reason in common: kind hand, way or more; `names` are first names, at most a handful."""

    kind: str
    count: int
    names: tuple[str, ...] = ()
    reason: Sentence | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit above its columns."""

    number: int
    title: str
    columns: int
    now: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A standard; `first` of its unit."""

    key: str
    code: str
    title: str
    first: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A student's mastery of a standard: state, results so far when "few", and whether a teacher set it."""

    state: str
    have: int = 0
    set: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One student of the table; `gone` when no longer in the course."""

    key: str
    name: str
    url: str
    cells: tuple[Cell, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: hand, way, more, or an empty kind for no heading."""

    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table. `mastered` counts per column, out of `of` students; `cell_url(student key, column key)`."""

    units: tuple[Unit, ...]
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    mastered: tuple[int, ...]
    of: int
    sort: str
    cell_url: Callable[[str, str], str]
    need: int = 3

    @property
    def flat(self) -> bool:
        """Tell whether the column heads have room to lie flat."""
        return len(self.columns) <= 8


@dataclass(frozen=True, slots=True)
class Filters:
    """The pickers and the address they ask; choices are made by `gateway.web.choices`."""

    url: str
    sections: tuple[Choice, ...]
    units: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    section_fields: Fields = ()
    table_fields: Fields = ()


@dataclass(frozen=True, slots=True)
class SetupPrompt:
    """What stands on the first day instead of the table."""

    students: int
    url: str
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Substitute:
    """The plan for a substitute, on paper only: the shared first step of those who need a hand."""

    students: int
    activity: str


@dataclass(frozen=True, slots=True)
class ClassPage:
    """Everything on Today. `delivery` is none where the course has no gradebook (U41); `out` so many take no part."""

    now: datetime
    students: int
    filters: Filters
    roster: RosterLine
    unit: UnitDay | None = None
    delivery: DeliveryLine | None = None
    todos: tuple[Todo, ...] = ()
    todos_left: int = 0
    bands: tuple[Band, ...] = ()
    grid: Grid | None = None
    setup: SetupPrompt | None = None
    substitute: Substitute | None = None
    sheet_url: str = ""
    test_students: int = 0
    left: int = 0
    left_url: str = ""
    out: int = 0
    limited: bool = False
    """The reader may see the students of some sections alone."""
    stations_url: str = ""

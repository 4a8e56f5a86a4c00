"""What publishing will show: a student's first choices, and the gradebook's columns with names and values (U42)."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Card:
    """One choice a student will see, and why."""

    title: str
    style: str
    minutes: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class StudentPreview:
    """The first choices of one student."""

    student: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A value to be written (`level` 1 to 4 with its `value`), or why it stays blank: none, few or exc."""

    state: str
    value: str = ""
    level: int = 0
    have: int = 0
    need: int = 3


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column that will appear: points and whether it counts in the total."""

    code: str
    title: str
    points: int
    counts: bool


@dataclass(frozen=True, slots=True)
class GradebookPreview:
    """Columns and rows of (name, cells); `all_url` shows every student, empty when all are shown.

    A cell stays blank until there are `need` results from `need_activities` activities.
    """

    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[str, tuple[PreviewCell, ...]], ...]
    total: int
    all_url: str = ""
    counts: bool = False
    points: int = 4
    need: int = 3
    need_activities: int = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A published version: when, by whom (empty when not known), for how many students."""

    at: datetime
    by: str
    students: int
    undone: bool = False

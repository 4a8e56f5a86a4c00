"""Gradebook: what was delivered per student and column, what waits, what needs the teacher, and the switch."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.consent import ConsentHint
from gateway.web.pages.delivery import Delivery, DeliveryLine
from gateway.web.pages.preview import PreviewColumn
from gateway.web.pages.shell import Action, Choice


@dataclass(frozen=True, slots=True)
class Line:
    """One grade of one student in one column; the column of a link has no code."""

    student: str
    student_url: str
    code: str
    title: str
    delivery: Delivery
    history_url: str = ""


@dataclass(frozen=True, slots=True)
class LinkColumn:
    """A column that came with a link of the course; whether it counts in the total is set where the link is."""

    title: str
    points: int
    url: str


@dataclass(frozen=True, slots=True)
class GradebookPage:
    """The page; `counts` is none where the course has no gradebook (U41).

    `asks` columns wait for a choice on the page at `writing_url`; `closed`: the course takes no grades any more.
    `levels_by` names the rule of levels.
    """

    now: datetime
    write: bool
    write_url: str
    write_now: int
    filters_url: str
    counts: DeliveryLine | None = None
    columns: tuple[PreviewColumn, ...] = ()
    link_columns: tuple[LinkColumn, ...] = ()
    lines: tuple[Line, ...] = ()
    total: int = 0
    shown: tuple[Choice, ...] = ()
    column_choices: tuple[Choice, ...] = ()
    sections: tuple[Choice, ...] = ()
    try_all: Action | None = None
    setup_url: str = ""
    levels_url: str = ""
    levels_by: str = ""
    proposed_url: str = ""
    more_url: str = ""
    consent: ConsentHint | None = None
    writing_url: str = ""
    asks: int = 0
    closed: bool = False
    graded_url: str = ""
    """Work that the learning system grades itself, where it can be read."""


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt to write: the value, when, and what came of it (sent, replaced, waiting, held or failed)."""

    at: datetime
    value: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HistorySheet:
    """Every value that was sent for one student in one column, newest first."""

    now: datetime
    student: str
    code: str
    title: str
    tries: tuple[Try, ...]
    back_url: str

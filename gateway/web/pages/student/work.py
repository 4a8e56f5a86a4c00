"""A project with its checkpoints, and a rubric with what a student, a partner and the teacher see in the work."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from gateway.web.pages.shell import Choice, Shell
from gateway.web.pages.student.common import Dated, Start, Style


@dataclass(frozen=True, slots=True)
class StopLine:
    """One checkpoint: its day, what to bring, and the teacher's words in each row where it is marked."""

    title: str
    product: str
    due: date
    state: Literal["done", "next", "ahead"]
    marks: tuple[tuple[str, str], ...]
    rubric_url: str
    hand_in_url: str = ""


@dataclass(frozen=True, slots=True)
class ProjectPage(Dated):
    """The page; `begun` once the student chose the project, `start` chooses it (None when it cannot be)."""

    shell: Shell
    now: datetime
    title: str
    learn: str
    style: Style
    minutes: int
    stops: tuple[StopLine, ...]
    begun: bool
    over: bool
    start: Start | None
    back_url: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """One row: (level, word, look) lowest first, and what is chosen by the student, a partner and the teacher."""

    key: str
    title: str
    levels: tuple[tuple[int, str, str], ...]
    chosen: int = 0
    own: str = ""
    partner: str = ""
    teacher: str = ""


@dataclass(frozen=True, slots=True)
class RatePage(Dated):
    """The page; `who` says whose view the form keeps: "self" or "peer"."""

    shell: Shell
    now: datetime
    title: str
    part: str
    rows: tuple[RateRow, ...]
    who: str
    whose: tuple[Choice, ...]
    save_url: str
    back_url: str

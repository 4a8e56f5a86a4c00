"""What students handed in and what waits for an answer: the list, and one piece of work."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.rubric_page import RubricLevel
from gateway.web.pages.shell import Choice
from gateway.web.pages.student.handing import Handed


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One piece of work that waits."""

    student: str
    activity: str
    url: str
    one: Handed


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The list, oldest first; `activities` narrows it to one."""

    now: datetime
    lines: tuple[WaitingLine, ...]
    url: str
    activities: tuple[Choice, ...]
    class_url: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One piece of work with the form to answer it; `earlier` are other versions of it, newest first.

    `levels` are those of the activity's rubric, highest first, none where it has none. `left` more wait after it.
    `open`: it is not answered yet. `mark_url` leads to the rubric by whose rows the activity is marked.
    """

    now: datetime
    student: str
    student_url: str
    activity: str
    one: Handed
    earlier: tuple[Handed, ...]
    open: bool
    levels: tuple[RubricLevel, ...]
    save_url: str
    list_url: str
    left: int = 0
    error: str = ""
    words: str = ""
    mark_url: str = ""

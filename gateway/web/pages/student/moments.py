"""The short student pages: the teacher still sets up, still loading, not you, done for today."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Shell
from gateway.web.pages.student.common import Dated, Result
from gateway.web.pages.student.path import Move


@dataclass(frozen=True, slots=True)
class FirstDayPage:
    """Shown until the course has a published path; `teacher` is empty when not known."""

    shell: Shell
    name: str
    teacher: str
    again_url: str


@dataclass(frozen=True, slots=True)
class LoadingPage:
    """Shown while the course does not answer yet; `again_url` asks once more, so nobody is stuck without scripts."""

    shell: Shell
    again_url: str


@dataclass(frozen=True, slots=True)
class NotYouPage:
    """The session is over; whose path it was, and how the right person gets in."""

    shell: Shell
    name: str
    course: str
    close_url: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One standard of a student whom somebody looks after; `state`, `have` and `set` as in the class's grid."""

    code: str
    title: str
    state: str
    have: int = 0
    set: bool = False


@dataclass(frozen=True, slots=True)
class Observed:
    """One student in this course, as those who look after them see it."""

    name: str
    last_active: datetime | None
    mastered: int
    standards: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class ObserverPage:
    """What somebody sees who may look on: the students that the launch named and nobody else (P13)."""

    shell: Shell
    now: datetime
    students: tuple[Observed, ...] = ()
    need: int = 3
    close_url: str = ""


@dataclass(frozen=True, slots=True)
class DonePage(Dated):
    """Goodbye, with what was done today; `close_url` leads back to the course when the launch named a way.

    `stay_url` is empty once the session has ended.
    """

    shell: Shell
    now: datetime
    name: str
    results: tuple[Result, ...]
    moves: tuple[Move, ...]
    stay_url: str = ""
    close_url: str = ""

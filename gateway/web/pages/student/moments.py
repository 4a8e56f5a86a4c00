"""The short student pages: the teacher still sets up, still loading, not you, done for today."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Fields, Shell
from gateway.web.pages.student.common import Dated, Result
from gateway.web.pages.student.path import Move


@dataclass(frozen=True, slots=True)
class FirstDayPage:
    """Shown until the course has a published path."""

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
    """Whose path this is, and how the right person gets in; signing out is a POST."""

    shell: Shell
    name: str
    course: str
    leave_url: str
    stay_url: str
    fields: Fields = ()


@dataclass(frozen=True, slots=True)
class DonePage(Dated):
    """Goodbye, with what was done today; `close_url` leads back to the course when the launch named a way."""

    shell: Shell
    now: datetime
    name: str
    results: tuple[Result, ...]
    moves: tuple[Move, ...]
    stay_url: str
    close_url: str = ""

"""Letting Waymark use the learning system's own interface: the page of a teacher, and of an admin."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.platforms import CopyRow
from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Shell

Standing = Literal["none", "live", "ended", "trouble"]


@dataclass(frozen=True, slots=True)
class ConsentState:
    """How a consent stands: whose, since when; `go_url` leads to the learning system's question, for ten minutes.

    `told` False: it was ended here, and the learning system could not be told.
    """

    standing: Standing
    name: str = ""
    since: datetime | None = None
    connect_url: str = ""
    go_url: str = ""
    end_url: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class ConsentHint:
    """What other pages of a course say about a consent: how it stands, and where it is given or ended."""

    system: str
    standing: Standing
    url: str
    asks: bool = True


@dataclass(frozen=True, slots=True)
class ViewsPart:
    """Levels in the system's own mastery views: the switch, and how many stand there, wait, or are a teacher's.

    `writes` is False where grades are not written, without which nothing is shown there; `reasons` say what is in the
    way.
    """

    on: bool
    writes: bool
    url: str
    sent: int = 0
    waiting: int = 0
    theirs: int = 0
    failed: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """A teacher's page.

    `possible` is False where an admin has to do something first; `by_admin`: a service user serves all courses.
    """

    now: datetime
    system: str
    possible: bool
    by_admin: bool
    asks: bool
    """Whether this kind of system asks people at all."""
    state: ConsentState
    again_url: str
    back_url: str
    views: ViewsPart | None
    remove: str
    """Where somebody removes Waymark's access there, when it could not be told that it is over."""


@dataclass(frozen=True, slots=True)
class ValueField:
    """One value that an admin gives; a secret that is known is never shown again."""

    name: str
    label: str
    value: str = ""
    secret: bool = True
    known: bool = False


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One course whose teacher consented."""

    course: str
    standing: Standing
    since: datetime


@dataclass(frozen=True, slots=True)
class InterfacePage(Timed):
    """An admin's page: the registration to make there, its values, and the service user."""

    shell: Shell
    now: datetime
    system: str
    kind: str
    steps: tuple[str, ...]
    form: tuple[CopyRow, ...]
    fields: tuple[ValueField, ...]
    save_url: str
    again_url: str
    back_url: str
    ready: bool
    home: str
    state: ConsentState
    remove: str
    courses: tuple[ConsentRow, ...] = ()
    saved: bool = False
    wrong: bool = False

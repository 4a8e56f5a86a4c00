"""Several activities behind one link of the course, for a student to choose from."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Shell
from gateway.web.pages.student.common import Dated, Result, Style


@dataclass(frozen=True, slots=True)
class SetLine:
    """One activity of the set; `begun`: the place in it is kept; `last` is an earlier result; `starts`: a later day."""

    key: str
    title: str
    style: Style
    minutes: int
    learn: str
    url: str
    begun: bool = False
    last: Result | None = None
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class SetPage(Dated):
    """The set under its name."""

    shell: Shell
    now: datetime
    title: str
    lines: tuple[SetLine, ...]
    back_url: str

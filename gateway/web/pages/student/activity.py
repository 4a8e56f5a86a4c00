"""One activity in the student's words before it starts."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Choice, Fields, Shell
from gateway.web.pages.student.common import Dated, Result, Start, Style, Why
from gateway.web.pages.student.handing import HandIn
from gateway.web.pages.student.outline import OutlineForm
from gateway.web.pages.student.scaffold import Scaffold


@dataclass(frozen=True, slots=True)
class ActivityPage(Dated):
    """What you will learn, why it matters, how it works, and Start.

    `how` are short steps in order; `start` is None for an activity the teacher leads; `begun` says the place in it
    is kept; `last` is an earlier result; `teacher` is empty when not known.
    `skip_url` is empty for what cannot be skipped; `aloud`: the page can be read out. `done_url` takes the student's
    word for what is written down to do; `starts` is a later day from which it is offered; `rubric_url` shows what good
    work looks like; under `show_url` the student may show at once that it is known.
    """

    shell: Shell
    now: datetime
    teacher: str
    title: str
    style: Style
    minutes: int
    learn: str
    matters: str
    how: tuple[str, ...]
    why: Why
    start: Start | None
    back_url: str
    begun: bool = False
    last: Result | None = None
    skip_url: str = ""
    aloud: bool = False
    skip_reasons: tuple[Choice, ...] = ()
    done_url: str = ""
    done_fields: Fields = ()
    starts: date | None = None
    rubric_url: str = ""
    hand_in: HandIn | None = None
    scaffold: Scaffold | None = None
    outline: OutlineForm | None = None
    show_url: str = ""

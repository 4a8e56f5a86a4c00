"""Other record stores: how each stands and how far it is, what was not taken, and the form for a new one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.lights import Tone
from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Shell

Direction = Literal["forward", "pull"]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One statement that one side did not take; `said` are the words of the other store, or the broken rules."""

    statement: str
    at: datetime
    why: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class StoreRow:
    """One store. `waiting` counts what is to be forwarded, `oldest` says since when; `more` says that there is more.

    `problem` is one sentence, `steps` how to mend it, `said` the other store's own words. `unchanged`: a new user name
    and password was just refused.
    """

    name: str
    direction: Direction
    endpoint: str
    tone: Tone
    paused: bool
    moved: int
    last: datetime | None
    decisions: bool
    waiting: int = 0
    more: bool = False
    oldest: datetime | None = None
    problem: str = ""
    said: str = ""
    steps: tuple[str, ...] = ()
    refused: int = 0
    listed: tuple[RefusedRow, ...] = ()
    pause_url: str = ""
    resume_url: str = ""
    remove_url: str = ""
    username: str = ""
    renew_url: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class StoreForm:
    """What was typed, kept after a refusal, but never the password; `wrong` names the fields to mend."""

    name: str = ""
    direction: Direction = "forward"
    endpoint: str = ""
    username: str = ""
    decisions: bool = False
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StoresPage(Timed):
    """The list and the form."""

    shell: Shell
    now: datetime
    stores: tuple[StoreRow, ...]
    form: StoreForm
    add_url: str

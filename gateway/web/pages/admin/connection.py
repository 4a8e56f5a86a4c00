"""The connection check of one learning system: each line with what is wrong and what to change there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Shell

State = Literal["ok", "problem", "later", "skipped"]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line in the reader's language; `seen` is what the other side showed, `fix` what to change."""

    title: str
    state: State
    sentence: str = ""
    seen: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class ConnectionPage(Timed):
    """What was found; no lines before the first check. `kind` is what the learning system is."""

    shell: Shell
    now: datetime
    system: str
    kind: str
    check_url: str
    back_url: str
    lines: tuple[CheckLine, ...] = ()

    @property
    def problems(self) -> int:
        """How many lines somebody has to mend."""
        return sum(one.state == "problem" for one in self.lines)

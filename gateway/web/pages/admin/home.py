"""Admin home: each learning system and this server as lights, and who may use the record store (P14: no names)."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.admin.keys import KeyRow
from gateway.web.pages.admin.lights import Fix, Light, Tone
from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Shell


@dataclass(frozen=True, slots=True)
class SystemLight:
    """One learning system: when it was last heard, and what is wrong if anything is.

    Grades wait, ask a teacher (`asking`) or were refused (`failed`); `closed` courses take none. While the system is
    in trouble it is asked by one call at `next_try`. `problem` is one sentence and replaces the times; `steps` say how
    to mend it, in the order to do them.
    """

    name: str
    tone: Tone
    last_launch: datetime | None = None
    last_roster: datetime | None = None
    last_write: datetime | None = None
    writing_off: bool = False
    waiting: int = 0
    asking: int = 0
    failed: int = 0
    closed: int = 0
    next_try: datetime | None = None
    problem: str = ""
    steps: tuple[str, ...] = ()
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class AdminHome(Timed):
    """Everything on the admin's first page; `now` is local and decides how times are written."""

    shell: Shell
    now: datetime
    checked_at: datetime
    check_url: str
    add_url: str
    systems: tuple[SystemLight, ...]
    server: tuple[Light, ...]
    keys: tuple[KeyRow, ...]
    keys_url: str
    sign_out_url: str

    @property
    def to_fix(self) -> int:
        """Count the lights that stand at stop."""
        return self._count("stop")

    @property
    def to_look(self) -> int:
        """Count the lights that stand at look."""
        return self._count("look")

    def _count(self, tone: Tone) -> int:
        tones = [*(one.tone for one in self.systems), *(one.tone for one in self.server)]
        return tones.count(tone)

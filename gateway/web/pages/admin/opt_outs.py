"""Students who take no part: who they are, who is to be one of them, and what that means."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.people import PersonRow
from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Fields, Shell


@dataclass(frozen=True, slots=True)
class OutRow:
    """One student who takes no part: learning system and id there, since when and why, and the titles of courses."""

    who: str
    since: datetime
    reason: str
    by_teacher: bool
    courses: tuple[str, ...]
    fields: Fields


@dataclass(frozen=True, slots=True)
class OptOutsPage(Timed):
    """The list, the search, and the people it found (None before anything was asked for)."""

    shell: Shell
    now: datetime
    url: str
    back_url: str
    begin_url: str
    end_url: str
    out: tuple[OutRow, ...]
    asked: str = ""
    found: tuple[PersonRow, ...] | None = None
    more: bool = False
    done: Literal["", "begun", "ended"] = ""

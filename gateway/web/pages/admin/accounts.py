"""Two accounts of one person: which they are, what joining them moves, and what was joined so far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.people import PersonRow
from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Shell

Side = Literal["old", "into"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed for one side, and the people it means; `urls` choose one of several."""

    side: Side
    typed: str
    people: tuple[PersonRow, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """What joining would do, in counts; `both` and `alone` are titles of courses."""

    records: int
    decisions: int
    both: tuple[str, ...]
    alone: tuple[str, ...]
    grades: int
    used_at: datetime | None
    possible: bool


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """One joining; `old` and `into` are learning system and id there, `undo_url` empty where it is too late."""

    old: str
    into: str
    at: datetime
    undone_at: datetime | None
    undo_url: str


@dataclass(frozen=True, slots=True)
class AccountsPage(Timed):
    """The form, what it found, and what was joined. `moves` None before both sides are one person each."""

    shell: Shell
    now: datetime
    url: str
    back_url: str
    join_url: str
    old: Found
    into: Found
    moves: Moves | None
    joined: tuple[JoinedRow, ...]
    days: int
    done: Literal["", "joined", "undone"] = ""

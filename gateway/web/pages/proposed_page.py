"""Proposed changes of levels: what the same results say now, in two groups, and what was answered lately."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One student and one standard: words of the level that stands and of the new one, and how sure that is.

    `value` is what the buttons post; `expected` and `low` to `high` are in points of 100, as is the `aim`.
    """

    value: str
    name: str
    url: str
    code: str
    title: str
    before: str
    after: str
    results: int
    expected: int
    low: int
    high: int
    aim: int


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one direction, `lower` or `higher`; `left` are more of them that come when these are answered."""

    kind: str
    students: int
    changes: tuple[Change, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided at once, used or kept: by whom, when, for whom; `batch` is what taking it back posts."""

    batch: str
    used: bool
    by: str
    at: datetime
    levels: int
    names: tuple[str, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ProposedPage:
    """The page; `since` is when the figures were last learnt anew. By an own rule nothing is ever proposed."""

    now: datetime
    url: str
    undo_url: str
    back_url: str
    groups: tuple[Group, ...]
    answered: tuple[Answered, ...]
    since: datetime | None = None

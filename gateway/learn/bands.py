"""Who needs what: a teacher's three bands and to-dos, from the mastery rows of a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from gateway.learn.explain import Reason
from gateway.learn.mastery import TRIES, Mastery, moment

IDLE: Final = timedelta(days=7)
READY_SHARE: Final = 0.8
"""From this share of a unit's standards mastered on, a learner is ready for more."""
LOW_LEVEL: Final = 1.5
"""Up to this mean level of the standards that have one, a learner needs a hand."""

Band = Literal["hand", "way", "more"]


@dataclass(frozen=True, slots=True)
class Row:
    """One learner with the mastery of the open unit's standards (judgements applied) and the last activity's time.

    `back` is when the last days away end: who is away is not idle.
    """

    learner: str
    masteries: tuple[Mastery, ...]
    last_active: datetime | None = None
    back: datetime | None = None

    def idle(self, as_of: datetime) -> bool:
        """Say whether nothing was done for a week of days on which the learner was here."""
        if self.last_active is None:
            return False
        return as_of - max(self.last_active, self.back or self.last_active) > IDLE


@dataclass(frozen=True, slots=True)
class Placed:
    """The band a learner stands in, and the one reason for it."""

    learner: str
    band: Band
    reason: Reason


@dataclass(frozen=True, slots=True)
class Todo:
    """Something one learner waits for: a code, the standard it is about, since when."""

    code: Literal["stuck", "idle"]
    learner: str
    standard: str | None
    since: datetime


def place(row: Row, as_of: datetime) -> Placed:
    """Return a learner's band: a hand when stuck, low or idle; more when nearly all is mastered; else on the way."""
    counted = [each for each in row.masteries if each.state != "exc"]
    stuck = tuple(each.standard for each in counted if each.stuck and not each.set_by_teacher)
    if stuck:
        return Placed(row.learner, "hand", Reason("stuck", {"standards": stuck}))
    done = sum(each.state in {"done", "due"} for each in counted)
    if counted and done >= READY_SHARE * len(counted):
        return Placed(row.learner, "more", Reason("mastered", {"done": done, "of": len(counted)}))
    levels = [each.level for each in counted if each.level is not None]
    if levels and sum(levels) / len(levels) <= LOW_LEVEL:
        low = tuple(each.standard for each in counted if each.level == min(levels))
        return Placed(row.learner, "hand", Reason("low", {"standards": low}))
    if row.last_active is not None and row.idle(as_of):
        return Placed(row.learner, "hand", Reason("idle", {"last_at": row.last_active}))
    if row.last_active is None:
        return Placed(row.learner, "way", Reason("not_started"))
    return Placed(row.learner, "way", Reason("moving", {"last_at": row.last_active, "done": done, "of": len(counted)}))


def todos(rows: Sequence[Row], as_of: datetime, limit: int = 5) -> tuple[Todo, ...]:
    """Return what the class waits for, oldest first, at most so many."""
    found = [each for row in rows for each in _of(row, as_of)]
    found.sort(key=lambda each: (each.since, each.learner, each.standard or ""))
    return tuple(found[:limit])


def _of(row: Row, as_of: datetime) -> list[Todo]:
    found: list[Todo] = []
    for each in row.masteries:
        if each.set_by_teacher or not each.contributions:
            continue
        since = moment(each.contributions[:TRIES][-1].at) or as_of
        if each.stuck:
            found.append(Todo("stuck", row.learner, each.standard, since))
    if row.last_active is not None and row.idle(as_of) and not found:
        found.append(Todo("idle", row.learner, None, row.last_active))
    return found

"""What stands in the gradebook: a level's whole points, and the parts of the comment beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from gateway.learn.mastery import MASTERED, Mastery, StateCode

__all__ = ["DEFAULT_POINTS", "MASTERED", "CommentParts", "comment", "points"]

DEFAULT_POINTS: Final[Mapping[int, int]] = MappingProxyType({4: 4, 3: 3, 2: 2, 1: 1})
"""Whole points by level: mastered, nearly, in progress, beginning."""


@dataclass(frozen=True, slots=True)
class CommentParts:
    """What a gradebook comment says: the level, the evidence it rests on, and whether a teacher set it."""

    state: StateCode
    level: int
    pieces: int
    activities: int
    activity_id: str | None
    earned: float | None
    questions: int | None
    at: datetime | None
    set_by_teacher: bool


def points(level: int | None, table: Mapping[int, int] = DEFAULT_POINTS) -> int | None:
    """Return a level's points, None (a blank cell) while there is no level."""
    return None if level is None else table[level]


def comment(mastery: Mastery) -> CommentParts | None:
    """Return the parts of the comment, None while the cell is blank."""
    if mastery.level is None:
        return None
    last = mastery.contributions[0] if mastery.contributions else None
    return CommentParts(
        state=mastery.state,
        level=mastery.level,
        pieces=mastery.n,
        activities=mastery.activities,
        activity_id=last.activity_id if last else None,
        earned=last.earned if last else None,
        questions=last.questions if last else None,
        at=mastery.last_at,
        set_by_teacher=mastery.set_by_teacher,
    )

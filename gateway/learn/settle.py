"""What evidence would settle a standard: tried out on a copy of the learner's state, result by result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb
from gateway.learn.mastery import MASTERED, moment
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState

MOST: Final = 8
"""More results than these in a row are not foretold."""
QUESTIONS: Final = 4
WEIGHT: Final = 2.0
"""The weight of so many questions."""
APART: Final = timedelta(hours=1)
"""Further apart than attempts that count less because they were hasty."""


@dataclass(frozen=True, slots=True)
class Settling:
    """So many full results (up), or results of nothing (down), in a row change it; None: it takes more than MOST."""

    way: Literal["up", "down"]
    results: int | None


def settling(
    state: LearnerState, standard: str, activities: Sequence[str], as_of: datetime, inputs: Inputs
) -> Settling:
    """Return what would make a standard mastered, or take it back where it is; activities are those to be done."""
    mastered = state.level(standard) == MASTERED
    way: Literal["up", "down"] = "down" if mastered else "up"
    tried = state.copy()
    reached = moment(state.reached[0]) if state.reached is not None else None
    begin = max(as_of, reached or as_of)
    order = sorted(activities, key=state.times) or ["any", "other"]
    for number in range(1, MOST + 1):
        activity, score = order[(number - 1) % len(order)], 0.0 if mastered else 1.0
        when = begin + number * APART
        absorb(tried, Observation(f"foretold-{number}", when, activity, (standard,), score, WEIGHT, QUESTIONS), inputs)
        if (tried.level(standard) == MASTERED) != mastered:
            return Settling(way, number)
    return Settling(way, None)

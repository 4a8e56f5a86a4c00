"""Our levels on an outcome's scale: its ratings may be ours, a teacher's, or those of the account (canvas.md 6.1).

Mastery must mean the same on both sides: our levels of mastery go to ratings from the mastery points on, the others
below them, each side beginning at the border.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti.lms.own_views import StandardWanted


@dataclass(frozen=True)
class Scale:
    """`points` by level, lowest first; `possible` are those of the best rating, `mastery` those that are mastery."""

    points: tuple[float, ...]
    possible: float
    mastery: float

    @classmethod
    def of(cls, ratings: Sequence[float], mastery: float, wanted: StandardWanted) -> Scale:
        """Place our levels among ratings in any order; a side without ratings gets the border, or nothing."""
        ordered = sorted(ratings)
        above = [one for one in ordered if one >= mastery] or [mastery]
        below = [one for one in ordered if one < mastery] or [0.0]
        first = wanted.mastered - 1
        low = [below[max(len(below) - (first - number), 0)] for number in range(first)]
        high = [above[min(number, len(above) - 1)] for number in range(len(wanted.levels) - first)]
        return cls((*low, *high), max(above), mastery)

    @classmethod
    def own(cls, wanted: StandardWanted) -> Scale:
        """Return the scale of an outcome that we make: a point for each level."""
        return cls.of([float(number + 1) for number in range(len(wanted.levels))], float(wanted.mastered), wanted)

    def ratings(self, wanted: StandardWanted) -> list[dict[str, Any]]:
        """Return our levels as ratings, the best one first."""
        rows = [{"description": name, "points": at} for name, at in zip(wanted.levels, self.points, strict=True)]
        return rows[::-1]


def own_or_accounts(outcome: Mapping[str, Any], proficiency: Mapping[str, Any] | None, wanted: StandardWanted) -> Scale:
    """Return the scale that counts: the account's or course's where there is one, else the outcome's own."""
    rows = proficiency.get("ratings") if proficiency else None
    if isinstance(rows, list) and rows:
        points = [_number(one.get("points")) for one in rows]
        aims = [_number(one.get("points")) for one in rows if one.get("mastery")]
        return Scale.of(points, min(aims, default=max(points)), wanted)
    ratings = [_number(one.get("points")) for one in outcome.get("ratings") or ()]
    if not ratings:
        return Scale.own(wanted)
    aim = outcome.get("mastery_points")
    return Scale.of(ratings, max(ratings) if aim is None else _number(aim), wanted)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0

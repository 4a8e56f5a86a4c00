"""A start for each unit from a few questions: the middle of what is still open is asked, at most twelve times.

A right answer says that the standard and everything it builds on is known, a wrong one that the standard and
everything that builds on it is not. Where answers contradict each other the earlier start stands: nobody is put too
far ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from gateway.learn.graph import Graph

MOST: Final = 12
"""Questions of one placement."""

RIGHT: Final = 0.5
"""The score 0..1 from which on an answered question counts as right."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a placement stands: the start in each unit (None: all of it is known), and the standard to ask next.

    It is over when nothing is left to ask. `known` are the standards before the starts.
    """

    starts: tuple[str | None, ...]
    following: str | None
    known: frozenset[str]

    @property
    def over(self) -> bool:
        """Whether every unit has its start."""
        return self.following is None


def place(
    units: Sequence[Sequence[str]],
    graph: Graph,
    answers: Sequence[tuple[str, bool]],
    askable: AbstractSet[str],
) -> Placing:
    """Return how a placement stands after answers (standard, right) about units of standards in order."""
    right = {name for name, good in answers if good}
    wrong = {name for name, good in answers if not good}
    known = right | {name for name in _all(units) if graph.descendants.get(name, frozenset()) & right}
    unknown = wrong.union(*(graph.descendants.get(name, frozenset()) for name in wrong))
    bounds = [_bounds(unit, known, unknown) for unit in units]
    asked = right | wrong
    left = [
        [name for name in unit[low:high] if name in askable and name not in asked]
        for unit, (low, high) in zip(units, bounds, strict=True)
    ]
    widest = max(left, key=len, default=[])
    following = widest[len(widest) // 2] if widest and len(answers) < MOST else None
    starts = tuple(_start(unit, low) for unit, (low, _high) in zip(units, bounds, strict=True))
    before = frozenset(name for unit, (low, _high) in zip(units, bounds, strict=True) for name in unit[:low])
    return Placing(starts, following, before)


def _bounds(unit: Sequence[str], known: AbstractSet[str], unknown: AbstractSet[str]) -> tuple[int, int]:
    """Return (first place that is not known, first place known not to be); between them lies what is open."""
    high = next((n for n, name in enumerate(unit) if name in unknown), len(unit))
    low = max((n + 1 for n, name in enumerate(unit[:high]) if name in known), default=0)
    return low, high


def _start(unit: Sequence[str], low: int) -> str | None:
    return unit[low] if low < len(unit) else None


def _all(units: Sequence[Sequence[str]]) -> list[str]:
    return [name for unit in units for name in unit]

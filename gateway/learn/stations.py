"""Who begins at which station of a class lesson, by need, in groups of even size; and what stations there should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LEAST, MOST = 2, 5
"""Stations of a lesson."""

OWN_PATH: Final = None
"""A station without a standard: everybody goes on with their own path there."""


@dataclass(frozen=True, slots=True)
class Wanting:
    """A learner with the standards still to be mastered, the one most needed first."""

    learner: str
    needs: tuple[str, ...]


def topics(class_: Sequence[Wanting], count: int) -> tuple[str | None, ...]:
    """Return the standards of so many stations: those that most need most; the last one is everybody's own path.

    Where fewer standards are needed, the own path takes their places: a station has always something to do.
    """
    weights: Counter[str] = Counter()
    for one in class_:
        for place, name in enumerate(one.needs):
            weights[name] += 2 if place == 0 else 1
    order = {name: place for place, name in enumerate(weights)}
    ranked = sorted(weights, key=lambda name: (-weights[name], order[name]))
    chosen: list[str | None] = [*ranked[: count - 1]]
    return (*chosen, *[OWN_PATH] * (count - len(chosen)))


def seats(class_: Sequence[Wanting], stations: Sequence[str | None]) -> dict[str, int]:
    """Return the first station (from 0) of each learner; who comes first in the class chooses first.

    Sizes differ by one at most. A learner's first choice is the station of what they need most, then the own path.
    """
    count = len(stations)
    least, more = divmod(len(class_), count)
    sizes = [0] * count
    found: dict[str, int] = {}
    for one in class_:
        fuller = sum(size > least for size in sizes)
        free = [n for n in range(count) if sizes[n] < least or (sizes[n] == least and fuller < more)]
        best = min(free, key=lambda n: (_rank(one, stations[n]), sizes[n], n))
        sizes[best] += 1
        found[one.learner] = best
    return found


def rounds(first: Mapping[str, int], count: int) -> tuple[Mapping[str, int], ...]:
    """Return where everybody is in each round: all go on to the next station together."""
    return tuple({one: (station + turn) % count for one, station in first.items()} for turn in range(count))


def _rank(one: Wanting, station: str | None) -> int:
    if station is None:
        return len(one.needs)
    return one.needs.index(station) if station in one.needs else len(one.needs) + 1

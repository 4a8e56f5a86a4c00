"""A lesson: the same targets in several styles. Doing one of them is enough; each may begin on a day of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Way:
    """One style of a lesson: the lesson's and the activity's address (IRI), and the day from which it is offered."""

    lesson: str
    activity: str
    starts: date | None = None


def not_yet(ways: Sequence[Way], today: date) -> frozenset[str]:
    """Return the activities that begin later than today."""
    return frozenset(one.activity for one in ways if one.starts is not None and one.starts > today)


def settled(ways: Sequence[Way], done: Collection[str]) -> frozenset[str]:
    """Return the activities of lessons that are settled: one of their styles, or the lesson itself, was done."""
    over = {one.lesson for one in ways if one.activity in done or one.lesson in done}
    return frozenset(one.activity for one in ways if one.lesson in over)

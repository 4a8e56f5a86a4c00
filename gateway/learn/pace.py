"""A learner's own dates: those of the class, moved by the days on which the learner was not here.

A learner's time stands still while away: what the class has fourteen days for, everybody has fourteen days for. Each
stretch of time is moved by itself, so that a week away in one unit does not push all that comes after it. Who came
later was not here before; what was over by then is optional and has no dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.learn.unhurried import USUAL, Unhurried

Span = tuple[date, date]
"""First and last day away, both included."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day that a class has for something."""

    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Stretch:
    """A learner's own first and last day, None where nobody said any; optional: over before the learner came."""

    begins: date | None = None
    ends: date | None = None
    optional: bool = False


def own(window: Window | None, away: Sequence[Span], arrived: date | None = None, time: Unhurried = USUAL) -> Stretch:
    """Return a learner's own dates of a window; `arrived` is the first day of who came later than the class.

    `time` makes the window itself longer; days away move what comes of that.
    """
    if window is None:
        return Stretch()
    if arrived is not None and arrived > window.ends:
        return Stretch(optional=True)
    before = () if arrived is None or arrived <= window.begins else ((window.begins, arrived - _DAY),)
    begins, ends = window.begins, window.ends + time.days((window.ends - window.begins).days + 1)
    for first, last in _merged((*before, *away)):
        start = max(first, window.begins)
        if last < window.begins or start > ends:
            continue
        ends += last - start + _DAY
        if start <= begins <= last:
            begins = last + _DAY
    return Stretch(begins, ends)


def is_away(away: Sequence[Span], day: date) -> bool:
    """Say whether a day is one of those away."""
    return any(first <= day <= last for first, last in away)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Return the same days in spans that do not touch, in order."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found

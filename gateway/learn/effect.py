"""What helped, out of what learners' states keep: gains after an activity or a support step, time, retention, gaps.

A pair is one try at an activity and the same learner's next result on the same standard in another activity; its gain
is that result less what was expected before the try. Who does an activity is no accident, so a gain says what came
after, never what caused it; below 30 pairs nothing is said.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import Final

from gateway.learn.settings import DAY
from gateway.learn.state import Contribution, LearnerState

LEAST_PAIRS: Final = 30
Z95: Final = 1.96
KEPT_DAYS: Final = 14.0
"""A result so long after mastery says whether it was kept."""


@dataclass(frozen=True, slots=True)
class Gain:
    """The mean gain of pairs in shares of a full result, with its 95 % interval."""

    pairs: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Course:
    """Figures of a course: median days from the first result to mastery, and of how many; results two weeks after
    mastery that reached the aim, of how many; levels that fell, and of these those that came back.
    """  # fmt: skip

    days: float | None
    mastered: int
    kept: int
    asked_again: int
    opened: int
    closed: int


def gains(states: Iterable[LearnerState], *, least: int = LEAST_PAIRS) -> dict[str, Gain]:
    """Return the gain after each activity that has pairs enough, by activity id."""
    found: dict[str, list[float]] = {}
    for one, following in _pairs(states):
        found.setdefault(one.activity_id, []).append(following.earned - one.before)
    return {name: _gain(values) for name, values in sorted(found.items()) if len(values) >= least}


@dataclass(frozen=True, slots=True)
class Shift:
    """Mean results before and after changes, and from enough pairs on the likely range of the difference (95 %)."""

    pairs: int
    before: float = 0.0
    after: float = 0.0
    low: float | None = None
    high: float | None = None


def shift(
    states: Mapping[str, LearnerState], changes: Iterable[tuple[str, str, float]], *, least: int = LEAST_PAIRS
) -> Shift:
    """Return what came before and after changes (learner, standard or empty for each of theirs, POSIX seconds).

    The nearest result on the standard on each side counts, each pair of results once; a change without both is left
    out.
    """
    pairs = {pair: None for learner, standard, at in changes for pair in _sides(states, learner, standard, at)}
    if not pairs:
        return Shift(0)
    before, after = (fmean(one[side].earned for one in pairs) for side in (0, 1))
    if len(pairs) < least:
        return Shift(len(pairs), before, after)
    gain = _gain([later.earned - earlier.earned for earlier, later in pairs])
    return Shift(len(pairs), before, after, gain.low, gain.high)


def around_all(states: Mapping[str, LearnerState], at: float, standards: AbstractSet[str] | None) -> Shift:
    """Return what came before and after a change for everybody; standards None for all."""
    changes = [
        (learner, name, at)
        for learner, state in states.items()
        for name in (state.records if standards is None else standards & state.records.keys())
    ]
    return shift(states, changes)


def _sides(
    states: Mapping[str, LearnerState], learner: str, standard: str, at: float
) -> Iterable[tuple[Contribution, Contribution]]:
    records = states[learner].records if learner in states else {}
    for name in [standard] if standard else sorted(records):
        tries = records[name].contributions if name in records else ()
        place = bisect_left(tries, at, key=lambda one: one.at)
        if 0 < place < len(tries):
            yield tries[place - 1], tries[place]


def course(states: Iterable[LearnerState], aim: float) -> Course:
    """Return the figures of a course; aim is the share of a full result that counts as kept."""
    days, kept, asked, opened, closed = [], 0, 0, 0, 0
    for state in states:
        for record in state.records.values():
            tries = record.contributions
            first = record.first_mastered_at
            if first is not None and tries and len(tries) == record.pieces:
                days.append((first - tries[0].at) / DAY)
            late = [one for one in tries if first is not None and one.at - first >= KEPT_DAYS * DAY]
            if late:
                asked += 1
                kept += late[0].earned >= aim
            fell, regained = _gaps(tries)
            opened, closed = opened + fell, closed + regained
    return Course(median(days) if days else None, len(days), kept, asked, opened, closed)


def _pairs(states: Iterable[LearnerState]) -> Iterable[tuple[Contribution, Contribution]]:
    for state in states:
        for name in sorted(state.records):
            tries = state.records[name].contributions
            for place, one in enumerate(tries):
                others = (each for each in tries[place + 1 :] if each.activity_id != one.activity_id)
                following = next(others, None)
                if following is not None:
                    yield one, following


def _gain(values: Sequence[float]) -> Gain:
    mean = fmean(values)
    half = Z95 * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 1.0
    return Gain(len(values), mean, mean - half, mean + half)


def _gaps(tries: Sequence[Contribution]) -> tuple[int, int]:
    """Return how often a level fell, and how often it came back to where it had been."""
    fell = regained = 0
    lost: int | None = None
    for one in tries:
        if one.level_before and one.level_after and one.level_after < one.level_before:
            fell += 1
            lost = max(lost or 0, one.level_before)
        elif lost is not None and (one.level_after or 0) >= lost:
            regained, lost = regained + 1, None
    return fell, regained

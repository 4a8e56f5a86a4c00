"""Search the tracer's constants on a course's own answers: coordinate by coordinate, on learners held out.

Only the constants are chosen here; difficulties come from the one pass over all answers (mastery.md 2.6).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gateway.learn.parameters import Hyper, ParameterSet
from gateway.learn.tracer import Answer, Trace, fit_answers, fresh, step

TIMELESS: Final = (
    "general_variance", "skill_variance", "standard_variance", "activity_variance", "general_drift", "skill_drift",
    "gain_right", "gain_wrong",
)  # fmt: skip
TIMED: Final = (*TIMELESS, "fade_power", "fade_days")
FACTORS: Final = (2.0, math.sqrt(2.0))
HELD_OUT: Final = 4
"""One learner of so many is held out."""
MOVES: Final = 3
"""So often at most a constant moves on in a direction that helps, in one round."""
WORTH: Final = 1e-5
"""A smaller gain in log-loss is chance."""


def tune(answers: Sequence[Answer], start: Hyper, most: int) -> Hyper:
    """Return constants that predict held-out learners best; the given ones where nothing else does better.

    Answers come in the order of time. At most so many are looked at: those of whole learners, drawn by their ids.
    """
    drawn = _drawn(answers, most)
    held = {each.learner for each in drawn if _held_lot(each.learner) % HELD_OUT == 0}
    train = [each for each in drawn if each.learner not in held]
    test = [each for each in drawn if each.learner in held]
    if not train or not test:
        return start
    best, loss = start, held_out_loss(train, test, start)
    names = TIMED if any(each.at is not None for each in drawn) else TIMELESS
    for factor in FACTORS:
        for name in names:
            best, loss = _along(train, test, name, factor, (best, loss))
    return best


def _along(
    train: Sequence[Answer], test: Sequence[Answer], name: str, factor: float, known: tuple[Hyper, float]
) -> tuple[Hyper, float]:
    best, loss = known
    for each in (factor, 1.0 / factor):
        moved = False
        for _ in range(MOVES):
            tried = replace(best, **{name: getattr(best, name) * each})
            found = held_out_loss(train, test, tried)
            if found >= loss - WORTH:
                break
            best, loss, moved = tried, found, True
        if moved:
            break
    return best, loss


def held_out_loss(train: Sequence[Answer], test: Sequence[Answer], hyper: Hyper) -> float:
    """Return the mean log-loss of predicting test learners' answers under difficulties that others taught."""
    params = fit_answers(train, ParameterSet(hyper=hyper)).publish(1, 0)
    traces: dict[str, Trace] = {}
    total = 0.0
    for seen in test:
        trace = traces.get(seen.learner)
        if trace is None:
            trace = traces[seen.learner] = fresh(hyper)
        p = min(max(step(trace, params, seen), 1e-6), 1.0 - 1e-6)
        total -= seen.score * math.log(p) + (1.0 - seen.score) * math.log(1.0 - p)
    return total / len(test)


def _drawn(answers: Sequence[Answer], most: int) -> list[Answer]:
    counts: dict[str, int] = {}
    for each in answers:
        counts[each.learner] = counts.get(each.learner, 0) + 1
    kept: set[str] = set()
    total = 0
    for learner in sorted(counts, key=_held_lot):
        if total + counts[learner] > most and kept:
            break
        kept.add(learner)
        total += counts[learner]
    return [each for each in answers if each.learner in kept]


def _held_lot(learner: str) -> int:
    return lot(f"held out {learner}")


def lot(words: str) -> int:
    """Return a number that depends on the words alone, in no relation to their order."""
    return int(hashlib.sha256(words.encode()).hexdigest(), 16)

"""Bayesian knowledge tracing fitted by expectation-maximisation, one model a standard (Corbett & Anderson 1995).

A learner knows a standard or not; not knowing becomes knowing with a probability at each answer, never the other way.
All standards are fitted in one go: sequences lie side by side, longest first, so that the tail of each step is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bench.mastery_data import Row

ROUNDS = 200
SETTLED = 1e-6
"""A gain in log-likelihood an answer below which the search ends."""


class Knowing(NamedTuple):
    """A standard's probabilities: known at the start, learnt at an answer, right by guessing, wrong by a slip."""

    known: float = 0.4
    learnt: float = 0.1
    guess: float = 0.25
    slip: float = 0.1


class Model(NamedTuple):
    """Fitted standards, with what is taken for one that nobody met."""

    standards: Mapping[str, Knowing]
    usual: Knowing


class BKT:
    """The method: fit on the others' answers, then trace a learner by Bayes' rule."""

    def __init__(self) -> None:
        self.model = Model({}, Knowing())

    def train(self, rows: Sequence[Row]) -> None:
        """Fit each standard; a row on several standards is an answer on each."""
        sequences: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            for name in row.standards:
                sequences.setdefault((name, row.user), []).append(row.correct)
        fitted = fit([(name, answers) for (name, _), answers in sequences.items()])
        means = np.array(list(fitted.values())).mean(axis=0)
        self.model = Model(fitted, Knowing(*(float(each) for each in means)))

    def start(self) -> _Knower:
        """Begin with a learner."""
        return _Knower(self.model)


class _Knower:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.known: dict[str, float] = {}

    def see(self, row: Row) -> float:
        p = 0.0
        for name in row.standards:
            constants = self.model.standards.get(name, self.model.usual)
            known = self.known.get(name, constants.known)
            p += predicted(known, constants)
            self.known[name] = updated(known, row.correct, constants)
        return p / len(row.standards)

    def numbers(self) -> int:
        return len(self.known)


def predicted(known: float, constants: Knowing) -> float:
    """Return the probability of a right answer."""
    return known * (1.0 - constants.slip) + (1.0 - known) * constants.guess


def updated(known: float, correct: int, constants: Knowing) -> float:
    """Return the probability of knowing after an answer and the chance to learn from it."""
    if_known = 1.0 - constants.slip if correct else constants.slip
    if_not = constants.guess if correct else 1.0 - constants.guess
    after = known * if_known / max(known * if_known + (1.0 - known) * if_not, 1e-12)
    return after + (1.0 - after) * constants.learnt


def fit(sequences: Sequence[tuple[str, Sequence[int]]], start: Knowing | None = None) -> dict[str, Knowing]:
    """Return the constants of each standard for (standard, answers 0/1 of one learner) pairs."""
    longest = sorted(sequences, key=lambda pair: -len(pair[1]))
    names = sorted({name for name, _ in sequences})
    place = {name: number for number, name in enumerate(names)}
    group = np.array([place[name] for name, _ in longest])
    lengths = np.array([len(answers) for _, answers in longest])
    # Step by step: the answers of the sequences that are at least so long.
    steps = [
        np.array([answers[step] for _, answers in longest[: int((lengths > step).sum())]])
        for step in range(int(lengths[0]))
    ]
    constants = np.tile(np.array(start or Knowing()), (len(names), 1)).T
    before = -np.inf
    for _ in range(ROUNDS):
        constants, likelihood = _round(constants, group, steps)
        if likelihood - before < SETTLED * int(lengths.sum()):
            break
        before = likelihood
    return {name: Knowing(*(float(each) for each in constants[:, number])) for name, number in place.items()}


def _round(constants: Any, group: Any, steps: list[Any]) -> tuple[Any, float]:
    """Do one round of expectation and maximisation; constants have a row for each of Knowing, a column a standard."""
    known, learnt, guess, slip = (each[group] for each in constants)
    filtered, scale, likelihood = _forward((known, learnt, guess, slip), steps)
    totals = _Totals(constants.shape[1], group)
    ahead_not = ahead_known = np.ones(0)
    for step in range(len(steps) - 1, -1, -1):
        answers, size = steps[step], len(steps[step])
        later = len(ahead_known)
        # What lies ahead of the sequences that end here says nothing.
        future_not, future_known = np.ones(size), np.ones(size)
        if later:
            stay = (1.0 - learnt[:later]) * ahead_not
            learn = learnt[:later] * ahead_known
            future_not[:later] = (stay + learn) / scale[step + 1]
            future_known[:later] = ahead_known / scale[step + 1]
            totals.learnt(filtered[step][0][:later] * learn / scale[step + 1], filtered[step][0] * future_not, later)
        now_not, now_known = filtered[step][0] * future_not, filtered[step][1] * future_known
        totals.answered(now_not, now_known, answers, first=step == 0)
        ahead_not = np.where(answers, guess[:size], 1.0 - guess[:size]) * future_not
        ahead_known = np.where(answers, 1.0 - slip[:size], slip[:size]) * future_known
    return totals.constants(), likelihood


def _forward(constants: tuple[Any, Any, Any, Any], steps: list[Any]) -> tuple[list[tuple[Any, Any]], list[Any], float]:
    known, learnt, guess, slip = constants
    filtered: list[tuple[Any, Any]] = []
    scale: list[Any] = []
    likelihood = 0.0
    p = known
    for answers in steps:
        size = len(answers)
        if_known = p[:size] * np.where(answers, 1.0 - slip[:size], slip[:size])
        if_not = (1.0 - p[:size]) * np.where(answers, guess[:size], 1.0 - guess[:size])
        total = np.maximum(if_known + if_not, 1e-12)
        likelihood += float(np.log(total).sum())
        filtered.append((if_not / total, if_known / total))
        scale.append(total)
        p = filtered[-1][1] + filtered[-1][0] * learnt[:size]
    return filtered, scale, likelihood


class _Totals:
    """Expected counts by standard, each begun with one answer in favour and one against."""

    def __init__(self, count: int, group: Any) -> None:
        self.count, self.group = count, group
        self.sums = np.ones((4, count))
        self.of = np.full((4, count), 2.0)

    def _add(self, which: int, part: Any, whole: Any) -> None:
        self.sums[which] += np.bincount(self.group[: len(part)], part, self.count)
        self.of[which] += np.bincount(self.group[: len(whole)], whole, self.count)

    def learnt(self, moved: Any, not_known: Any, later: int) -> None:
        self._add(1, moved, not_known[:later])

    def answered(self, now_not: Any, now_known: Any, answers: Any, *, first: bool) -> None:
        if first:
            self._add(0, now_known, np.ones(len(now_known)))
        self._add(2, now_not * answers, now_not)
        self._add(3, now_known * (1 - answers), now_known)

    def constants(self) -> Any:
        return self.sums / self.of

"""Our estimator in the benchmark: the product's own functions, with its own constants or with tuned ones."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bench.mastery_data import Row, rooms
from bench.mastery_run import Result
from gateway.learn.parameters import Hyper, ParameterSet, next_threshold
from gateway.learn.tracer import Fitting, Trace, fit_answers, fresh, step
from gateway.learn.tune import tune

# One row is one question, not a scored attempt: the convention about hasty second attempts does not apply.
HYPER = Hyper(hasty_weight=1.0)
TUNED_ON = 40_000
"""Answers of training learners that constants are tuned on: more take long and change little."""


class Tracer:
    """Difficulties from one pass over the others' answers, frozen; then a trace for each learner."""

    def __init__(self, hyper: Hyper = HYPER) -> None:
        self.hyper = hyper
        self.params = ParameterSet(hyper=hyper)

    def train(self, rows: Sequence[Row]) -> None:
        """Fit as the product fits a parameter set."""
        self.params = fit_answers((row.answer() for row in rows), ParameterSet(hyper=self.hyper)).publish(1, len(rows))

    def start(self) -> Traced:
        """Begin a trace."""
        return Traced(self.params)


class Tuned(Tracer):
    """The same with constants searched on a held-out quarter of the training learners; test learners stay unseen."""

    def train(self, rows: Sequence[Row]) -> None:
        """Search the constants, then fit with them."""
        self.hyper = tune([row.answer() for row in rows], HYPER, TUNED_ON)
        super().train(rows)


class Traced:
    """One learner's trace against published difficulties."""

    def __init__(self, params: ParameterSet) -> None:
        self.params = params
        self.trace = fresh(params.hyper)

    def see(self, row: Row) -> float:
        """Predict, then learn."""
        return step(self.trace, self.params, row.answer())

    def numbers(self) -> int:
        """Count the general level, and three numbers each for a standard met and an activity done."""
        return 2 + 3 * len(self.trace.skills) + 3 * len(self.trace.done)


def run_classes(rows: Sequence[Row], hyper: Hyper = HYPER) -> Result:
    """Predict every answer of classes of about 30 learners that start from nothing, under the product's schedule.

    A class's parameter set is published when its answers have grown by a quarter, and at least 30 are there; between
    two sets every learner is read under the one that stands, as the product does it.
    """
    result = Result()
    for group in rooms(rows):
        started = time.process_time()
        room = _Room(hyper)
        result.predictions += [room.see(row) for row in group]
        result.seconds += time.process_time() - started
        result.outcomes += [row.correct for row in group]
    result.gaps = [False] * len(result.outcomes)
    return result


class _Room:
    """A class with its log, the set that stands, and the pass that makes the next one.

    The pass goes on from answer to answer; what it knows at a threshold is what a pass from the start would know.
    """

    def __init__(self, hyper: Hyper) -> None:
        self.params = ParameterSet(hyper=hyper)
        self.fitting = Fitting.from_set(self.params)
        self.fitted: dict[str, Trace] = {}
        self.logs: dict[str, list[Row]] = {}
        self.traces: dict[str, Trace] = {}
        self.due = next_threshold(0)

    def see(self, row: Row) -> float:
        """Predict a row under the set that stands, then learn from it, and publish where that is due."""
        p = step(self._trace(row.user), self.params, row.answer())
        self.logs.setdefault(row.user, []).append(row)
        step(self.fitted.setdefault(row.user, fresh(self.params.hyper)), self.fitting, row.answer(), self.fitting)
        if self.fitting.answers >= self.due:
            self.params = self.fitting.publish(self.params.version + 1, self.fitting.answers)
            self.due = next_threshold(self.fitting.answers)
            self.traces.clear()
        return p

    def _trace(self, user: str) -> Trace:
        """Return a learner's trace under the set that stands: folded again from the log where the set is new."""
        if user not in self.traces:
            trace = self.traces[user] = fresh(self.params.hyper)
            for row in self.logs.get(user, ()):
                step(trace, self.params, row.answer())
        return self.traces[user]

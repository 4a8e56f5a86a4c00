"""How a way to predict is measured: train on four folds, replay the learners of the fifth, pool all predictions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from bench.mastery_data import Row, fold_of, gaps, in_time

NUMBER_BYTES = 8


class Replay(Protocol):
    """One learner under a method that has been trained."""

    def see(self, row: Row) -> float:
        """Predict the learner's next row 0..1, and then see its outcome."""

    def numbers(self) -> int:
        """Return how many numbers are kept of this learner."""


class Method(Protocol):
    """A way to predict: learns from other learners' rows, then sees one learner's rows one by one."""

    def train(self, rows: Sequence[Row]) -> None:
        """Learn from rows of other learners, in the order of time."""

    def start(self) -> Replay:
        """Begin with a learner of whom nothing is known."""


@dataclass(slots=True)
class Result:
    """Pooled predictions of one method, the processor seconds its test rows took, and what it kept of learners."""

    predictions: list[float] = field(default_factory=list)
    outcomes: list[int] = field(default_factory=list)
    gaps: list[bool] = field(default_factory=list)
    seconds: float = 0.0
    numbers: int = 0
    learners: int = 0

    def gap_bias(self) -> float | None:
        """Return mean prediction minus mean outcome after long gaps, None where there are no times."""
        found = [p - y for p, y, gap in zip(self.predictions, self.outcomes, self.gaps, strict=True) if gap]
        return sum(found) / len(found) if found else None

    def us_per_update(self) -> float:
        """Return the microseconds of one prediction with the update after it."""
        return 1e6 * self.seconds / max(len(self.outcomes), 1)

    def bytes_per_learner(self) -> float:
        """Return the mean size of what is kept of a learner, at eight bytes a number."""
        return NUMBER_BYTES * self.numbers / max(self.learners, 1)


def split(rows: Sequence[Row], fold: int) -> tuple[list[Row], list[Row]]:
    """Return the training rows of a fold, and its test rows; both in the order given."""
    place = {user: fold_of(user) for user in {row.user for row in rows}}
    return [row for row in rows if place[row.user] != fold], [row for row in rows if place[row.user] == fold]


def learners(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Return the rows of one learner after the other, for rows sorted by learner."""
    for _, theirs in groupby(rows, key=lambda row: row.user):
        yield list(theirs)


def run(make: Callable[[], Method], rows: Sequence[Row], folds: Iterable[int]) -> Result:
    """Measure a method on these folds of rows sorted by learner and order."""
    result = Result()
    ordered = in_time(rows)
    for fold in folds:
        method = make()
        method.train(split(ordered, fold)[0])
        replay(method, split(rows, fold)[1], result)
    return result


def replay(method: Method, rows: Sequence[Row], result: Result) -> None:
    """Have each learner's rows predicted one by one, and add what comes out to the result."""
    for theirs in learners(rows):
        started = time.process_time()
        one = method.start()
        result.predictions += [one.see(row) for row in theirs]
        result.seconds += time.process_time() - started
        result.numbers += one.numbers()
        result.learners += 1
    result.outcomes += [row.correct for row in rows]
    result.gaps += gaps(rows)

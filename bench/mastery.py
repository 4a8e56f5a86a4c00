"""How well the estimator predicts the next answer on public data, beside three simpler ways (mastery.md 4 and 5).

Folds are by learner: what is learnt from the others' answers is frozen, then each test learner is replayed, every
answer predicted before it is seen. `--classes` cuts all learners into classes of about 30 that start from nothing.
`--leak` shuffles the outcomes of the whole file: whatever then predicts better than chance looks at the answer.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from bench.common import arguments, finish, metrics, table
from gateway.learn.parameters import Hyper, ParameterSet
from gateway.learn.tracer import Difficulties, Fitting, Trace, correction, fresh, learn, look, sigmoid

FOLDS = 5
LONG_GAP = 12 * 3600
CLASS_SEED = 30
# One row is one question, not a scored attempt: the convention about hasty second attempts does not apply.
HYPER = Hyper(hasty_weight=1.0)


class Row(NamedTuple):
    """One answer: standards sorted, correct 0/1, at in seconds since the first of the file or None."""

    user: str
    item: str
    standards: tuple[str, ...]
    correct: int
    order: int
    at: float | None


class Method(Protocol):
    """A way to predict: learns from other learners' rows, then sees one learner's rows one by one."""

    def train(self, rows: Sequence[Row]) -> None:
        """Learn from rows of other learners, in time order."""

    def start(self) -> Callable[[Row], float]:
        """Return a function that predicts a row of a new learner 0..1, and then sees its outcome."""


class Tracer:
    """Ours."""

    def __init__(self, hyper: Hyper = HYPER) -> None:
        self.hyper = hyper
        self.params = ParameterSet(hyper=hyper)

    def train(self, rows: Sequence[Row]) -> None:
        """Let slopes and difficulties learn in one pass."""
        fitting = Fitting.from_set(ParameterSet(hyper=self.hyper))
        traces: dict[str, Trace] = {}
        for row in rows:
            trace = traces.setdefault(row.user, fresh(self.hyper))
            step(trace, fitting, row, fitting)
        self.params = fitting.publish(1, len(rows))

    def start(self) -> Callable[[Row], float]:
        """Replay one learner with everything else frozen."""
        trace = fresh(self.hyper)
        return lambda row: step(trace, self.params, row)


def step(trace: Trace, world: Difficulties, row: Row, fitting: Fitting | None = None) -> float:
    """Predict a row, then learn from it; return the prediction."""
    outlook = look(trace, world, row.item, row.standards, row.at)
    moved = correction(outlook, float(row.correct), 1.0)
    learn(trace, world.hyper, row.item, outlook, moved, float(row.correct), row.at)
    if fitting is not None:
        fitting.learn(row.item, outlook, moved)
    return outlook.p


class ActivityMean:
    """The share of right answers others gave to the item, with five answers of the mean added."""

    def __init__(self) -> None:
        self.means: dict[str, float] = {}
        self.overall = 0.5

    def train(self, rows: Sequence[Row]) -> None:
        """Count the others' right answers."""
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in rows:
            sums[row.item][0] += row.correct
            sums[row.item][1] += 1
        self.overall = sum(row.correct for row in rows) / len(rows)
        self.means = {item: (right + 5 * self.overall) / (n + 5) for item, (right, n) in sums.items()}

    def start(self) -> Callable[[Row], float]:
        """Predict the same for everybody."""
        return lambda row: self.means.get(row.item, self.overall)


class DecayingAverage:
    """The learner's 65/35 decaying average on the standard taken as a probability; the standard's mean before that."""

    def __init__(self) -> None:
        self.means: dict[str, float] = {}
        self.overall = 0.5

    def train(self, rows: Sequence[Row]) -> None:
        """Count the others' right answers by standard."""
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in rows:
            for name in row.standards:
                sums[name][0] += row.correct
                sums[name][1] += 1
        self.overall = sum(row.correct for row in rows) / len(rows)
        self.means = {name: (right + 5 * self.overall) / (n + 5) for name, (right, n) in sums.items()}

    def start(self) -> Callable[[Row], float]:
        """Average the standards' averages; the last answer weighs 65, all before it 35."""
        averages: dict[str, float] = {}

        def predict(row: Row) -> float:
            known = [averages.get(name, self.means.get(name, self.overall)) for name in row.standards]
            for name in row.standards:
                old = averages.get(name)
                averages[name] = row.correct if old is None else 0.65 * row.correct + 0.35 * old
            return sum(known) / len(known)

        return predict


class Elo:
    """Ratings of learner, learner on a standard and item, steps shrinking with use (Pelánek 2016)."""

    def __init__(self) -> None:
        self.items: dict[str, tuple[float, int]] = {}
        self.overall = 0.0

    def train(self, rows: Sequence[Row]) -> None:
        """Rate the items, with the others' ratings beside them."""
        share = sum(row.correct for row in rows) / len(rows)
        self.overall = math.log(share / (1 - share))
        players: dict[str, _Player] = {}
        for row in rows:
            miss = players.setdefault(row.user, _Player()).play(row, self)
            rating, n = self.items.get(row.item, (0.0, 0))
            self.items[row.item] = (rating - 1.0 / (1 + 0.05 * n) * miss[1], n + 1)

    def start(self) -> Callable[[Row], float]:
        """Rate one learner against frozen items."""
        player = _Player()
        return lambda row: player.play(row, self)[0]


class _Player:
    def __init__(self) -> None:
        self.ratings: dict[str, tuple[float, int]] = {}

    def play(self, row: Row, elo: Elo) -> tuple[float, float]:
        names = ("", *row.standards)
        shares = (1.0, *(1.0 / len(row.standards) for _ in row.standards))
        found = [self.ratings.get(name, (0.0, 0)) for name in names]
        total = sum(share * rating for share, (rating, _) in zip(shares, found, strict=True))
        p = sigmoid(elo.overall + total - elo.items.get(row.item, (0.0, 0))[0])
        miss = row.correct - p
        for name, (rating, n) in zip(names, found, strict=True):
            self.ratings[name] = (rating + 0.4 / (1 + 0.02 * n) * miss, n + 1)
        return p, miss


@dataclass(slots=True)
class Result:
    """Pooled predictions of one method, with the processor seconds its test rows took."""

    predictions: list[float]
    outcomes: list[int]
    gaps: list[bool]
    seconds: float

    def gap_bias(self) -> float | None:
        """Return mean prediction minus mean outcome after long gaps, None where there are no times."""
        found = [p - y for p, y, gap in zip(self.predictions, self.outcomes, self.gaps, strict=True) if gap]
        return sum(found) / len(found) if found else None


def load(path: Path) -> list[Row]:
    """Read a file of the documented format (columns user, item, skills, correct, order, t)."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            Row(
                each["user"],
                each["item"],
                tuple(sorted(set(each["skills"].split(";")))),
                int(each["correct"]),
                int(each["order"]),
                float(each["t"]) if each["t"] else None,
            )
            for each in csv.DictReader(file)
        ]


def fold_of(user: str) -> int:
    """Return the fold 0..4 of a learner by the rule everybody uses."""
    return int(hashlib.sha256(user.encode()).hexdigest(), 16) % FOLDS


def in_time(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by time, or by their place within each learner where there is no time."""
    return sorted(rows, key=lambda row: (row.order if row.at is None else row.at, row.user, row.order))


def run(make: Callable[[], Method], rows: Sequence[Row], folds: Iterable[int]) -> Result:
    """Train on the other folds, replay the learners of each fold, pool the predictions."""
    place = {user: fold_of(user) for user in {row.user for row in rows}}
    ordered = in_time(rows)
    result = Result([], [], [], 0.0)
    for fold in folds:
        method = make()
        method.train([row for row in ordered if place[row.user] != fold])
        started = time.process_time()
        user, predict = "", method.start()
        for row in rows:
            if place[row.user] != fold:
                continue
            if row.user != user:
                user, predict = row.user, method.start()
            result.predictions.append(predict(row))
            result.outcomes.append(row.correct)
        result.seconds += time.process_time() - started
        result.gaps += gaps([row for row in rows if place[row.user] == fold])
    return result


def gaps(rows: Sequence[Row]) -> list[bool]:
    """Say for each row whether its learner last met its standards more than 12 hours before."""
    last: dict[tuple[str, str], float] = {}
    found = []
    for row in rows:
        before = [last[row.user, name] for name in row.standards if (row.user, name) in last]
        found.append(bool(before) and row.at is not None and row.at - max(before) > LONG_GAP)
        if row.at is not None:
            last.update({(row.user, name): row.at for name in row.standards})
    return found


def run_classes(rows: Sequence[Row], hyper: Hyper = HYPER) -> Result:
    """Predict every answer of classes of about 30 learners that start from nothing and learn as they go."""
    users = sorted({row.user for row in rows})
    random.Random(CLASS_SEED).shuffle(users)
    count = max(1, round(len(users) / 30))
    room = {user: place % count for place, user in enumerate(users)}
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in in_time(rows):
        groups[room[row.user]].append(row)
    started = time.process_time()
    result = Result([], [], [], 0.0)
    for group in groups.values():
        fitting = Fitting.from_set(ParameterSet(hyper=hyper))
        traces: dict[str, Trace] = {}
        for row in group:
            result.predictions.append(step(traces.setdefault(row.user, fresh(hyper)), fitting, row, fitting))
            result.outcomes.append(row.correct)
    result.gaps = [False] * len(result.outcomes)
    result.seconds = time.process_time() - started
    return result


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the outcomes of the whole file in random order."""
    outcomes = [row.correct for row in rows]
    random.Random(CLASS_SEED).shuffle(outcomes)
    return [row._replace(correct=y) for row, y in zip(rows, outcomes, strict=True)]


def main() -> None:
    """Print one table of all methods, and our figures."""
    parser = arguments("Next-answer prediction on response data.")
    parser.add_argument("--data", type=Path, required=True, help="a CSV file, gzipped, of the documented format")
    parser.add_argument("--classes", action="store_true", help="classes of about 30 learners that start from nothing")
    parser.add_argument("--leak", action="store_true", help="shuffle all outcomes first: the area must be near 0.5")
    options = parser.parse_args()
    rows = load(options.data)
    rows = shuffled(rows) if options.leak else rows
    if options.classes:
        results = {"Gaussian tracer, classes of 30": run_classes(rows)}
    else:
        makers: dict[str, Callable[[], Method]] = {
            "Gaussian tracer": Tracer,
            "activity mean": ActivityMean,
            "decaying average 65/35": DecayingAverage,
            "Elo": Elo,
        }
        folds = range(1 if options.quick else FOLDS)
        results = {name: run(make, rows, folds) for name, make in makers.items()}
    report(results, options.json)


def report(results: dict[str, Result], as_json: bool) -> None:
    """Print the table; the first method's figures are ours."""
    lines: list[list[object]] = []
    figures: dict[str, float | int | str | None] = {}
    for name, result in results.items():
        found, bias = metrics(result.predictions, result.outcomes), result.gap_bias()
        each_us = 1e6 * result.seconds / len(result.outcomes)
        lines.append(
            [name, len(result.outcomes), found.auc, found.log_loss, found.ece, "-" if bias is None else bias, each_us]
        )
        if not figures:
            figures = {
                "auc": found.auc,
                "log_loss": found.log_loss,
                "ece": found.ece,
                "gap_bias": bias,
                "us_per_update": each_us,
            }
    print(table(["method", "answers", "AUC", "log-loss", "ECE", "bias after a gap", "us an update"], lines))
    finish(figures, as_json)


if __name__ == "__main__":
    main()

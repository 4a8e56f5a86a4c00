"""Three simple ways to predict, for comparison: the activity's mean, the decaying average, Elo ratings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bench.mastery_data import Row
from gateway.learn.policies import Rule, Tally
from gateway.learn.tracer import sigmoid

PRIOR = 5.0
"""So many answers of the overall mean are added to each share of right answers."""


def shares(pairs: Iterable[tuple[str, int]]) -> tuple[dict[str, float], float]:
    """Return the share of right answers by name, drawn to the overall one, and the overall one."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    right = count = 0
    for name, correct in pairs:
        sums[name][0] += correct
        sums[name][1] += 1
        right, count = right + correct, count + 1
    overall = right / count
    return {name: (one + PRIOR * overall) / (n + PRIOR) for name, (one, n) in sums.items()}, overall


class ActivityMean:
    """The share of right answers others gave to the item, drawn to its standards'; the same for everybody."""

    def __init__(self) -> None:
        self.sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.standards: dict[str, float] = {}
        self.overall = 0.5

    def train(self, rows: Sequence[Row]) -> None:
        """Count the others' right answers."""
        self.standards, self.overall = shares((name, row.correct) for row in rows for name in row.standards)
        for row in rows:
            self.sums[row.item][0] += row.correct
            self.sums[row.item][1] += 1

    def start(self) -> ActivityMean:
        """Keep nothing of a learner."""
        return self

    def see(self, row: Row) -> float:
        """Return the item's share."""
        right, count = self.sums.get(row.item, (0.0, 0.0))
        around = sum(self.standards.get(name, self.overall) for name in row.standards) / len(row.standards)
        return (right + PRIOR * around) / (count + PRIOR)

    def numbers(self) -> int:
        """Return none."""
        return 0


class DecayingAverage:
    """The product's decaying average (65 % the last result, 35 % the mean before it) taken as a probability."""

    RULE = Rule("weighted_average", 65, possible=100.0)

    def __init__(self) -> None:
        self.means: dict[str, float] = {}
        self.overall = 0.5

    def train(self, rows: Sequence[Row]) -> None:
        """Count the others' right answers by standard: what is said before a learner's first result."""
        self.means, self.overall = shares((name, row.correct) for row in rows for name in row.standards)

    def start(self) -> _Averaged:
        """Begin without results."""
        return _Averaged(self)


class _Averaged:
    def __init__(self, method: DecayingAverage) -> None:
        self.method = method
        self.tallies: dict[str, Tally] = {}

    def see(self, row: Row) -> float:
        method, rule = self.method, self.method.RULE
        total = 0.0
        for name in row.standards:
            tally = self.tallies.get(name, ())
            value = rule.value(tally)
            total += method.means.get(name, method.overall) if value is None else value / rule.possible
            self.tallies[name] = rule.add(tally, float(row.correct))
        return total / len(row.standards)

    def numbers(self) -> int:
        return sum(len(each) for each in self.tallies.values())


class Elo:
    """Ratings of learner, learner on a standard, standard and item, steps shrinking with use (Pelánek 2016).

    The sizes of the steps were chosen on the training rows of a fold.
    """

    ITEM, STANDARD, PLAYER = (0.6, 0.05), (0.2, 0.01), (0.3, 0.02)
    """The first step, and how fast steps shrink with the number of answers."""

    def __init__(self) -> None:
        self.items: dict[str, tuple[float, int]] = {}
        self.standards: dict[str, tuple[float, int]] = {}
        self.overall = 0.0

    def train(self, rows: Sequence[Row]) -> None:
        """Rate items and standards, with the others' ratings beside them."""
        share = sum(row.correct for row in rows) / len(rows)
        self.overall = math.log(share / (1 - share))
        players: dict[str, _Player] = {}
        for row in rows:
            miss = players.setdefault(row.user, _Player(self)).play(row)[1]
            _move(self.items, row.item, self.ITEM, -miss)
            for name in row.standards:
                _move(self.standards, name, self.STANDARD, -miss / len(row.standards))

    def hard(self, row: Row) -> float:
        """Return how hard a row's item is, with its standards."""
        of = sum(self.standards.get(name, (0.0, 0))[0] for name in row.standards) / len(row.standards)
        return of + self.items.get(row.item, (0.0, 0))[0]

    def start(self) -> _Player:
        """Rate one learner against frozen items."""
        return _Player(self)


class _Player:
    def __init__(self, elo: Elo) -> None:
        self.elo = elo
        self.ratings: dict[str, tuple[float, int]] = {}

    def see(self, row: Row) -> float:
        return self.play(row)[0]

    def numbers(self) -> int:
        return 2 * len(self.ratings)

    def play(self, row: Row) -> tuple[float, float]:
        names = ("", *row.standards)
        parts = (1.0, *(1.0 / len(row.standards) for _ in row.standards))
        total = sum(part * self.ratings.get(name, (0.0, 0))[0] for part, name in zip(parts, names, strict=True))
        p = sigmoid(self.elo.overall + total - self.elo.hard(row))
        miss = row.correct - p
        for name in names:
            _move(self.ratings, name, self.elo.PLAYER, miss)
        return p, miss


def _move(ratings: dict[str, tuple[float, int]], name: str, step: tuple[float, float], by: float) -> None:
    rating, n = ratings.get(name, (0.0, 0))
    ratings[name] = (rating + step[0] / (1 + step[1] * n) * by, n + 1)

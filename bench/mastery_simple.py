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
    """The share of right answers others gave to the item; the same for everybody."""

    def __init__(self) -> None:
        self.means: dict[str, float] = {}
        self.overall = 0.5

    def train(self, rows: Sequence[Row]) -> None:
        """Count the others' right answers."""
        self.means, self.overall = shares((row.item, row.correct) for row in rows)

    def start(self) -> ActivityMean:
        """Keep nothing of a learner."""
        return self

    def see(self, row: Row) -> float:
        """Return the item's share."""
        return self.means.get(row.item, self.overall)

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
            miss = players.setdefault(row.user, _Player(self)).play(row)[1]
            rating, n = self.items.get(row.item, (0.0, 0))
            self.items[row.item] = (rating - 1.0 / (1 + 0.05 * n) * miss, n + 1)

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
        found = [self.ratings.get(name, (0.0, 0)) for name in names]
        total = sum(part * rating for part, (rating, _) in zip(parts, found, strict=True))
        p = sigmoid(self.elo.overall + total - self.elo.items.get(row.item, (0.0, 0))[0])
        miss = row.correct - p
        for name, (rating, n) in zip(names, found, strict=True):
            self.ratings[name] = (rating + 0.4 / (1 + 0.02 * n) * miss, n + 1)
        return p, miss

"""The formulas by name: each takes a learner's scores on one standard in the order of time, in constant space.

A tally is what a formula keeps between two scores: a few numbers, none before the first. `add` takes the next score
in points; `value` gives the result in points, None where the formula says nothing yet. Every multiplication stands in
the order in which the gradebooks that use these formulas do it: in doubles 0.01 * 35 is not 0.35.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from gateway.learn.policies.rounding import added, two_places

Tally = tuple[float, ...]


class Terms(NamedTuple):
    """What a formula may look at: its parameter (percentage or count), points that count as mastery, most points."""

    parameter: int
    mastery: float
    possible: float


class Formula(NamedTuple):
    """How scores become one value; bounds are those of its parameter, None where it has none."""

    add: Callable[[Tally, float, Terms], Tally]
    value: Callable[[Tally, Terms], float | None]
    bounds: tuple[int, int] | None = None
    usual: int = 0


def _latest_add(_tally: Tally, score: float, _terms: Terms) -> Tally:
    return (score,)


def _highest_add(tally: Tally, score: float, _terms: Terms) -> Tally:
    return (max(tally[0], score) if tally else score,)


def _only(tally: Tally, _terms: Terms) -> float | None:
    return two_places(tally[0])


def _average_add(tally: Tally, score: float, _terms: Terms) -> Tally:
    """Keep (count, total, rest)."""
    count, total, rest = tally or (0.0, 0.0, 0.0)
    return (count + 1.0, *added(total, rest, score))


def _average(tally: Tally, _terms: Terms) -> float | None:
    count, total, rest = tally
    return two_places((total + rest) / count)


def _weighted_add(tally: Tally, score: float, _terms: Terms) -> Tally:
    """Keep (count before the last, their total and rest, the last)."""
    if not tally:
        return (0.0, 0.0, 0.0, score)
    before, total, rest, last = tally
    return (before + 1.0, *added(total, rest, last), score)


def _weighted(tally: Tally, terms: Terms) -> float | None:
    before, total, rest, last = tally
    if not before:
        return two_places(last)
    mean = (total + rest) / before
    return two_places(last * (0.01 * terms.parameter) + mean * (0.01 * (100 - terms.parameter)))


def _decaying_add(tally: Tally, score: float, terms: Terms) -> Tally:
    if not tally:
        return (score,)
    return (tally[0] * (0.01 * (100 - terms.parameter)) + score * (0.01 * terms.parameter),)


def _n_mastery_add(tally: Tally, score: float, terms: Terms) -> Tally:
    """Keep (how many reached mastery, their total and rest)."""
    count, total, rest = tally or (0.0, 0.0, 0.0)
    return (count + 1.0, *added(total, rest, score)) if score >= terms.mastery else (count, total, rest)


def _n_mastery(tally: Tally, terms: Terms) -> float | None:
    count, total, rest = tally
    return two_places((total + rest) / count) if count >= terms.parameter else None


def _passed_add(tally: Tally, score: float, terms: Terms) -> Tally:
    passed = two_places(score) >= two_places(terms.possible * terms.parameter / 100)
    return (1.0,) if passed or tally == (1.0,) else (0.0,)


def _passed(tally: Tally, terms: Terms) -> float | None:
    return terms.possible if tally == (1.0,) else None


FORMULAS: Final[Mapping[str, Formula]] = {
    # The last score weighs so many percent, the mean of all before it the rest.
    "weighted_average": Formula(_weighted_add, _weighted, (1, 99), 65),
    # Each new score weighs so many percent, the value before it the rest.
    "decaying_average": Formula(_decaying_add, _only, (50, 99), 65),
    # The mean of all scores that reach mastery, once there are so many of them.
    "n_mastery": Formula(_n_mastery_add, _n_mastery, (1, 10), 5),
    "latest": Formula(_latest_add, _only),
    "highest": Formula(_highest_add, _only),
    "average": Formula(_average_add, _average),
    # One result of so many percent is enough, and nothing later takes it back.
    "passed_once": Formula(_passed_add, _passed, (1, 100), 80),
}

"""Which standards a learner is ready for, and what each is worth: fringe and zone, in the values of mastery.md 6.2."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, Literal

from gateway.learn.graph import Graph

Tier = Literal["fringe", "ahead", "known"]
TIERS: Final[tuple[Tier, ...]] = ("fringe", "ahead", "known")


@dataclass(frozen=True, slots=True)
class Zone:
    """Thresholds on beliefs 0..1, the target of expected success, and the weights of a candidate's value."""

    mastered: float = 0.9
    ready: float = 0.7
    target: float = 0.65
    fit_weight: float = 0.3
    opens_weight: float = 0.5
    opens_scale: float = 12.0
    unsure_weight: float = 0.3
    same_weight: float = 0.8
    started_weight: float = 0.8
    goal_weight: float = 0.4
    begun_weight: float = 0.2
    order_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Situation:
    """What the policy knows of one learner: belief and time last touched by standard, and what came last.

    settled standards count as known whatever the belief. Where they are proven by evidence (the product), nothing else
    does: a strong learner still shows each standard. Elsewhere (the simulator) the belief decides. `goal` are the
    standards that lead to what the learner wants to reach, `begun` those of work that was begun and left.
    """

    beliefs: Mapping[str, float]
    touched: Mapping[str, float] = field(default_factory=dict)
    last: AbstractSet[str] = frozenset()
    settled: AbstractSet[str] = frozenset()
    proven_only: bool = False
    goal: AbstractSet[str] = frozenset()
    begun: AbstractSet[str] = frozenset()

    def known(self, zone: Zone) -> set[str]:
        """Return the standards there is nothing to gain from offering, but for a look back."""
        least = math.inf if self.proven_only else zone.mastered
        return {name for name, b in self.beliefs.items() if b >= least or name in self.settled}

    def ready(self, zone: Zone) -> set[str]:
        """Return the standards that what builds on them may count on."""
        return {name for name, b in self.beliefs.items() if b >= zone.ready or name in self.settled}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A standard worth offering, its tier, its value and how many standards it would help to open."""

    standard: str
    tier: Tier
    value: float
    opens: int


def tiers(graph: Graph, standards: Sequence[str], now: Situation, zone: Zone) -> dict[Tier, list[str]]:
    """Sort standards into the outer fringe, what lies beyond it, and what is known (longest untouched first)."""
    known = now.known(zone)
    ready = now.ready(zone)
    todo = [name for name in standards if name not in known]
    fringe = [name for name in todo if graph.before(name) <= ready]
    ahead = [name for name in todo if not graph.before(name) <= ready]
    places = {name: rank for rank, name in enumerate(standards)}
    review = sorted(known & places.keys(), key=lambda name: (now.touched.get(name, 0.0), places[name]))
    return {"fringe": fringe, "ahead": ahead, "known": review}


def value(
    standard: str, expected: float, rank: float, graph: Graph, now: Situation, zone: Zone, known: AbstractSet[str]
) -> float:
    """Return the worth of offering a standard at an activity of this expected score; rank 0..1 in teacher's order."""
    b = now.beliefs[standard]
    worth = zone.opens_weight * graph.open_descendants(standard, known) / zone.opens_scale
    worth += zone.unsure_weight * 4.0 * b * (1.0 - b)
    worth -= zone.fit_weight * abs(expected - zone.target)
    worth -= zone.order_weight * rank
    if standard in now.last:
        worth += zone.same_weight
    if b > 0.5:
        worth += zone.started_weight
    if standard in now.goal:
        worth += zone.goal_weight
    if standard in now.begun:
        worth += zone.begun_weight
    return worth


def ranked(
    graph: Graph,
    standards: Sequence[str],
    now: Situation,
    zone: Zone,
    expected: Callable[[str], float],
) -> list[Candidate]:
    """Return every standard as a candidate, best first: the fringe, then what lies ahead, then what is known.

    standards come in the teacher's order; expected gives the score to expect at a standard's best activity.
    """
    known = now.known(zone)
    count = max(len(standards), 1)
    rank = {name: place / count for place, name in enumerate(standards)}
    sorted_in = tiers(graph, standards, now, zone)
    found: list[Candidate] = []
    for tier in TIERS:
        names = sorted_in[tier]
        opens = {name: graph.open_descendants(name, known) for name in names}
        if tier == "known":
            found += [Candidate(name, tier, 0.0, opens[name]) for name in names]
            continue
        group = [
            Candidate(name, tier, value(name, expected(name), rank[name], graph, now, zone, known), opens[name])
            for name in names
        ]
        found += sorted(group, key=lambda each: (-each.value, rank[each.standard]))
    return found


def nearest(target: float, expected: Iterable[tuple[str, float]]) -> str | None:
    """Return the activity whose expected score is nearest the target, the first of equals."""
    best = min(expected, key=lambda pair: abs(pair[1] - target), default=None)
    return None if best is None else best[0]

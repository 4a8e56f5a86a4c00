"""The product's own plan in the simulated classes: its fold, its policy and its cards, on eight activities a standard.

The world has steps and no clock; a learner does three activities a day here, so that two weeks are 42 of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bench.pathways_estimators import START, Tracing, observed
from bench.pathways_fit import FIRST_SEED, LEARNERS, Constants, Watched
from bench.pathways_policies import InOrder
from bench.simulator import NAMES, STANDARDS, Learner, Policy, graph, live
from gateway.learn.estimate import belief
from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb
from gateway.learn.library import Activity, Library
from gateway.learn.parameters import ParameterSet, first_set
from gateway.learn.plan import plan
from gateway.learn.policy import Fitting
from gateway.learn.policy import Policy as Picking
from gateway.learn.settings import Inputs, Settings
from gateway.learn.state import LearnerState
from gateway.learn.tracer import fit

A_STEP: Final = timedelta(hours=8)
HOW_MANY: Final = {"easy": 2, "core": 4, "hard": 2}
STYLES: Final = ("try", "paper", "partner")
ACTIVITIES: Final = {
    f"{name}-{level}-{each}": (number, level)
    for number, name in enumerate(NAMES)
    for level, many in HOW_MANY.items()
    for each in range(many)
}
"""The standard and the level of each activity."""

LIBRARY: Final = Library(
    tuple(
        Activity(key, (NAMES[number],), STYLES[place % len(STYLES)], 10, level)
        for place, (key, (number, level)) in enumerate(ACTIVITIES.items())
    ),
    NAMES,
    graph(),
)


class Shipped(Policy):
    """A learner who takes one of the cards that the product shows, whatever picks them."""

    def __init__(self, inputs: Inputs, weight: float, policy: Picking | None = None) -> None:
        self.inputs, self.weight, self.policy = inputs, weight, policy or Fitting()
        self.state = LearnerState.empty(inputs.params.hyper)
        self.steps = 0
        self.shown: dict[int, str] = {}

    def offer(self) -> list[int]:
        """Return the standards of the cards; of two cards on one standard the first is taken."""
        now = START + self.steps * A_STEP + A_STEP / 2
        cards = plan(self.state, LIBRARY, now, self.inputs, policy=self.policy)
        self.shown = {}
        for card in cards:
            self.shown.setdefault(NAMES.index(card.standard), card.activity)
        return [NAMES.index(card.standard) for card in cards]

    def level(self, number: int) -> str:
        """Return the level of the card's activity."""
        return ACTIVITIES[self.shown[number]][1]

    def see(self, number: int, level: str, score: float) -> None:
        """Fold the score."""
        self.steps += 1
        seen = observed(self.steps, number, level, score, self.weight)
        absorb(self.state, _named(seen, self.shown[number], self.steps), self.inputs)

    def beliefs(self) -> list[float]:
        """Return P(mastered) by standard."""
        now = (START + self.steps * A_STEP).timestamp()
        return [belief(self.state, NAMES[number], now, self.inputs) for number in range(STANDARDS)]


def shipped_inputs(constants: Constants) -> Inputs:
    """Return the inputs of the fold: a set fitted on classes of other seeds, and rules as a course would set them."""
    seed = first_set({key: level for key, (_, level) in ACTIVITIES.items()}, ParameterSet(hyper=constants.hyper()))
    pairs = []
    for number in range(LEARNERS):
        watched = Watched(InOrder(Tracing(graph=True), easy_first=True), constants.weight)
        live(Learner(FIRST_SEED + number), watched, further=False)
        turns: Counter[str] = Counter()
        for step, seen in enumerate(watched.log, start=1):
            kind = seen.activity_id
            key = f"{kind}-{turns[kind] % HOW_MANY[kind.rpartition('-')[2]]}"
            turns[kind] += 1
            pairs.append((f"l{number}", _named(seen, key, step)))
    rules = Settings(aim=constants.aim, certain=constants.mastered)
    return Inputs(fit(pairs, seed, 1, len(pairs)), graph(), rules)


def _named(seen: Observation, key: str, step: int) -> Observation:
    return replace(seen, activity_id=key, timestamp=START + step * A_STEP)

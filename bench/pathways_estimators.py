"""What a policy believes: the reference model (knowledge tracing with fixed constants), and the product's estimator."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bench.simulator import BEFORE, NAMES, RIGHT_IF_KNOWN, RIGHT_IF_NOT, SHIFT, STANDARDS
from gateway.learn.estimate import BLAME_ODDS, belief, predict
from gateway.learn.evidence import Observation
from gateway.learn.fold import GOOD, POOR, absorb
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.learn.tracer import sigmoid

FADE = 0.0015
"""How belief fades with each activity done elsewhere: the world has steps, no clock."""

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Estimator(Protocol):
    """Beliefs on all standards, and what score to expect."""

    last: int | None
    """The standard done last."""

    def see(self, number: int, level: str, score: float) -> None:
        """Take note of a score 0..1 on a standard at a level."""

    def beliefs(self) -> list[float]:
        """Return how likely each standard is mastered, 0..1."""

    def touched(self, number: int) -> int:
        """Return after how many activities a standard was last done or refreshed, 0 for never."""

    def expected(self, number: int, level: str) -> float:
        """Return the score 0..1 to expect."""


class Tracing:
    """The reference: constants 0.25 known, 0.20 learnt, 0.20 guess, 0.12 slip, shifted by level (mastery.md 7.3)."""

    KNOWN, LEARNT, QUESTIONS = 0.25, 0.20, 4

    def __init__(self, *, graph: bool) -> None:
        self.graph = graph
        self.known = [self.KNOWN] * STANDARDS
        self.times = [0] * STANDARDS
        self.marks: list[dict[int, int]] = [{} for _ in range(STANDARDS)]
        self.steps = 0
        self.last: int | None = None
        self.read: list[float] = []

    def see(self, number: int, level: str, score: float) -> None:
        """Apply Bayes' rule for four answers, the learning step, and the graph rules where they are on."""
        self.steps += 1
        self.last = number
        right, guess = RIGHT[level]
        gain = score * math.log(right / guess) + (1 - score) * math.log((1 - right) / (1 - guess))
        odds = self.known[number] / (1 - self.known[number]) * math.exp(self.QUESTIONS * gain)
        after = odds / (1 + odds)
        self.known[number] = min(after + (1 - after) * self.LEARNT, 1 - 1e-9)
        self.times[number] = self.steps
        self.marks[number].clear()
        if self.graph:
            self._pass_on(number, score)
        self.read = []

    def _pass_on(self, number: int, score: float) -> None:
        needed = BEFORE[number]
        if score >= GOOD:
            for other in needed:
                self.times[other] = self.steps
                self.marks[other].pop(number, None)
        elif score < POOR and needed and self._belief(number) < POOR:
            weakest = min(needed, key=self._belief)
            self.marks[weakest][number] = self.marks[weakest].get(number, 0) + 1

    def _belief(self, number: int) -> float:
        p = self.known[number]
        if not self.graph:
            return p
        if self.times[number]:
            p *= math.exp(-FADE * (self.steps - self.times[number]))
        blamed = sum(self.marks[number].values())
        weighed = p * BLAME_ODDS**blamed
        return weighed / (weighed + 1 - p)

    def beliefs(self) -> list[float]:
        """Return the beliefs, faded and blamed where the graph rules are on."""
        self.read = self.read or [self._belief(number) for number in range(STANDARDS)]
        return self.read

    def touched(self, number: int) -> int:
        """Return when a standard was last done or refreshed."""
        return self.times[number]

    def expected(self, number: int, level: str) -> float:
        """Return the score to expect."""
        right, guess = RIGHT[level]
        p = self.beliefs()[number]
        return p * right + (1 - p) * guess


RIGHT = {
    level: (sigmoid(RIGHT_IF_KNOWN - shift), sigmoid(RIGHT_IF_NOT - shift)) for level, shift in SHIFT.items()
}  # fmt: skip
"""P(right) by level, if known and if not."""


class Traced:
    """The product's estimator: its fold with its graph rules, under a parameter set."""

    def __init__(self, inputs: Inputs, weight: float) -> None:
        self.inputs, self.weight = inputs, weight
        self.state = LearnerState.empty(inputs.params.hyper)
        self.steps = 0
        self.last: int | None = None

    def see(self, number: int, level: str, score: float) -> None:
        """Fold the score; an hour passes so that no attempt counts as hasty."""
        self.steps += 1
        self.last = number
        absorb(self.state, observed(self.steps, number, level, score, self.weight), self.inputs)

    def beliefs(self) -> list[float]:
        """Return P(mastered) by standard, faded by the activities done since it was touched."""
        now = (START + self.steps * HOUR).timestamp()
        found = []
        for number, name in enumerate(NAMES):
            touched = self.touched(number)
            p = belief(self.state, name, now, self.inputs)
            found.append(p * math.exp(-FADE * (self.steps - touched)) if touched else p)
        return found

    def touched(self, number: int) -> int:
        """Return after how many activities a standard was last done or refreshed."""
        name = NAMES[number]
        skill, refreshed = self.state.trace.skills.get(name), self.state.refreshed.get(name)
        times = [each for each in (skill.at if skill else None, refreshed) if each is not None]
        return round((max(times) - START.timestamp()) / HOUR.total_seconds()) if times else 0

    def expected(self, number: int, level: str) -> float:
        """Return the score to expect."""
        return predict(self.state, self.inputs.params, activity(number, level), (NAMES[number],), None).p


def activity(number: int, level: str) -> str:
    """Return what an activity is called: those of one standard and level are as hard as each other."""
    return f"{NAMES[number]}-{level}"


def observed(step: int, number: int, level: str, score: float, weight: float) -> Observation:
    """Return a score as the product takes it: so many hours after the start."""
    return Observation(
        f"{step:06}", START + step * HOUR, activity(number, level), (NAMES[number],), score, weight
    )  # fmt: skip

"""From a trace to numbers on one standard: expected success, its 80 % range, and P(mastered) (mastery.md 2.4)."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from gateway.learn.parameters import ParameterSet
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.learn.tracer import Trace, damped, faded, interval, look

BLAME_ODDS: Final = 0.75
"""What one failure on a dependent standard leaves of the odds of its weakest prerequisite (mastery.md 6.2)."""


class Estimate(NamedTuple):
    """Belief on the expected success on a typical activity of a standard, in logits."""

    mean: float
    variance: float

    @property
    def p(self) -> float:
        """Expected success 0..1."""
        return damped(self.mean, self.variance)[1]

    @property
    def interval(self) -> tuple[float, float]:
        """The central 80 % range of the expected success."""
        return interval(self.mean, self.variance)

    def above(self, aim_logit: float) -> float:
        """Return the probability 0..1 that the expected success lies above an aim in logits."""
        return 0.5 * math.erfc((aim_logit - self.mean) / math.sqrt(2.0 * self.variance))


class Prediction(NamedTuple):
    """Expected score 0..1 of one activity, with its 80 % range."""

    p: float
    low: float
    high: float


def estimate(
    trace: Trace, params: ParameterSet, standard: str, at: float | None, refreshed: float | None = None
) -> Estimate:
    """Return the belief on a standard at a time (POSIX seconds), faded since last practised or refreshed."""
    mean, variance = faded(trace.skills.get(standard), at, params.hyper, refreshed)
    overall, unsure = params.slopes[0]
    hard, doubt = params.standards.get(standard) or (0.0, params.hyper.standard_variance)
    return Estimate(overall + trace.general[0] + mean - hard, unsure + trace.general[1] + variance + doubt)


def predict(
    state: LearnerState, params: ParameterSet, activity: str, standards: tuple[str, ...], at: float | None
) -> Prediction:
    """Return the score to expect of a learner at an activity on these standards (at least one)."""
    outlook = look(state.trace, params, activity, standards, at)
    return Prediction(outlook.p, *interval(outlook.eta, outlook.spread))


def belief(state: LearnerState, standard: str, at: float | None, inputs: Inputs) -> float:
    """Return P(mastered) 0..1 under the graph rules: refreshed by dependents' success, blamed for their failure."""
    found = estimate(state.trace, inputs.params, standard, at, state.refreshed.get(standard))
    p = found.above(inputs.settings.aim_logit)
    blamed = sum(state.blame.get(standard, {}).values())
    if not blamed:
        return p
    weighed = p * BLAME_ODDS**blamed
    return weighed / (weighed + 1.0 - p)

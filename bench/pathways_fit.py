"""The product's parameter set for the simulated world, fitted on classes of other seeds than those measured.

The constants say how scores behave where a standard is mastered or not, in one step: they were chosen on seed 7. What
is fitted is what the product fits: the overall level and how hard standards and activities are. Activities begin at
their author's level, as in the product.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.pathways_estimators import Tracing, activity, observed
from bench.pathways_policies import InOrder
from bench.simulator import LEVELS, NAMES, Learner, Policy, graph, live
from gateway.learn.evidence import Observation
from gateway.learn.parameters import Hyper, ParameterSet, first_set
from gateway.learn.settings import Inputs, Settings
from gateway.learn.tracer import fit

FIRST_SEED, LEARNERS = 905_000_000, 100
"""Where the seeds of fitting begin: between those of measured runs, which are near multiples of ten million."""


@dataclass(frozen=True, slots=True)
class Constants:
    """The tracer's constants for this world, and the belief at which a standard counts as mastered."""

    overall: float = -1.0
    general: float = 0.6
    skill: float = 2.5
    drift: float = 0.3
    gain: float = 0.5
    standard: float = 0.05
    slope: float = 0.02
    aim: float = 0.55
    weight: float = 4.0
    mastered: float = 0.8

    def hyper(self) -> Hyper:
        """Return them as the tracer takes them; the world knows no clock, so nothing fades by time."""
        return Hyper(
            general_variance=self.general, skill_variance=self.skill, skill_drift=self.drift, gain_right=self.gain,
            gain_wrong=self.gain, fade_power=0.0, overall_mean=self.overall, standard_variance=self.standard,
            slope_variance=self.slope,
        )  # fmt: skip


class Watched(Policy):
    """A policy whose scores are written down."""

    def __init__(self, policy: Policy, weight: float) -> None:
        self.policy, self.weight = policy, weight
        self.log: list[Observation] = []

    def offer(self) -> list[int]:
        """Return what the policy offers."""
        return self.policy.offer()

    def level(self, number: int) -> str:
        """Return the level that the policy chose."""
        return self.policy.level(number)

    def see(self, number: int, level: str, score: float) -> None:
        """Write the score down, and tell the policy."""
        self.log.append(observed(len(self.log) + 1, number, level, score, self.weight))
        self.policy.see(number, level, score)


def fitted(constants: Constants) -> Inputs:
    """Return the inputs of the fold: the set fitted on learners that work in order under the reference estimator."""
    seed = first_set(
        {activity(number, level): level for number in range(len(NAMES)) for level in LEVELS},
        ParameterSet(hyper=constants.hyper()),
    )
    pairs = []
    for number in range(LEARNERS):
        watched = Watched(InOrder(Tracing(graph=True), easy_first=True), constants.weight)
        live(Learner(FIRST_SEED + number), watched, further=False)
        pairs += [(f"l{number}", each) for each in watched.log]
    return Inputs(fit(pairs, seed, 1, len(pairs)), graph(), Settings(aim=constants.aim))

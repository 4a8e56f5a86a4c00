"""The Gaussian tracer (mastery.md 2.1-2.3): one belief, one prediction and one correction for each answer.

A belief is a (mean, variance) pair on the logit scale. A learner's trace learns from the learner's own answers
while the difficulties stay as the parameter set published them; `fit` is the pass in which the difficulties learn too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from gateway.learn.evidence import Observation
from gateway.learn.parameters import Belief, Hyper, ParameterSet

DAY: Final = 86400.0
Z80: Final = 1.2816
"""Half the width of a central 80 % interval in standard deviations."""


class Difficulties(Protocol):
    """What a prediction needs to know beside the learner."""

    @property
    def hyper(self) -> Hyper: ...  # noqa: D102 - a protocol's attribute is described by ParameterSet
    @property
    def slopes(self) -> tuple[Belief, ...] | list[Belief]: ...  # noqa: D102 - as above
    @property
    def standards(self) -> Mapping[str, Belief]: ...  # noqa: D102 - as above
    @property
    def activities(self) -> Mapping[str, Belief]: ...  # noqa: D102 - as above


class Skill(NamedTuple):
    """A learner's belief on one standard beside the general level, and when it was last practised (POSIX seconds)."""

    mean: float
    variance: float
    at: float | None


class Done(NamedTuple):
    """The last result of one learner at one activity, and how often it was done."""

    at: float | None
    score: float
    times: int


@dataclass(slots=True)
class Trace:
    """What the tracer knows of one learner: general level, skills by standard, last results by activity."""

    general: Belief
    skills: dict[str, Skill] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)

    def copy(self) -> Trace:
        """Return a trace that can learn without changing this one."""
        return Trace(self.general, dict(self.skills), dict(self.done))


class Answer(NamedTuple):
    """One scored answer of one learner: standards (at least one, sorted), score 0..1, weight 0..4, POSIX seconds."""

    learner: str
    activity: str
    standards: tuple[str, ...]
    score: float
    weight: float
    at: float | None


class Outlook(NamedTuple):
    """A prediction with the parts that learn from it: p 0..1, eta and spread (variance) in logits."""

    p: float
    eta: float
    spread: float
    kappa: float
    share: float
    skills: tuple[tuple[str, float, float], ...]
    gap: float
    repeat: int


class Correction(NamedTuple):
    """How far one answer moves: a mean by coefficient x variance x step, a variance by its square x shrink."""

    step: float
    shrink: float

    def of(self, belief: Belief, coefficient: float) -> Belief:
        """Return the belief of a term with this coefficient after the answer."""
        mean, variance = belief
        moved = coefficient * variance
        return (mean + moved * self.step, variance - moved * moved * self.shrink)


def fresh(hyper: Hyper) -> Trace:
    """Return the trace of a learner of whom nothing is known."""
    return Trace((0.0, hyper.general_variance))


def sigmoid(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def damped(eta: float, spread: float) -> tuple[float, float]:
    """Return (kappa, expected score) of a normal belief in logits: MacKay's approximation."""
    kappa = 1.0 / math.sqrt(1.0 + math.pi * spread / 8.0)
    return kappa, sigmoid(kappa * eta)


def faded(skill: Skill | None, at: float | None, hyper: Hyper, refreshed: float | None = None) -> Belief:
    """Return a skill's belief at a time (POSIX seconds): towards the prior since last practised or refreshed."""
    if skill is None:
        return (0.0, hyper.skill_variance)
    if at is None or skill.at is None:
        return (skill.mean, skill.variance)
    since = skill.at if refreshed is None else max(skill.at, refreshed)
    factor = (1.0 + max(at - since, 0.0) / (DAY * hyper.fade_days)) ** -hyper.fade_power
    return (skill.mean * factor, hyper.skill_variance - (hyper.skill_variance - skill.variance) * factor * factor)


class Ground(NamedTuple):
    """The part of a prediction that all activities on the same standards share, in logits."""

    eta: float
    spread: float
    share: float
    skills: tuple[tuple[str, float, float], ...]
    gap: float


def ground(trace: Trace, world: Difficulties, standards: tuple[str, ...], at: float | None) -> Ground:
    """Return what these standards say at a time (POSIX seconds, None where there is no time)."""
    hyper, slopes = world.hyper, world.slopes
    share = 1.0 / len(standards)
    eta, spread = slopes[0]
    eta += trace.general[0]
    spread += trace.general[1]
    gap = 0.0
    skills = []
    for name in standards:
        skill = trace.skills.get(name)
        mean, variance = faded(skill, at, hyper)
        hard, unsure = world.standards.get(name) or (0.0, hyper.standard_variance)
        eta += share * (mean - hard)
        spread += share * share * (variance + unsure)
        if skill is not None and skill.at is not None and at is not None:
            gap += share * math.log10(1.0 + max(at - skill.at, 0.0) / 3600.0)
        skills.append((name, mean, variance))
    return Ground(eta, spread, share, tuple(skills), gap)


def on_top(trace: Trace, world: Difficulties, activity: str, base: Ground) -> tuple[float, float, int]:
    """Return (eta, spread, which slope a repeat takes, 0 for none) of an activity on the ground of its standards."""
    slopes, gap = world.slopes, base.gap
    hard, unsure = world.activities.get(activity) or (0.0, world.hyper.activity_variance)
    eta = base.eta + (gap * slopes[3][0] - hard)
    spread = base.spread + (gap * gap * slopes[3][1] + unsure)
    before = trace.done.get(activity)
    if before is None:
        return eta, spread, 0
    repeat = 1 if before.score > 0.5 else 2
    return eta + slopes[repeat][0], spread + slopes[repeat][1], repeat


def look(trace: Trace, world: Difficulties, activity: str, standards: tuple[str, ...], at: float | None) -> Outlook:
    """Predict the score of an activity on these standards at a time (POSIX seconds, None where there is no time)."""
    base = ground(trace, world, standards, at)
    eta, spread, repeat = on_top(trace, world, activity, base)
    kappa, p = damped(eta, spread)
    return Outlook(p, eta, spread, kappa, base.share, base.skills, base.gap, repeat)


def interval(eta: float, spread: float) -> tuple[float, float]:
    """Return the central 80 % interval of the expected score."""
    half = Z80 * math.sqrt(spread)
    return sigmoid(eta - half), sigmoid(eta + half)


def correction(outlook: Outlook, score: float, weight: float) -> Correction:
    """Return how far a score 0..1 with a weight above 0 moves the terms of a prediction (mastery.md 2.3)."""
    curve = outlook.kappa * outlook.kappa * outlook.p * (1.0 - outlook.p)
    force = weight / (1.0 + (weight - 1.0) * curve * outlook.spread)
    return Correction(outlook.kappa * (score - outlook.p) * force, curve * force)


def paced(weight: float, before: Done | None, at: float | None, hyper: Hyper) -> float:
    """Return the weight of an attempt, less within ten minutes of the last one at the same activity."""
    if before is None or before.at is None or at is None or at - before.at >= hyper.hasty_seconds:
        return weight
    return weight * hyper.hasty_weight


def learn(
    trace: Trace, hyper: Hyper, activity: str, outlook: Outlook, moved: Correction, score: float, at: float | None
) -> None:
    """Correct a trace in place by one answer, then let it drift and gain from the practice."""
    mean, variance = moved.of(trace.general, 1.0)
    trace.general = (mean, variance + hyper.general_drift)
    gain = hyper.gain_right if score > 0.5 else hyper.gain_wrong
    cap = 4.0 * hyper.skill_variance
    for name, mean, variance in outlook.skills:
        level, unsure = moved.of((mean, variance), outlook.share)
        trace.skills[name] = Skill(level + gain, min(unsure + hyper.skill_drift, cap), at)
    before = trace.done.get(activity)
    trace.done[activity] = Done(at, score, 1 if before is None else before.times + 1)


@dataclass(slots=True)
class Fitting:
    """Difficulties that still learn: the parameter set in the making."""

    hyper: Hyper
    slopes: list[Belief]
    standards: MutableMapping[str, Belief]
    activities: MutableMapping[str, Belief]
    answers: int = 0

    @classmethod
    def from_set(cls, seed: ParameterSet) -> Fitting:
        """Return difficulties that start where a parameter set stands."""
        return cls(seed.hyper, list(seed.slopes), dict(seed.standards), dict(seed.activities))

    def learn(self, activity: str, outlook: Outlook, moved: Correction) -> None:
        """Correct slopes and difficulties by one answer; all read the values from before it."""
        hyper, share = self.hyper, outlook.share
        self.slopes[0] = moved.of(self.slopes[0], 1.0)
        if outlook.repeat:
            self.slopes[outlook.repeat] = moved.of(self.slopes[outlook.repeat], 1.0)
        if outlook.gap:
            self.slopes[3] = moved.of(self.slopes[3], outlook.gap)
        for name, _, _ in outlook.skills:
            belief = self.standards.get(name) or (0.0, hyper.standard_variance)
            self.standards[name] = moved.of(belief, -share)
        belief = self.activities.get(activity) or (0.0, hyper.activity_variance)
        self.activities[activity] = moved.of(belief, -1.0)
        self.answers += 1

    def publish(self, version: int, log_position: int) -> ParameterSet:
        """Return the set as it stands now."""
        return ParameterSet(
            self.hyper,
            tuple(self.slopes),
            dict(self.standards),
            dict(self.activities),
            version,
            log_position,
            self.answers,
        )


def step(trace: Trace, world: Difficulties, seen: Answer, fitting: Fitting | None = None) -> float:
    """Predict an answer, then learn from it in place; return the prediction 0..1. The fold does the same and more.

    With a fitting, which is then the world as well, the difficulties learn too.
    """
    outlook = look(trace, world, seen.activity, seen.standards, seen.at)
    weight = paced(seen.weight, trace.done.get(seen.activity), seen.at, world.hyper)
    if weight > 0.0:
        moved = correction(outlook, seen.score, weight)
        learn(trace, world.hyper, seen.activity, outlook, moved, seen.score, seen.at)
        if fitting is not None:
            fitting.learn(seen.activity, outlook, moved)
    return outlook.p


def fit(
    observations: Iterable[tuple[str, Observation]], seed: ParameterSet, version: int, log_position: int
) -> ParameterSet:
    """Return the set that one pass over (learner, observation) pairs in time order teaches, starting from a seed.

    The seed is the course's first set, never a published one: that would count its evidence twice.
    """
    ordered = sorted(observations, key=lambda pair: (pair[1].key, pair[0]))
    return fit_ordered(ordered, seed, version, log_position)


def fit_ordered(
    observations: Iterable[tuple[str, Observation]], seed: ParameterSet, version: int, log_position: int
) -> ParameterSet:
    """Do what `fit` does for pairs that come in the order of (time, statement id): none of them is kept."""
    answers = (
        Answer(learner, seen.activity_id, seen.standards, seen.score, seen.weight, seen.at)
        for learner, seen in observations
    )
    return fit_answers(answers, seed).publish(version, log_position)


def fit_answers(answers: Iterable[Answer], seed: ParameterSet) -> Fitting:
    """Let difficulties learn from answers in the order given; without times that is the order in which they came."""
    fitting = Fitting.from_set(seed)
    traces: dict[str, Trace] = {}
    for seen in answers:
        trace = traces.get(seen.learner)
        if trace is None:
            trace = traces[seen.learner] = fresh(seed.hyper)
        step(trace, fitting, seen, fitting)
    return fitting

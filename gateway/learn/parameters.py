"""A course's parameter set: how hard standards and activities are, and the constants of the tracer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

Belief = tuple[float, float]
"""Mean and variance on the logit scale."""

FORMAT: Final = 1
LEVEL_PRIOR: Final[Mapping[str, float]] = {"easy": -0.8, "core": 0.0, "hard": 0.8}
"""The prior mean of an activity's difficulty by the level its author gave it (mastery.md 2.1)."""

FIRST_ANSWERS: Final = 30
"""So many answers make a course's first own set."""


@dataclass(frozen=True, slots=True)
class Hyper:
    """The tracer's constants: variances and drifts in logits squared, gains in logits, times as named."""

    general_variance: float = 0.5
    skill_variance: float = 0.4
    standard_variance: float = 0.5
    activity_variance: float = 0.8
    slope_variance: float = 0.25
    overall_mean: float = 0.5
    general_drift: float = 0.002
    skill_drift: float = 0.02
    gain_right: float = 0.05
    gain_wrong: float = 0.02
    fade_days: float = 1.0
    fade_power: float = 0.1
    hasty_seconds: float = 600.0
    hasty_weight: float = 0.5


@dataclass(frozen=True)
class ParameterSet:
    """Published difficulties of one course: slopes (c_0 overall, c_1 right before, c_2 wrong before, c_3 gap)."""

    hyper: Hyper = field(default_factory=Hyper)
    slopes: tuple[Belief, ...] = ()
    standards: Mapping[str, Belief] = field(default_factory=dict)
    activities: Mapping[str, Belief] = field(default_factory=dict)
    version: int = 0
    log_position: int = 0
    answers: int = 0

    def __post_init__(self) -> None:
        if not self.slopes:
            variance = self.hyper.slope_variance
            slopes = ((self.hyper.overall_mean, variance), (0.0, variance), (0.0, variance), (0.0, variance))
            object.__setattr__(self, "slopes", slopes)

    def to_json(self) -> str:
        """Return the set as text that reads back equal to the last digit."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> ParameterSet:
        """Read what to_json wrote; ValueError for another format."""
        data: dict[str, Any] = json.loads(text)
        if data.pop("format", None) != FORMAT:
            raise ValueError("this parameter set has another format")
        return cls(
            hyper=Hyper(**data.pop("hyper")),
            slopes=tuple(_belief(pair) for pair in data.pop("slopes")),
            standards={name: _belief(pair) for name, pair in data.pop("standards").items()},
            activities={name: _belief(pair) for name, pair in data.pop("activities").items()},
            **data,
        )


def first_set(levels: Mapping[str, str], pool: ParameterSet | None = None) -> ParameterSet:
    """Return version 0 for a course: authors' levels by activity, or the tenant's pool with its variance doubled."""
    start = pool if pool is not None else ParameterSet()
    hyper = start.hyper
    activities = {name: (LEVEL_PRIOR.get(level, 0.0), hyper.activity_variance) for name, level in levels.items()}
    activities |= _doubled(start.activities, hyper.activity_variance)
    return replace(
        start,
        slopes=start.slopes if pool is None else tuple((m, min(2 * v, hyper.slope_variance)) for m, v in start.slopes),
        standards=_doubled(start.standards, hyper.standard_variance),
        activities=activities,
        version=0,
        log_position=0,
        answers=0,
    )


def next_threshold(answers: int) -> int:
    """Return how many answers of a course make the set after one that knew `answers`: 25 % more, at least 30.

    The number depends on the log alone, so that two runs over one log publish the same sets (design.md 1).
    """
    return max(FIRST_ANSWERS, -(-5 * answers // 4), answers + 1)


def _doubled(beliefs: Mapping[str, Belief], cap: float) -> dict[str, Belief]:
    # A pool says less about this course than about all of them, never less than a prior says.
    return {name: (mean, min(2 * variance, cap)) for name, (mean, variance) in beliefs.items()}


def _belief(pair: list[float]) -> Belief:
    mean, variance = pair
    return (float(mean), float(variance))

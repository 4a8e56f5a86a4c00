"""What a course decides about mastery, and everything beside the evidence that a learner's state depends on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from gateway.learn.graph import Graph
from gateway.learn.haste import RAPID
from gateway.learn.parameters import ParameterSet
from gateway.learn.policies import Rule

DAY: Final = 86400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """A course's rules: probabilities 0..1, times in days (mastery.md 2.4).

    aim is the expected success that counts as mastery; certain and doubtful are the P(mastered) that give and take it;
    near is the P(mastered) of level 3; beginning_below is the expected success under which level 2 becomes 1.
    rapid_seconds is how long an answer takes at least that is no guess; with 0 none is one.
    With a school's own rule, levels are the rule's; the estimate goes on beside it and says nothing about them.
    """

    aim: float = 0.7
    certain: float = 0.9
    doubtful: float = 0.5
    near: float = 0.5
    beginning_below: float = 0.45
    pieces: int = 3
    activities: int = 2
    review_days: float = 14.0
    rule: Rule | None = None
    rapid_seconds: float = RAPID

    @property
    def aim_logit(self) -> float:
        """The aim on the logit scale."""
        return math.log(self.aim / (1.0 - self.aim))


@dataclass(frozen=True)
class Inputs:
    """What a learner's state is a function of, beside the learner's own evidence (design.md 1, rule 2).

    graph is the one among the course's standards: doubt and refreshment land on what the course can offer.
    """

    params: ParameterSet = field(default_factory=ParameterSet)
    graph: Graph = field(default_factory=lambda: Graph({}))
    settings: Settings = field(default_factory=Settings)

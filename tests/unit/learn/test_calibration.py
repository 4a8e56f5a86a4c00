"""The estimate against learners whose true ability is known: what it expects comes true as often as it says.

Half of a seeded class teaches the parameter set, as a course's answers do; the other half is met with it. Bars:
mastery.md 4.5 (the 80 % range covers 72 to 95 of 100) and 4.6 (ECE), with room for so few answers.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from bench.common import metrics
from gateway.learn.estimate import predict
from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb
from gateway.learn.mastery import read
from gateway.learn.parameters import ParameterSet
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.learn.tracer import fit, sigmoid
from tests.unit.learn.worlds import STANDARDS, START

SEED, EACH, ANSWERS = 20, 130, 28
BAR = 0.03
"""Of 3,640 answers, fully calibrated ones have an ECE of about 0.02 by chance."""
EASE, SHIFTS = 0.5, (-0.8, -0.3, 0.0, 0.2, 0.7)


@dataclass
class Learner:
    """Somebody with a true logit for each standard, which practice raises a little."""

    name: str
    true: dict[str, float]
    log: list[Observation] = field(default_factory=list)


def learners(draw: random.Random, tag: str) -> list[Learner]:
    hard = dict(zip(STANDARDS, (-0.4, 0.0, 0.3, 0.6), strict=True))
    found = []
    for number in range(EACH):
        general = draw.gauss(0, 0.7)
        skills = {name: EASE + general + draw.gauss(0, 0.6) - hard[name] for name in STANDARDS}
        found.append(Learner(f"{tag}{number}", skills))
    return found


def answer(draw: random.Random, one: Learner, n: int) -> Observation:
    standard = STANDARDS[n // 2 % len(STANDARDS)]
    place = draw.randrange(len(SHIFTS))
    right = draw.random() < sigmoid(one.true[standard] - SHIFTS[place])
    one.true[standard] += 0.05 if right else 0.02
    when = START + timedelta(hours=n)
    return Observation(f"{one.name}-{n:02}", when, f"{standard}-{place}", (standard,), float(right))


@cache
def met() -> tuple[list[float], list[int], list[bool], list[bool]]:
    """Return predictions, outcomes, whether ranges hold the truth, and whether what is called mastered is."""
    draw = random.Random(SEED)
    first, second = learners(draw, "x"), learners(draw, "y")
    known = [(one.name, answer(draw, one, n)) for n in range(ANSWERS) for one in first]
    inputs = Inputs(params=fit(known, ParameterSet(), 1, len(known)))
    expected, came, held, mastered = [], [], [], []
    for one in second:
        state = LearnerState.empty(inputs.params.hyper)
        for n in range(ANSWERS):
            seen = answer(draw, one, n)
            expected.append(predict(state, inputs.params, seen.activity_id, seen.standards, seen.at).p)
            came.append(int(seen.score))
            absorb(state, seen, inputs)
        for name in STANDARDS:
            found, truth = read(state, name, seen.timestamp, inputs), sigmoid(one.true[name])
            held.append(found.low <= truth <= found.high)
            if found.level == 4:
                mastered.append(truth >= inputs.settings.aim)
    return expected, came, held, mastered


def test_what_is_expected_comes_true_as_often_as_it_says():
    expected, came, _, _ = met()
    found = metrics(expected, came)
    assert found.ece <= BAR
    assert found.auc >= 0.65


def test_the_eighty_percent_range_holds_the_truth_about_as_often():
    _, _, held, _ = met()
    assert 0.72 <= sum(held) / len(held) <= 0.95


def test_what_is_called_mastered_nearly_always_is():
    *_, mastered = met()
    assert len(mastered) >= 30
    assert sum(mastered) / len(mastered) >= 0.85


def test_the_bar_would_catch_an_estimate_that_is_too_sure_of_itself():
    expected, came, _, _ = met()
    too_sure = [sigmoid(1.6 * math.log(p / (1 - p))) for p in expected]
    assert metrics(too_sure, came).ece > BAR

"""A school's own constants: never worse than the shipped ones on learners kept aside (mastery.md 2.6)."""

from __future__ import annotations

import random

from gateway.learn.parameters import LEVEL_PRIOR, Hyper
from gateway.learn.refit import LEAST_ANSWERS, LEAST_LEARNERS, apart, compare, enough, refit
from gateway.learn.tracer import Answer


def answers(learners: int, count: int, spread: float) -> list[Answer]:
    """Draw answers of learners whose chances lie apart by a spread 0..1, in the order of time."""
    luck = random.Random(7)
    strength = {f"l{n}": 0.5 + spread * (luck.random() - 0.5) for n in range(learners)}
    return [
        Answer(who, f"a{step % 5}", (f"s{step % 2}",), float(luck.random() < p), 1.0, 3600.0 * step)
        for step in range(count)
        for who, p in strength.items()
    ]


def test_what_is_taken_is_never_worse_than_what_was_shipped_or_stood_before():
    for spread in (0.0, 1.0):
        rows = answers(30, 8, spread)
        standing = Hyper(general_variance=0.9)
        found = refit(rows, {}, standing, 1, 9)
        losses = compare(rows, (Hyper(), standing))
        assert found.loss <= min(losses.values())
        assert found.shipped_loss == losses[Hyper()]
        assert (found.made.version, found.made.log_position, found.made.answers) == (1, 9, len(rows))
        assert found.learners == 30


def test_learners_who_lie_far_apart_give_other_constants():
    found = refit(answers(40, 10, 1.0), {}, Hyper(), 1, 1)
    assert found.made.hyper == found.found != Hyper()
    assert found.loss < found.shipped_loss


def test_the_same_answers_give_the_same_fit():
    rows = answers(20, 6, 1.0)
    assert refit(rows, {}, Hyper(), 1, 1) == refit(rows, {}, Hyper(), 1, 1)


def test_nobody_teaches_and_is_kept_aside():
    train, test = apart(answers(30, 2, 0.5))
    assert test
    assert not {one.learner for one in train} & {one.learner for one in test}
    assert len(train) + len(test) == 60


def test_with_nobody_to_keep_aside_the_shipped_constants_stay():
    rows = answers(1, 5, 0.5)
    found = refit(rows, {}, Hyper(skill_drift=0.5), 1, 1)
    assert (found.made.hyper, found.loss) == (Hyper(), 0.0)


def test_levels_of_authors_are_where_difficulties_begin():
    found = refit(answers(10, 5, 0.5), {"untouched": "hard"}, Hyper(), 1, 1)
    assert found.made.activities["untouched"][0] == LEVEL_PRIOR["hard"]


def test_too_few_answers_or_learners_are_not_enough():
    assert enough(LEAST_ANSWERS, LEAST_LEARNERS)
    assert not enough(LEAST_ANSWERS - 1, LEAST_LEARNERS)
    assert not enough(LEAST_ANSWERS, LEAST_LEARNERS - 1)

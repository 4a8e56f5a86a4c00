"""The tracer's constants are searched on learners held out, and only a gain changes them (mastery.md 2.6)."""

from __future__ import annotations

import random
from dataclasses import replace

from gateway.learn.parameters import Hyper
from gateway.learn.tracer import Answer
from gateway.learn.tune import held_out_loss, tune


def answers(learners=24, count=14):
    luck = random.Random(2)
    strength = {f"l{n}": luck.random() for n in range(learners)}
    return [
        Answer(who, f"a{step % 7}", (f"s{step % 2}",), float(luck.random() < p), 1.0, None)
        for step in range(count)
        for who, p in strength.items()
    ]


def test_bad_constants_are_left_behind_and_good_ones_hardly_move():
    rows = answers()
    poor = Hyper(general_variance=0.001, skill_variance=0.001)
    found = tune(rows, poor, 10_000)
    assert found.general_variance > poor.general_variance
    assert found == tune(rows, poor, 10_000)
    held = {f"l{n}" for n in range(0, 24, 3)}
    train, test = ([row for row in rows if (row.learner in held) is part] for part in (False, True))
    assert held_out_loss(train, test, found) < held_out_loss(train, test, poor)


def test_times_are_searched_only_where_there_are_times():
    rows = answers(8, 6)
    found = tune(rows, Hyper(), 10_000)
    assert (found.fade_power, found.fade_days) == (Hyper().fade_power, Hyper().fade_days)


def test_a_class_too_small_to_hold_anybody_out_keeps_its_constants():
    start = replace(Hyper(), skill_drift=0.01)
    assert tune([], start, 100) == start
    assert tune(answers(1, 5), start, 100) == start


def test_no_more_answers_than_asked_for_are_looked_at():
    assert tune(answers(), Hyper(), 14) == Hyper()  # one learner's: nobody is left to be held out

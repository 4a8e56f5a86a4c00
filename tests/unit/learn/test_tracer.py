"""The Gaussian tracer's properties (mastery.md 2.1-2.3 and 3)."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.estimate import estimate, predict
from gateway.learn.fold import fold
from gateway.learn.parameters import Hyper, ParameterSet, first_set, next_threshold
from gateway.learn.tracer import Skill, Trace, correction, faded, fit, fresh, learn, look
from tests.unit.learn.worlds import INPUTS, SHARP, logs, seen

STILL = Hyper(general_drift=0.0, skill_drift=0.0, gain_right=0.0, gain_wrong=0.0)
INPUT_SETS = st.sampled_from((INPUTS, SHARP))


def test_first_prediction_follows_the_formula():
    params = ParameterSet()
    outlook = look(fresh(params.hyper), params, "a", ("s1", "s2"), 0.0)
    spread = 0.25 + 0.5 + 0.8 + 2 * 0.25 * (0.4 + 0.5)
    kappa = 1 / math.sqrt(1 + math.pi * spread / 8)
    assert outlook.spread == pytest.approx(spread, abs=1e-15)
    assert outlook.p == pytest.approx(1 / (1 + math.exp(-kappa * 0.5)), abs=1e-15)


def test_one_answer_moves_each_term_by_its_own_variance():
    params = ParameterSet(hyper=STILL)
    trace = fresh(STILL)
    outlook = look(trace, params, "a", ("s1",), 0.0)
    moved = correction(outlook, 1.0, 1.0)
    learn(trace, STILL, "a", outlook, moved, 1.0, 0.0)
    assert moved.step == pytest.approx(outlook.kappa * (1 - outlook.p))
    assert trace.general[0] == pytest.approx(0.5 * moved.step)
    assert trace.skills["s1"].mean == pytest.approx(0.4 * moved.step)
    curve = outlook.kappa**2 * outlook.p * (1 - outlook.p)
    assert trace.general[1] == pytest.approx(0.5 - 0.25 * curve)


def test_repeated_activity_uses_what_happened_before():
    params = SHARP.params
    right, wrong = fold([seen(0, 1.0)], SHARP), fold([seen(0, 0.0)], SHARP)
    assert look(right.trace, params, "a0", ("s1",), None).repeat == 1
    assert look(wrong.trace, params, "a0", ("s1",), None).repeat == 2
    assert look(wrong.trace, params, "a1", ("s1",), None).repeat == 0


@given(st.floats(0, 1e8), st.floats(0.01, 1.6), st.floats(-3, 3))
def test_fading_draws_a_skill_towards_its_prior(seconds, variance, mean):
    hyper = Hyper()
    then = faded(Skill(mean, variance, 0.0), seconds, hyper)
    assert abs(then[0]) <= abs(mean)
    assert min(variance, 0.4) - 1e-12 <= then[1] <= max(variance, 0.4) + 1e-12


def test_fading_never_runs_backwards():
    assert faded(Skill(1.0, 0.2, 5e6), 0.0, Hyper()) == (1.0, 0.2)


@given(logs(), INPUT_SETS)
def test_variances_stay_positive_and_below_their_cap(log, inputs):
    trace = fold(log, inputs).trace
    assert 0 < trace.general[1] <= 0.5 + 0.002 * len(log) + 1e-12
    assert all(0 < skill.variance <= 4 * 0.4 for skill in trace.skills.values())


@given(logs(), INPUT_SETS, st.floats(0, 1))
def test_weight_zero_changes_nothing(log, inputs, score):
    before = fold(log, inputs)
    after = fold([*log, seen(99, score, weight=0.0)], inputs)
    assert (after.trace, after.records, after.blame) == (before.trace, before.records, before.blame)


@given(logs(), st.sampled_from((0.5, 1.0, 4.0)), st.sampled_from((None, 1e9, 1.8e9)))
def test_right_raises_and_wrong_lowers_the_expected_success(log, weight, at):
    params = replace(SHARP.params, hyper=STILL)
    start = fold(log, replace(INPUTS, params=params)).trace
    outlook = look(start, params, "a0", ("s1",), at)
    before = estimate(start, params, "s1", at).mean
    for score, sign in ((1.0, 1), (0.0, -1), (outlook.p, 0)):
        trace = start.copy()
        learn(trace, STILL, "a0", outlook, correction(outlook, score, weight), score, at)
        change = estimate(trace, params, "s1", at).mean - before
        assert abs(change) < 1e-9 if sign == 0 else change * sign > 0


@given(logs())
def test_more_weight_moves_further_and_stays_stable(log):
    state = fold(log, INPUTS)
    outlook = look(state.trace, INPUTS.params, "a0", ("s1",), None)
    steps = [correction(outlook, 1.0, weight).step for weight in (0.5, 1.0, 2.0, 4.0)]
    assert steps == sorted(steps)
    assert correction(outlook, 1.0, 4.0).shrink * outlook.spread < 1


@given(st.lists(logs(8), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_fit_is_one_pass_in_time_order_whatever_the_order_given(groups, random):
    pairs = [(f"learner{n}", each) for n, log in enumerate(groups) for each in log]
    shuffled = list(pairs)
    random.shuffle(shuffled)
    seed = first_set({"a0": "easy", "a1": "hard"})
    fitted = fit(pairs, seed, 1, 77)
    assert fitted == fit(shuffled, seed, 1, 77)
    assert (fitted.version, fitted.log_position) == (1, 77)
    assert fitted.answers == sum(each.weight > 0 for _, each in pairs)
    assert ParameterSet.from_json(fitted.to_json()) == fitted
    assert all(v > 0 for _, v in (*fitted.slopes, *fitted.standards.values(), *fitted.activities.values()))


def test_hard_activity_is_found_harder():
    pairs = [(f"l{n}", seen(n, 0.0 if n % 2 else 1.0, activity="hard" if n % 2 else "easy")) for n in range(40)]
    fitted = fit(pairs, ParameterSet(), 1, 40)
    assert fitted.activities["hard"][0] > 0.5 > -0.5 > fitted.activities["easy"][0]
    assert fitted.activities["hard"][1] < 0.4


def test_course_starts_from_the_pool_with_doubled_variance_never_above_the_prior():
    pool = ParameterSet(activities={"a": (0.4, 0.1), "b": (-0.2, 0.7)}, standards={"s": (0.3, 0.2)}, answers=900)
    start = first_set({"a": "easy", "c": "hard"}, pool)
    assert start.activities == {"a": (0.4, 0.2), "b": (-0.2, 0.8), "c": (0.8, 0.8)}
    assert start.standards == {"s": (0.3, 0.4)}
    assert (start.version, start.answers) == (0, 0)


@pytest.mark.parametrize(("known", "needed"), [(0, 30), (1, 30), (30, 38), (38, 48), (400, 500), (10**6, 1_250_000)])
def test_new_set_is_due_after_a_quarter_more_answers_and_thirty(known, needed):
    assert next_threshold(known) == needed


def test_other_formats_are_refused():
    with pytest.raises(ValueError, match="format"):
        ParameterSet.from_json('{"format": 0}')


def test_prediction_carries_an_interval_around_it():
    found = predict(fold([seen(0, 1.0)], SHARP), SHARP.params, "a1", ("s1", "s2"), None)
    assert found.low < found.p < found.high


def test_copy_of_a_trace_learns_alone():
    trace = Trace((0.0, 0.5))
    other = trace.copy()
    outlook = look(other, ParameterSet(), "a", ("s",), None)
    learn(other, Hyper(), "a", outlook, correction(outlook, 1.0, 1.0), 1.0, None)
    assert trace == Trace((0.0, 0.5))

"""A learner's state is a function of the log and the inputs (design.md 1, rule 2; mastery.md 2.4, 2.5, 6.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.estimate import belief
from gateway.learn.fold import OutOfOrderError, extend, fold
from gateway.learn.mastery import read
from gateway.learn.state import KEPT_CONTRIBUTIONS, LearnerState
from tests.unit.learn.worlds import INPUTS, SHARP, START, logs, seen

INPUT_SETS = st.sampled_from((INPUTS, SHARP))


def perfect(count, weight=2.0):
    return [seen(number, 1.0, activity=f"a{number % 3}", weight=weight) for number in range(count)]


@given(logs(), INPUT_SETS, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_identical_state(log, inputs, random):
    shuffled = list(log)
    random.shuffle(shuffled)
    assert fold(shuffled, inputs) == fold(log, inputs)
    assert fold(shuffled, inputs).to_json() == fold(log, inputs).to_json()


@given(logs(), INPUT_SETS)
def test_live_extension_equals_replay_to_the_last_digit(log, inputs):
    live = LearnerState.empty(inputs.params.hyper)
    for each in sorted(log, key=lambda one: one.key):
        live = LearnerState.from_json(extend(live, each, inputs).to_json())
    assert live == fold(log, inputs)


@given(logs(), INPUT_SETS, st.integers(0, 25))
def test_a_baseline_stands_for_what_came_before_it(log, inputs, cut):
    log = sorted(log, key=lambda one: one.key)
    baseline = fold(log[:cut], inputs)
    kept = baseline.to_json()
    assert fold(log[cut:], inputs, baseline) == fold(log, inputs)
    assert baseline.to_json() == kept


@given(logs(), INPUT_SETS)
def test_extending_leaves_the_given_state_as_it_was(log, inputs):
    state = fold(log, inputs)
    text = state.to_json()
    extend(state, seen(50, 0.0, standards=("s1", "s2", "s4")), inputs)
    extend(state, seen(50, 1.0, standards=("s1", "s2", "s4")), inputs)
    assert state.to_json() == text


def test_an_observation_from_the_past_asks_for_a_new_fold():
    state = fold([seen(5, 1.0)], INPUTS)
    with pytest.raises(OutOfOrderError):
        extend(state, seen(4, 1.0), INPUTS)


def test_second_delivery_of_the_newest_statement_changes_nothing():
    state = fold([seen(5, 1.0)], INPUTS)
    assert extend(state, seen(5, 1.0), INPUTS) == state


def test_pieces_activities_and_contributions_are_counted():
    record = fold(perfect(30), INPUTS).records["s1"]
    assert (record.pieces, record.activities) == (30, ("a0", "a1", "a2"))
    assert len(record.contributions) == KEPT_CONTRIBUTIONS
    newest = record.contributions[-1]
    assert newest.moved > 0
    assert newest.at == record.last_at == (START + timedelta(days=29)).timestamp()


def test_second_attempt_within_ten_minutes_counts_half():
    hasty = fold([seen(0, 0.0, hours=0), seen(1, 1.0, hours=0.1)], INPUTS).records["s1"].contributions[-1]
    patient = fold([seen(0, 0.0, hours=0), seen(1, 1.0, hours=0.2)], INPUTS).records["s1"].contributions[-1]
    assert 0 < hasty.moved < patient.moved


def test_mastered_needs_three_pieces_from_two_activities():
    one_activity = [seen(number, 1.0, weight=4.0) for number in range(12)]
    assert fold(one_activity, SHARP).records["s1"].level is None
    assert fold(perfect(2, weight=4.0), SHARP).records["s1"].level is None
    assert fold(perfect(12, weight=4.0), SHARP).records["s1"].level == 4


def test_mastered_is_taken_back_only_below_even_odds_and_the_best_level_stays():
    log = perfect(12)
    state = fold(log, SHARP)
    first = state.records["s1"].first_mastered_at
    flags = []
    for number in range(12, 40):
        state = extend(state, seen(number, 0.0, activity=f"a{number % 3}"), SHARP)
        flags.append((belief(state, "s1", state.reached[0], SHARP), state.records["s1"].mastered))
    assert flags[0][1]
    assert any(0.5 <= p < 0.9 and mastered for p, mastered in flags)
    assert all(mastered == (p >= 0.5) for p, mastered in flags)
    record = state.records["s1"]
    assert (record.best_level, record.level, record.first_mastered_at) == (4, 1, first)
    assert any(each.level_before == 4 and each.level_after != 4 for each in record.contributions) or len(flags) > 20


@given(logs(), INPUT_SETS)
def test_best_level_never_falls(log, inputs):
    best = {}
    state = LearnerState.empty(inputs.params.hyper)
    for each in sorted(log, key=lambda one: one.key):
        state = extend(state, each, inputs)
        for name, record in state.records.items():
            assert (record.best_level or 0) >= (best.get(name) or 0)
            assert (record.best_level or 0) >= (record.level or 0)
            best[name] = record.best_level


def test_failure_blames_the_weakest_prerequisite_until_it_is_answered():
    log = [seen(0, 1.0, standards=("s1",)), seen(1, 0.0, standards=("s3",), activity="a5")]
    state = fold(log, INPUTS)
    assert state.blame == {"s2": {"s3": 1}}
    again = extend(state, seen(2, 0.0, standards=("s3",), activity="a5"), INPUTS)
    assert again.blame == {"s2": {"s3": 2}}
    unblamed = extend(again, seen(3, 0.0, standards=("s2",), activity="a6"), INPUTS)
    assert "s2" not in unblamed.blame


def test_blame_costs_a_quarter_of_the_odds_each_time():
    clean = fold([seen(0, 0.0, standards=("s3",))], INPUTS)
    at = clean.reached[0]
    clean.blame.clear()
    p = belief(clean, "s2", at, INPUTS)
    clean.blame["s2"] = {"s3": 2}
    q = belief(clean, "s2", at, INPUTS)
    assert q / (1 - q) == pytest.approx(0.75**2 * p / (1 - p))


def test_success_clears_blame_and_refreshes_the_prerequisites():
    log = [seen(0, 1.0), seen(1, 0.0, standards=("s2",)), seen(60, 1.0, standards=("s2",), activity="a3")]
    before, after = fold(log[:2], INPUTS), fold(log, INPUTS)
    assert before.blame == {"s1": {"s2": 1}}
    assert after.blame == {}
    at = log[-1].at
    assert after.refreshed == {"s1": at}
    after.refreshed.clear()
    assert belief(fold(log, INPUTS), "s1", at, INPUTS) > belief(after, "s1", at, INPUTS)


def test_other_formats_are_refused():
    with pytest.raises(ValueError, match="format"):
        LearnerState.from_json('{"format": 0}')


@given(logs(), INPUT_SETS)
def test_state_and_reading_agree(log, inputs):
    state = fold(log, inputs)
    for name, record in state.records.items():
        found = read(state, name, START + timedelta(days=40), inputs)
        assert (found.level, found.n) == (record.level, record.pieces)

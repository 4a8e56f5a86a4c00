"""Odd input and hard bounds: whatever comes in, an estimate stays between 0 and 1 and somebody has a next step."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.learn.bands import Row, place, todos
from gateway.learn.evidence import NotEvidence, Observation, from_statement
from gateway.learn.explain import for_teacher
from gateway.learn.fold import extend, fold
from gateway.learn.graph import PrerequisiteCycleError, build
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import read
from gateway.learn.parameters import ParameterSet, first_set
from gateway.learn.plan import plan
from gateway.learn.policies import FORMULAS, Rule
from gateway.learn.settings import Inputs, Settings
from gateway.learn.state import LearnerState
from gateway.learn.tracer import fit
from tests.unit.learn.worlds import CHAIN, INPUTS, SHARP, STANDARDS, START, libraries, logs, seen

INPUT_SETS = st.sampled_from((INPUTS, SHARP))
LONG_AGO, FAR_AHEAD = datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, 23, 59, tzinfo=UTC)
RULES = tuple(Inputs(graph=CHAIN, settings=Settings(rule=Rule(name))) for name in FORMULAS)


def sound(found):
    numbers = (found.p_ref, found.low, found.high, found.p_mastered)
    return all(math.isfinite(each) and 0.0 <= each <= 1.0 for each in numbers) and found.low <= found.high


@given(logs(), INPUT_SETS, st.floats(0, 1), st.floats(0, 1))
def test_a_better_newest_score_never_lowers_the_estimate_or_the_level(log, inputs, one, other):
    before = fold(log, inputs)
    low, high = (
        read(extend(before, seen(90, score, activity="a1"), inputs), "s1", START + timedelta(days=90), inputs)
        for score in sorted((one, other))
    )
    assert low.p_ref <= high.p_ref + 1e-12
    assert low.p_mastered <= high.p_mastered + 1e-12
    assert (low.level or 0) <= (high.level or 0)


@settings(max_examples=40)
@given(logs(12), st.sampled_from((INPUTS, SHARP, *RULES)), st.sampled_from((LONG_AGO, START, FAR_AHEAD)))
def test_estimates_are_numbers_between_nought_and_one_on_any_day(log, inputs, day):
    state = fold(log, inputs)
    for name in (*STANDARDS, "never heard of"):
        found = read(state, name, day, inputs)
        assert sound(found)
        assert found.level in {None, 1, 2, 3, 4}


@settings(max_examples=40)
@given(logs(12), st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_a_school_rule_gives_the_same_levels_live_replayed_and_in_any_order(log, inputs, random):
    mixed = list(log)
    random.shuffle(mixed)
    live = LearnerState.empty(inputs.params.hyper)
    for each in sorted(log, key=lambda one: one.key):
        live = LearnerState.from_json(extend(live, each, inputs).to_json())
    assert live == fold(mixed, inputs)
    for name, record in live.records.items():
        found = read(live, name, START, inputs)
        assert (found.value, found.level) == (inputs.settings.rule.value(record.tally), record.level)
        assert (record.best_level or 0) >= (record.level or 0)


@given(logs(12), st.sampled_from(RULES))
def test_the_estimate_is_the_same_beside_any_rule(log, inputs):
    ruled, plain = fold(log, inputs), fold(log, INPUTS)
    assert ruled.trace == plain.trace
    for name in plain.records:
        one, other = (read(each, name, START, by) for each, by in ((ruled, inputs), (plain, INPUTS)))
        assert (one.p_ref, one.low, one.high, one.p_mastered) == (other.p_ref, other.low, other.high, other.p_mastered)


def test_tallies_of_another_rule_say_nothing():
    log = [seen(0, 1.0), seen(1, 0.5)]
    latest, average = (Inputs(graph=CHAIN, settings=Settings(rule=Rule(name))) for name in ("latest", "average"))
    assert read(fold(log, latest), "s1", START, latest).value == 2.0
    assert read(fold(log, latest), "s1", START, average).value is None


def test_a_level_that_fell_by_a_rule_is_said_and_the_best_one_is_kept():
    by_latest = Inputs(settings=Settings(rule=Rule("latest")))
    found = read(fold([seen(0, 1.0), seen(1, 0.25)], by_latest), "s1", START, by_latest)
    assert (found.level, found.fell.before, found.fell.after) == (1, 4, 1)
    assert {each.code for each in for_teacher(found, by_latest.settings)} == {"last_result", "fell", "by_rule"}


@settings(max_examples=40)
@given(st.permutations([LONG_AGO, START, FAR_AHEAD]), st.lists(st.floats(0, 1), min_size=3, max_size=3), INPUT_SETS)
def test_results_of_1970_and_of_2099_keep_their_place_in_time(days, scores, inputs):
    log = [
        Observation(f"{number}", day, f"a{number}", ("s1",), score)
        for number, (day, score) in enumerate(zip(days, scores, strict=True))
    ]
    state = fold(log, inputs)
    assert state.to_json() == fold(log[::-1], inputs).to_json()
    assert state.reached[0] == FAR_AHEAD.timestamp()
    for day in days:
        assert sound(read(state, "s1", day, inputs))


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00+14:00"])
def test_the_ends_of_the_calendar_are_evidence_too(stamp):
    body = {"id": "x", "timestamp": stamp, "object": {"id": "https://x.example/a"}, "result": {"score": {"scaled": 1}}}
    found = from_statement(body, ("s1",))
    assert not isinstance(found, NotEvidence)
    assert sound(read(fold([found], INPUTS), "s1", START, INPUTS))


@pytest.mark.parametrize("inputs", [INPUTS, SHARP])
def test_contradictory_evidence_ends_in_the_middle_and_is_not_called_sure(inputs):
    log = [seen(number, float(number % 2), activity=f"a{number % 3}", weight=1.0) for number in range(60)]
    state = fold(log, inputs)
    found = read(state, "s1", START + timedelta(days=60), inputs)
    assert 0.3 < found.p_ref < 0.8
    assert found.level in {1, 2, 3}
    assert found.sureness != "sure"


def test_two_results_of_the_same_second_count_in_one_order():
    log = [seen(0, 0.0, hours=0), seen(1, 1.0, hours=0)]
    assert fold(log, INPUTS) == fold(log[::-1], INPUTS)


@pytest.mark.parametrize("raw", [{"scaled": 7}, {"scaled": -3}, {"raw": 900, "max": 100}, {"raw": -5, "max": 100}])
def test_scores_outside_the_range_are_drawn_to_its_ends(raw):
    body = {
        "id": "x", "timestamp": "2026-09-01T08:00:00Z", "object": {"id": "https://x.example/a"},
        "result": {"score": raw},
    }  # fmt: skip
    found = from_statement(body, ("s1",))
    assert found.score in {0.0, 1.0}


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -1.0])
def test_an_odd_weight_counts_nothing(weight):
    body = {
        "id": "x", "timestamp": "2026-09-01T08:00:00Z", "object": {"id": "https://x.example/a"},
        "result": {"score": {"scaled": 1.0}},
    }  # fmt: skip
    found = from_statement(body, ("s1",), weight)
    assert found.weight == 0.0
    assert fold([found], INPUTS).records == {}


def test_practice_that_does_not_count_moves_nothing():
    counted, practice = seen(0, 1.0), seen(1, 0.0, weight=0.0)
    for inputs in (INPUTS, *RULES):
        assert fold([counted, practice], inputs).records == fold([counted], inputs).records


def test_a_circle_of_prerequisites_is_refused_by_name():
    with pytest.raises(PrerequisiteCycleError) as caught:
        build([("a", "b"), ("b", "c"), ("c", "a")], [], ["a", "b", "c"])
    assert set(caught.value.names) == {"a", "b", "c"}


def test_a_standard_without_activities_holds_nobody_up():
    course = Library((Activity("a0", ("s2",), "try"),), ("s1", "s2"), CHAIN)
    cards = plan(fold([], INPUTS), course, START, INPUTS)
    assert [(each.activity, each.standard) for each in cards] == [("a0", "s2")]
    assert plan(fold([], INPUTS), Library((), ("s1",), CHAIN), START, INPUTS) == ()


@settings(max_examples=40)
@given(logs(), libraries(), INPUT_SETS, st.floats(0, 1), st.integers(0, 8))
def test_whatever_a_learner_did_there_is_a_next_step_and_after_it_another(log, library, inputs, score, steps):
    state, day = fold(log, inputs), START + timedelta(days=40)
    for number in range(steps):
        cards = plan(state, library, day, inputs)
        assert bool(cards) == bool(library.by_id)
        if not cards:
            return
        activity = library.by_id[cards[-1].activity]
        standards = tuple(name for name in activity.standards if name in library.standards)
        made = Observation(f"step {number:02}", day, activity.id, standards, score, 2.0)
        state, day = extend(state, made, inputs), day + timedelta(minutes=20)


def test_a_class_of_one_has_bands_todos_and_parameters():
    log = [seen(number, 0.0, activity=f"a{number}") for number in range(4)]
    state = fold(log, INPUTS)
    row = Row("only", (read(state, "s1", START, INPUTS),), START)
    assert place(row, START).band == "hand"
    assert [each.learner for each in todos([row], START)] == ["only"]
    params = fit([("only", each) for each in log], first_set({}), 1, 4)
    assert all(math.isfinite(mean) and variance > 0 for mean, variance in params.activities.values())
    assert sound(read(fold(log, Inputs(params)), "s1", START, Inputs(params)))


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.floats(0, 1)), max_size=60), st.sampled_from((0.01, 1.0, 4.0)))
def test_a_fit_over_anything_stays_finite(answers, weight):
    pairs = [
        (learner, seen(number, score, activity=f"a{number % 4}", weight=weight))
        for number, (learner, score) in enumerate(answers)
    ]
    params = fit(pairs, ParameterSet(), 1, len(pairs))
    beliefs = (*params.slopes, *params.standards.values(), *params.activities.values())
    assert all(math.isfinite(mean) and 0 < variance <= 0.8 for mean, variance in beliefs)

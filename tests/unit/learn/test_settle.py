"""What evidence would settle a standard (mastery.md 2.4)."""

from __future__ import annotations

from hypothesis import given

from gateway.learn.fold import extend, fold
from gateway.learn.policies import Rule
from gateway.learn.settings import Inputs, Settings
from gateway.learn.settle import MOST, settling
from gateway.learn.state import LearnerState
from tests.unit.learn.test_plan import NOW, mastered
from tests.unit.learn.worlds import INPUTS, SHARP, logs, seen

DONE = ("a0", "a1", "a2")


@given(logs(12))
def test_what_is_foretold_changes_nothing_and_is_the_least_that_does_it(log):
    state = fold(log, SHARP)
    before = state.to_json()
    told = settling(state, "s1", DONE, NOW, SHARP)
    assert state.to_json() == before
    assert told.results is None or 1 <= told.results <= MOST
    was = "s1" in state.records and state.records["s1"].mastered
    assert told.way == ("down" if was else "up")


def test_so_many_full_results_do_it_and_one_fewer_does_not():
    state = LearnerState.empty(SHARP.params.hyper)
    told = settling(state, "s1", DONE, NOW, SHARP)
    assert told.results is not None
    assert told.results >= SHARP.settings.pieces
    for number in range(told.results):
        assert "s1" not in state.records or not state.records["s1"].mastered
        state = extend(state, seen(number, 1.0, activity=DONE[number % 3], hours=400 + number), SHARP)
    assert state.records["s1"].mastered


def test_what_is_mastered_is_settled_by_what_would_take_it_back():
    told = settling(fold(mastered("s1"), SHARP), "s1", DONE, NOW, SHARP)
    assert (told.way, told.results is not None) == ("down", True)


def test_a_schools_own_rule_is_what_is_foretold():
    rule = Rule("n_mastery", 3, 4.0, (1.0, 2.0, 3.0))
    inputs = Inputs(INPUTS.params, INPUTS.graph, Settings(rule=rule))
    assert settling(LearnerState.empty(inputs.params.hyper), "s1", DONE, NOW, inputs).results == 3

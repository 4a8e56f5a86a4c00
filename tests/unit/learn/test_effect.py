"""What helped: gains with their uncertainty, only from enough pairs on; time, retention, gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.effect import LEAST_PAIRS, Shift, around_all, course, gains, shift
from gateway.learn.fold import fold
from gateway.learn.policies import Rule
from gateway.learn.settings import Inputs, Settings
from gateway.learn.state import History
from tests.unit.learn.worlds import INPUTS, START, logs, seen

LATEST = Inputs(INPUTS.params, INPUTS.graph, Settings(rule=Rule("latest", 0, 4.0, (1.0, 2.0, 3.0))))


def state_of(*tries: tuple[float, str], inputs=INPUTS):
    """Fold (score, activity) tries a day apart on one standard."""
    return fold([seen(n, score, activity=activity) for n, (score, activity) in enumerate(tries)], inputs)


def test_a_gain_is_the_next_result_elsewhere_less_what_was_expected_before():
    states = [state_of((0.5, "a0"), (1.0, "a0"), (0.75, "a1")) for _ in range(2)]
    found = gains(states, least=4)
    first, second = states[0].records["s1"].contributions[:2]
    assert set(found) == {"a0"}
    assert found["a0"].pairs == 4
    assert found["a0"].mean == pytest.approx(0.75 - (first.before + second.before) / 2)
    assert found["a0"].low <= found["a0"].mean <= found["a0"].high


def test_below_thirty_pairs_nothing_is_said():
    one = state_of((0.5, "a0"), (1.0, "a1"))
    assert gains([one] * (LEAST_PAIRS - 1)) == {}
    assert set(gains([one] * LEAST_PAIRS)) == {"a0"}


@given(st.lists(logs(12), max_size=4))
def test_figures_stay_in_their_bounds(many):
    states = [fold(log, INPUTS) for log in many]
    for one in gains(states, least=1).values():
        assert -1 <= one.mean <= 1
        assert one.low <= one.mean <= one.high
    found = course(states, 0.7)
    assert found.days is None or found.days >= 0
    assert 0 <= found.kept <= found.asked_again
    assert 0 <= found.closed <= found.opened


def test_a_level_that_fell_and_came_back_is_a_gap_opened_and_closed():
    found = course([state_of((1.0, "a0"), (0.0, "a1"), (1.0, "a0"), (0.0, "a0"), inputs=LATEST)], 0.7)
    assert (found.opened, found.closed) == (2, 1)
    assert (found.mastered, found.days) == (1, 0.0)


def test_what_was_kept_is_asked_two_weeks_after():
    tries = [seen(0, 1.0), seen(1, 1.0, activity="a1"), seen(20, 0.8)]
    assert course([fold(tries, LATEST)], 0.7).kept == 1
    assert course([fold(tries[:2], LATEST)], 0.7).asked_again == 0


def test_results_around_a_change_are_the_nearest_on_each_side_and_each_pair_counts_once():
    states = {"ana": state_of((0.25, "a0"), (0.5, "a0"), (1.0, "a1"))}
    at = START.timestamp() + 1.5 * 86400
    changes = [("ana", "s1", at), ("ana", "", at + 60), ("ana", "s2", at), ("nobody", "s1", at)]
    assert shift(states, [*changes, ("ana", "s1", at + 86400 * 9)]) == Shift(1, 0.5, 1.0)
    assert shift(states, []) == Shift(0)
    assert around_all(states, at, None) == around_all(states, at, {"s1", "s3"}) == Shift(1, 0.5, 1.0)
    assert around_all(states, at, {"s3"}) == Shift(0)


def test_a_difference_has_its_range_from_enough_pairs_on():
    states = {f"p{n}": state_of((0.2 + n / 100, "a0"), (0.8, "a1")) for n in range(LEAST_PAIRS)}

    for name, state in states.items():
        tries = state.records["s1"].contributions
        named = History(tuple(one._replace(statement_id=f"{name} {one.statement_id}") for one in tries))
        state.records["s1"] = state.records["s1"]._replace(contributions=named)
    found = around_all(states, START.timestamp() + 0.5 * 86400, None)
    assert found.pairs == LEAST_PAIRS
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.after - found.before < found.high

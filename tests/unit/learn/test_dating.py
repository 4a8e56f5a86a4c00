"""Results whose clock cannot be right count from when they came (mastery.md 2.5: odd statements are normal)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.dating import AHEAD, EARLIEST, made_at
from gateway.learn.evidence import from_statement
from gateway.learn.fold import extend, fold
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import read
from gateway.learn.state import LearnerState
from gateway.learn.view import Guidance, View
from tests.unit.learn.worlds import CHAIN, INPUTS, START, seen

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
STYLES = ("try", "watch", "paper")
LIBRARY = Library(tuple(Activity(f"{one}-{style}", (one,), style) for one in ("s1", "s2") for style in STYLES),
                  ("s1", "s2"), CHAIN)  # fmt: skip


def told(stamp, number=1, activity="s1-try", score=1.0, stored=NOON):
    body = {
        "id": f"00000000-0000-4000-8000-{number:012d}", "timestamp": stamp, "object": {"id": activity},
        "result": {"score": {"scaled": score}},
    }  # fmt: skip
    return from_statement(body, (activity[:2],), stored=stored)


@pytest.mark.parametrize(
    "stamp", ["2099-12-31T23:59:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:05:00Z", "0001-01-01T00:00:00Z"]
)
def test_a_time_that_cannot_be_right_is_that_of_storing_and_stays_known(stamp):
    found = told(stamp)
    assert found.timestamp == NOON
    assert datetime.fromisoformat(found.dated) == datetime.fromisoformat(stamp)


@pytest.mark.parametrize("said", [NOON, NOON + AHEAD, NOON - timedelta(days=9000), EARLIEST])
def test_a_time_that_may_be_right_is_kept(said):
    found = told(said.isoformat())
    assert (found.timestamp, found.dated) == (said, None)


def test_one_second_more_than_clocks_may_differ_is_ahead():
    assert told((NOON + AHEAD + timedelta(seconds=1)).isoformat()).timestamp == NOON
    assert told((EARLIEST - timedelta(seconds=1)).isoformat()).timestamp == NOON


def test_who_does_not_know_when_it_came_takes_the_time_as_told():
    assert told("2099-12-31T23:59:00Z", stored=None).timestamp.year == 2099


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(EARLIEST.replace(tzinfo=None), timezones=st.just(UTC)))
def test_no_result_is_made_later_than_it_came(said, stored):
    late = min(stored, datetime.max.replace(tzinfo=UTC) - AHEAD)
    assert made_at(said, late) <= late + AHEAD
    assert made_at(said, late) in {said, late}


def test_one_result_of_2099_hides_no_activity_and_is_due_for_review_like_any_other():
    done = [seen(number, 1.0, activity=f"s1-{style}") for number, style in enumerate(3 * STYLES)]
    state = fold([*done, told("2099-12-31T23:59:00Z")], INPUTS)
    assert read(state, "s1", NOON, INPUTS).state == "done"
    assert read(state, "s1", NOON + timedelta(days=15), INPUTS).state == "due"
    view = View(state, LIBRARY, INPUTS, Guidance(), NOON + timedelta(days=2), LIBRARY)
    assert view.offerable == frozenset(LIBRARY.by_id)


def test_what_a_state_holds_of_2099_was_not_done_today():
    state = fold([told("2099-12-31T23:59:00Z", stored=None)], INPUTS)
    view = View(state, LIBRARY, INPUTS, Guidance(), NOON, LIBRARY)
    assert not view.done_well_today("s1-try")
    assert "s1-try" in view.offerable


def test_a_result_of_2099_is_overtaken_by_the_next_one_and_the_fold_goes_on_in_order():
    live = LearnerState.empty(INPUTS.params.hyper)
    log = [seen(0, 1.0), told("2099-12-31T23:59:00Z"), told("2099-12-31T23:58:00Z", 2, stored=NOON + timedelta(1))]
    log.append(told((NOON + timedelta(2)).isoformat(), 3, score=0.0, stored=NOON + timedelta(2)))
    for one in log:
        live = extend(live, one, INPUTS)  # raises for what lies before the place reached
    newest = read(live, "s1", START + timedelta(days=20), INPUTS).contributions[0]
    assert (newest.statement_id, newest.earned) == (log[-1].statement_id, 0.0)
    assert live.to_json() == fold(log[::-1], INPUTS).to_json()

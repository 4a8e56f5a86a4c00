"""How many calls a grade costs, how fast they come, and how many are under way at once (R4, F05, F20)."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from support.gradebooks import Site, open_gradebook

from gateway.delivery.look import FRESH
from lti.quota import LONGEST, Quota

EVERYBODY = range(8)


def want_for_all(gradebook: Any, value: int) -> None:
    for number in EVERYBODY:
        gradebook.want(value, number)


def test_a_column_is_read_once_for_all_its_learners(gradebook) -> None:
    want_for_all(gradebook, 3)
    gradebook.deliver()
    assert [gradebook.shown(number) for number in EVERYBODY] == [3] * 8
    assert (gradebook.calls("results"), gradebook.calls("scores")) == (1, 8)


def test_F20_a_teachers_grade_among_many_is_left_alone(gradebook, clock) -> None:
    want_for_all(gradebook, 2)
    gradebook.deliver()
    gradebook.grade(1, 3)
    gradebook.grade(None, 4)
    clock.advance(minutes=5)
    want_for_all(gradebook, 4)
    gradebook.deliver()
    states = [gradebook.cell(number).state for number in EVERYBODY]
    assert [number for number in EVERYBODY if states[number] == "held"] == [3, 4]
    assert [gradebook.shown(number) for number in EVERYBODY] == [4, 4, 4, 1, None, 4, 4, 4]


class Slow:
    """An adapter whose calls take a while."""

    def __init__(self, real: Any, clock: Any, seconds: float) -> None:
        self._real, self._clock, self._seconds = real, clock, seconds

    def __getattr__(self, name: str) -> Any:
        if name == "send_score":
            self._clock.advance(seconds=self._seconds)
        return getattr(self._real, name)


def test_F20_what_was_read_a_minute_ago_is_read_again(gradebook, clock) -> None:
    handler = gradebook.school.waymark.runner.handlers["deliver"].__self__
    real = handler.adapter
    handler.adapter = lambda conn, course: Slow(real(conn, course), clock, FRESH.total_seconds() / 4)
    want_for_all(gradebook, 3)
    for _ in range(4):
        gradebook.deliver()
    assert [gradebook.shown(number) for number in EVERYBODY] == [3] * 8
    assert gradebook.calls("results") >= 2


def test_F06_little_that_is_left_is_not_used_up(gradebook, clock) -> None:
    sim = gradebook.sim
    sim.faults.request_cost = 30.0
    sim.fill_bucket(f"client:{sim.client_id}", 400)
    want_for_all(gradebook, 3)
    for _ in range(20):
        gradebook.deliver()
        clock.advance(seconds=10)
    assert [gradebook.shown(number) for number in EVERYBODY] == [3] * 8
    assert gradebook.trouble() is None
    assert not [one for one in sim.state()["requests"]["log"] if one["status"] == 403]


def test_F07_after_trouble_one_call_asks_whether_it_is_over(gradebook, clock) -> None:
    want_for_all(gradebook, 3)
    gradebook.sim.faults.down = True
    gradebook.deliver()
    before = sum(gradebook.sim.readback().requests.values())
    clock.advance(minutes=2)
    gradebook.deliver()
    assert sum(gradebook.sim.readback().requests.values()) - before == 1


@pytest.fixture(scope="module")
def plain() -> Any:
    """Run a learning system that takes two calls at once."""
    with Site("moodle").running() as running:
        yield running


class Meeting:
    """Adapters of which the first two that send wait for each other: alone none of them goes on."""

    def __init__(self, real: Any, others: Barrier, places: list[None]) -> None:
        self._real, self._others, self._places = real, others, places

    def __getattr__(self, name: str) -> Any:
        if name == "send_score" and self._places:
            self._places.pop()
            self._others.wait(20)
        return getattr(self._real, name)


def test_two_columns_go_side_by_side_where_two_calls_are_welcome_and_never_three(plain, waymark, clock) -> None:
    gradebook = open_gradebook(plain, waymark, clock)
    places = [gradebook.column(code) for code in ("6.A", "6.B", "6.C")]
    clock.advance(seconds=1)
    gradebook.deliver()
    for gradebook.place in places:
        want_for_all(gradebook, 3)
    handler = waymark.runner.handlers["deliver"].__self__
    real, others, left = handler.adapter, Barrier(2), [None, None]
    handler.adapter = lambda conn, course: Meeting(real(conn, course), others, left)
    gradebook.deliver()
    assert len([one for one in plain.sim.readback().cells if one.value == 3]) == 24
    assert plain.sim.state()["requests"]["most_at_once"] <= 2
    gradebook.check_order()


def test_a_pause_that_was_noted_before_the_clock_went_back_is_forgotten(clock) -> None:
    quota, now = Quota(), clock()
    quota.rest(now + timedelta(seconds=20))
    quota.rest(now + timedelta(seconds=5))
    assert quota.free_at(now) == now + timedelta(seconds=20)
    assert quota.free_at(now - timedelta(hours=1)) is None
    quota.rest(now + timedelta(seconds=20))
    assert quota.free_at(now + timedelta(seconds=20)) is None
    quota.rest(now + 2 * LONGEST)
    assert quota.free_at(now) is None

"""Grading periods: work stands in the one that runs, and one that is over is not written to any more (3.2, 7.1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.lms_site import WORK

from lti.lms.base import Permanent

S1, S2 = 5001, 5002


def at(*day: int) -> datetime:
    return datetime(*day, tzinfo=UTC)


def closed(call) -> bool:
    with pytest.raises(Permanent) as caught:
        call()
    return caught.value.code == "period_closed"


@pytest.mark.parametrize("told", ["dates", "times", "seconds"])
def test_a_grade_is_not_written_into_a_period_that_is_over(world, told):
    world.sim.faults.period_dates = told
    column = world.column()
    world.send(column, 3)
    world.clock.now = at(2027, 1, 22, 12)
    assert closed(lambda: world.send(column, 4))
    assert closed(lambda: world.adapter.clear_score(column, world.member(), world.clock.now))
    assert world.cell().value == 3


def test_the_last_day_lasts_until_it_is_over_everywhere(world):
    column = world.column()
    world.clock.now = at(2027, 1, 21, 11, 59)
    world.send(column, 3)
    assert world.cell().value == 3


def test_a_teacher_who_moves_the_column_into_the_new_period_gets_grades_again(world):
    column = world.column()
    world.clock.now = at(2027, 2, 1)
    assert closed(lambda: world.send(column, 3))
    world.sim.move_period(world.column_id(), S2)
    world.send(column, 3)
    assert world.cell().value == 3


def test_a_column_in_no_period_is_never_closed(world):
    column = world.column()
    world.sim.move_period(world.column_id(), 0)
    world.clock.now = at(2028, 1, 1)
    world.send(column, 3)
    assert world.cell().value == 3


def test_periods_whose_days_are_not_told_count_as_open(world):
    world.sim.faults.period_dates = ""
    column = world.column()
    world.clock.now = at(2027, 2, 1)
    world.send(column, 3)
    assert world.cell().value == 3


def test_without_a_key_nobody_tells_the_period(without_key):
    column = without_key.column()
    without_key.clock.now = at(2027, 2, 1)
    without_key.send(column, 3)
    assert without_key.cell().value == 3


def test_a_refusal_for_a_closed_period_is_that_cells_own(without_key):
    column = without_key.column()
    without_key.sim.faults.closed_period = "403"
    without_key.clock.now = at(2027, 2, 1)
    with pytest.raises(Permanent) as caught:
        without_key.send(column, 3)
    assert caught.value.code == "not_accepted"


@pytest.mark.parametrize(("day", "period"), [(at(2026, 11, 21), S1), (at(2027, 3, 1), S2), (at(2027, 8, 1), 0)])
def test_new_work_stands_in_the_period_that_runs(world, day, period):
    world.sim.faults.work_in_current_period = False
    world.clock.now = day
    assert world.item(world.adapter.make_assignment(WORK))["period"] == period


def test_within_the_period_in_which_a_column_was_made_nobody_is_asked_about_it(world):
    column = world.column()
    before = (world.count("/grading_periods"), world.count("/grade_items"))
    world.send(column, 3)
    assert (world.count("/grading_periods"), world.count("/grade_items")) == before
    assert column.detail["open_until"] == "2027-01-20"


def test_periods_are_read_once_a_round(world):
    column, adapter = world.column(), world.adapter
    world.sim.move_period(world.column_id(), S2)
    world.clock.now = at(2027, 2, 1)
    before = world.count("/grading_periods")
    for number in range(3):
        adapter.send_score(column, world.score(3, number=number))
    assert world.count("/grading_periods") == before + 1

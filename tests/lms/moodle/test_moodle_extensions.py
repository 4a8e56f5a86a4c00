"""A learner's own day in an assignment of Moodle's kind, which a teacher restricted to our group or column (7)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.lms_site import WORK

DUE = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)


def seconds(at):
    return int(at.timestamp())


@pytest.fixture
def opening(world):
    """Make work that opens an assignment due on the first of December, beside one that is no business of ours."""
    made = world.adapter.make_assignment(WORK)
    world.sim.add_assign("Essay", seconds(DUE), made.remote_id)
    world.sim.add_assign("Another", seconds(DUE), "")
    return made


def extensions(world):
    return [one["extensions"] for one in world.sim.state()["assigns"]]


def test_M7_a_later_day_becomes_an_extension_of_the_assignment_that_asks_for_the_group(world, opening):
    world.adapter.assign(opening, world.member(), "Maya", LATER)
    assert extensions(world) == [{world.sim.sub(world.student().login): seconds(LATER)}, {}]


def test_M7_taken_back_the_extension_is_gone(world, opening):
    given = world.adapter.assign(opening, world.member(), "Maya", LATER)
    world.adapter.unassign(opening, world.member(), given)
    assert extensions(world) == [{world.sim.sub(world.student().login): 0}, {}]


def test_M7_an_earlier_day_cannot_be_had_and_the_work_is_open_all_the_same(world, opening):
    given = world.adapter.assign(opening, world.member(), "Maya", datetime(2026, 11, 25, tzinfo=UTC))
    assert extensions(world) == [{}, {}]
    assert dict(given.detail) == {}
    assert world.ws("core_group_get_group_members", **{"groupids[0]": opening.remote_id})[0]["userids"]


def test_M7_an_extension_that_a_teacher_gave_is_not_taken_back(world, opening):
    given = world.adapter.assign(opening, world.member(), "Maya", None)
    [assign, _] = world.sim.state()["assigns"]
    parameters = {"userids[0]": world.sim.sub(world.student().login), "dates[0]": seconds(LATER)}
    world.ws("mod_assign_save_user_extensions", assignmentid=assign["id"], **parameters)
    world.adapter.unassign(opening, world.member(), given)
    assert extensions(world)[0] == {world.sim.sub(world.student().login): seconds(LATER)}


@pytest.mark.parametrize("function", ["core_course_get_contents", "mod_assign_save_user_extensions"])
@pytest.mark.parametrize("fault", ["ws_forbidden", "ws_absent"])
def test_M7_a_token_that_may_not_extend_opens_the_work_all_the_same(world, opening, function, fault):
    world.sim.faults.update({fault: [function]})
    given = world.adapter.assign(opening, world.member(), "Maya", LATER)
    assert (extensions(world), dict(given.detail)) == ([{}, {}], {})


def test_M7_an_account_that_restrictions_bind_extends_nothing_and_opens_the_work(world, opening):
    world.sim.faults.ws_restricted = True
    given = world.adapter.assign(opening, world.member(), "Maya", LATER)
    assert (extensions(world), dict(given.detail)) == ([{}, {}], {})


def test_M7_work_that_a_column_opens_is_extended_too_once_there_is_a_token(without_token):
    gate = without_token.adapter.make_assignment(WORK)
    without_token.sim.add_assign("Essay", seconds(DUE), gate.remote_id)
    assert dict(without_token.adapter.assign(gate, without_token.member(), "Maya", LATER).detail) == {}
    without_token.credentials = without_token.sim.credentials
    without_token.wait()
    without_token.adapter.assign(gate, without_token.member(), "Maya", LATER)
    assert extensions(without_token) == [{without_token.sim.sub(without_token.student().login): seconds(LATER)}]


def test_a_copied_course_has_the_assignment_and_nobodys_extension(world, opening):
    world.adapter.assign(opening, world.member(), "Maya", LATER)
    world.sim.copy_course()
    assert extensions(world) == [{}, {}]
    [asked, nothing] = [one["restriction"] for one in world.sim.state()["assigns"]]
    assert asked["id"] != int(opening.remote_id)
    assert nothing is None

"""A key of the district reaches every class: nothing is written before a teacher of ours is seen to teach it (12)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.lms_site import COLUMN, WORK

from lti.lms.base import Permanent


def writes(world) -> int:
    """Return how many writes of REST arrived."""
    return sum(world.count(f"{method} /v1") for method in ("PUT", "POST", "DELETE"))


def refused(call) -> str:
    with pytest.raises(Permanent) as caught:
        call()
    return caught.value.code


@pytest.fixture(params=["nobody", "a learner", "somebody of another class", "a teacher who left"])
def untaught(world, request):
    """Give a course of which no teacher is known whom the section names as its own."""
    known = {
        "nobody": frozenset(),
        "a learner": frozenset({world.sim.sub(world.student().login)}),
        "somebody of another class": frozenset({"60099999::00112233445566778899aabbccddeeff"}),
        "a teacher who left": frozenset({world.sim.sub("rosa.alvarez")}),
    }[request.param]
    if request.param == "a teacher who left":
        world.sim.enrol("rosa.alvarez", "inactive")
    world.course = replace(world.course, teachers=known)
    return world


def test_12_where_nobody_of_ours_teaches_no_work_is_made(untaught):
    assert refused(lambda: untaught.adapter.make_assignment(WORK)) == "not_taught_here"
    assert (writes(untaught), untaught.sees()) == (0, [])


def test_12_a_column_is_made_by_the_tools_own_service_and_says_that_it_was_not_settled(untaught):
    made = untaught.adapter.make_column(COLUMN)
    assert made.detail["out_of_total"] == "no"
    untaught.adapter.send_score(made, untaught.score(3))
    assert (untaught.cell().value, writes(untaught)) == (3, 0)


def test_12_work_that_was_made_before_is_left_as_it_is(world):
    made = world.adapter.make_assignment(WORK)
    world.adapter.assign(made, world.member(), "x", None)
    world.course = replace(world.course, teachers=frozenset())
    assert refused(lambda: world.adapter.assign(made, world.member(1), "x", None)) == "not_taught_here"
    assert world.sees() == [(world.student().login,)]


def test_12_one_of_several_teachers_is_enough(world):
    other = "60099999::00112233445566778899aabbccddeeff"
    world.course = replace(world.course, teachers=frozenset({other, world.sim.sub("daniel.reed")}))
    world.adapter.make_assignment(WORK)


def test_12_a_teacher_of_one_linked_section_does_not_open_the_other(linked):
    linked.course = replace(linked.course, teachers=frozenset({linked.sim.sub("daniel.reed")}))
    assert refused(lambda: linked.adapter.make_assignment(WORK)) == "not_taught_here"
    linked.enter(1)
    linked.adapter.make_assignment(WORK)


def test_5_6_enrollments_are_listed_once_for_all_learners_of_a_round(world):
    column, adapter = world.column(), world.adapter
    before = world.count("/enrollments")
    for number in range(4):
        adapter.read_score(column, world.member(number))
    assert world.count("/enrollments") == before + 1

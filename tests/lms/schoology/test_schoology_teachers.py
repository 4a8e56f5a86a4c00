"""What teachers and admins of Schoology do meanwhile: hide, move, change points, let the course be over (F24-F31)."""

from __future__ import annotations

import pytest
from support.lms_site import COLUMN, WORK

from lti.lms.base import AdapterError


def refusal(call) -> str:
    with pytest.raises(AdapterError) as caught:
        call()
    return caught.value.code


def test_F24_a_column_worth_other_points_keeps_the_share(world):
    column = world.column()
    world.sim.change_maximum(world.column_id(), 10)
    world.send(column, 3)
    seen = world.adapter.read_score(column, world.member())
    assert (seen.value, seen.maximum) == (7.5, 10)


def test_F28_work_that_a_teacher_hid_stays_hidden_until_it_is_shown_again(world):
    made = world.adapter.make_assignment(WORK)
    world.adapter.assign(made, world.member(), "x", None)
    world.sim.publish_work(made.remote_id, published=False)
    assert refusal(lambda: world.adapter.assign(made, world.member(1), "x", None)) == "unpublished"
    assert not any(world.sees())
    world.sim.publish_work(made.remote_id, published=True)
    world.adapter.assign(made, world.member(1), "x", None)
    assert len(world.sees()[0]) == 2


@pytest.mark.parametrize("status", [403, 400])
def test_F31_a_section_that_is_a_past_one_is_told_for_the_whole_course(world, status):
    column = world.column()
    world.sim.faults.archived, world.sim.faults.archived_status = True, status
    assert refusal(lambda: world.adapter.send_score(column, world.score(3))) == "course_closed"
    assert world.adapter.read_score(column, world.member()).value is None
    world.sim.faults.archived = False
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


def test_F31_without_a_key_a_past_section_is_a_refusal(without_key):
    column = without_key.column()
    without_key.sim.faults.archived = True
    assert refusal(lambda: without_key.adapter.send_score(column, without_key.score(3))) == "not_accepted"


@pytest.mark.parametrize("life", ["absent", "text", "zero"])
def test_F03_a_tokens_life_may_be_told_in_any_way(world, life):
    world.sim.faults.token_life = life
    column = world.column()
    for value in (2, 3):
        world.send(column, value)
    assert world.cell().value == 3


def test_3_2_a_column_that_a_teacher_moved_to_another_category_stays_there(world):
    column = world.column()
    world.sim.move_column(world.column_id(), 0)
    assert not world.columns()[0].visible
    world.adapter.settle_column(column, COLUMN)
    assert world.columns()[0].visible
    before = world.item(column)["category"]
    world.send(column, 3)
    assert world.item(column)["category"] == before


def test_7_4_a_teachers_whole_class_assignment_is_not_narrowed(world):
    made = world.adapter.make_assignment(WORK)
    world.sim.publish_work(made.remote_id, published=True)
    world.adapter.assign(made, world.member(), "x", None)
    assert len(world.sees()[0]) == len(world.sim.school.students)

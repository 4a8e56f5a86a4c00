"""A column read at once says the same as its cells one by one, and by fewer calls."""

from __future__ import annotations

from lti.lms.base import Permanent


def test_a_column_read_at_once_agrees_with_its_cells(world) -> None:
    column = world.column()
    for number, value in enumerate((2, 3, 4)):
        world.send(column, value, number, comment=f"Level {value}")
    members = [world.member(number) for number in range(5)]
    seen = world.adapter.read_scores(column, members)
    assert dict(seen) == {one.sub: world.adapter.read_score(column, one) for one in members}
    assert [seen[one.sub].value for one in members] == [2, 3, 4, None, None]


def test_a_teachers_grade_is_seen_in_the_column(world) -> None:
    column = world.column()
    world.send(column, 2)
    world.send(column, 3, 1)
    world.sim.type_grade(world.columns()[0].id, world.student().login, 4)
    assert world.adapter.read_scores(column, [world.member(0), world.member(1)])[world.member().sub].value == 4


def test_a_whole_class_costs_few_calls(world) -> None:
    column, adapter = world.column(), world.adapter
    members = [world.member(number) for number in range(24)]
    adapter.read_scores(column, members)
    before = sum(world.sim.readback().requests.values())
    adapter.read_scores(column, members)
    assert sum(world.sim.readback().requests.values()) - before <= 2


def test_F23_a_deleted_column_is_told_of_or_left_to_its_cells(world) -> None:
    column = world.column()
    world.sim.delete_column(world.columns()[0].id)
    found, told = {}, ""
    try:
        found = dict(world.adapter.read_scores(column, [world.member(), world.member(1)]))
    except Permanent as error:
        told = error.code
    assert (found, told) in (({}, ""), ({}, "column_gone"))

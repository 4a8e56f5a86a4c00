"""Columns: looked for before they are made, made once whatever gets lost (F23, F25, F26)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.lms_site import COLUMN

from lti.lms.base import Permanent


def test_a_column_found_after_a_lost_answer_is_settled(world):
    world.sim.faults.drop_answer_after_store = 1
    found = world.column()
    assert world.assignments()[0]["omit_from_final_grade"] is False
    for _ in range(2):
        assert world.adapter.settle_column(found, COLUMN).detail["out_of_total"] == "yes"
    assert world.assignments()[0]["omit_from_final_grade"] is True
    assert world.count("PUT") == 1


def test_a_namesake_of_the_column_is_never_changed(world):
    twin = {"name": COLUMN.label, "points_possible": COLUMN.maximum, "submission_types": ["none"], "published": True}
    world.by_hand("POST", "", {"assignment": twin})
    assert world.adapter.make_column(COLUMN).detail["out_of_total"] == "no"
    assert [row["omit_from_final_grade"] for row in world.assignments()] == [False, False]


def test_other_columns_of_the_course_are_never_changed(world):
    own = {"name": "Quiz 1", "points_possible": COLUMN.maximum, "submission_types": ["none"], "published": True}
    world.by_hand("POST", "", {"assignment": own})
    assert world.adapter.make_column(COLUMN).detail["out_of_total"] == "yes"
    assert [row["omit_from_final_grade"] for row in world.assignments()] == [False, True]


@pytest.mark.parametrize("fault", ["rest_token_dead", "rest_forbidden"])
def test_a_teachers_token_that_does_not_allow_it_leaves_a_column_that_says_so(world, fault):
    world.sim.faults.update({fault: True})
    assert world.adapter.make_column(COLUMN).detail["out_of_total"] == "no"
    world.adapter.send_score(world.column(), world.score(3))
    assert world.cell().value == 3
    assert world.adapter.settle_column(world.column(), COLUMN).detail["out_of_total"] == "no"
    world.sim.faults.clear()
    assert world.adapter.settle_column(world.column(), COLUMN).detail["out_of_total"] == "yes"


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("unpublished", [True, False])
def test_3_1_a_new_column_takes_scores_whether_or_not_it_starts_published(world, unpublished, counts):
    world.sim.faults.columns_unpublished = unpublished
    column = world.adapter.make_column(replace(COLUMN, counts_in_total=counts))
    assert (world.assignments()[0]["published"], world.columns()[0].counts) == (True, counts)
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


def test_3_1_F28_without_a_token_an_unpublished_column_waits_for_its_teacher(without_token):
    without_token.sim.faults.columns_unpublished = True
    column = without_token.adapter.make_column(COLUMN)
    with pytest.raises(Permanent) as caught:
        without_token.adapter.send_score(column, without_token.score(3))
    assert caught.value.code == "unpublished"


def test_a_column_that_a_teacher_unpublished_stays_so(world):
    column = world.adapter.make_column(COLUMN)
    world.by_hand("PUT", "/1", {"assignment": {"published": False}})
    world.adapter.settle_column(column, COLUMN)
    assert world.assignments()[0]["published"] is False


@pytest.mark.parametrize("echoed", [True, False])
def test_3_1_a_column_is_known_whether_or_not_dates_are_echoed(world, echoed):
    world.sim.faults.dates_echoed = echoed
    made = world.adapter.make_column(COLUMN)
    world.by_hand("PUT", "/1", {"assignment": {"due_at": "2026-12-01T23:59:00Z"}})
    assert [one.remote_id for one in world.adapter.find_columns(COLUMN)] == [made.remote_id]

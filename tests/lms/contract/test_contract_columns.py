"""Columns: looked for before they are made, made once whatever gets lost (F23, F25, F26)."""

from __future__ import annotations

import dataclasses

import pytest
from contract_facts import COLUMN

from lti.lms.base import Transient


def test_F25_a_column_that_is_not_there_is_not_found(world):
    assert list(world.adapter.find_columns(COLUMN)) == []


def test_F25_a_made_column_is_found_by_its_key(world):
    made = world.adapter.make_column(COLUMN)
    assert [found.remote_id for found in world.adapter.find_columns(COLUMN)] == [made.remote_id]
    item = world.sim.state()["line_items"][0]
    assert (item["label"], item["scoreMaximum"]) == (COLUMN.label, COLUMN.maximum)
    assert (item["resourceId"], item["tag"]) == (COLUMN.key, COLUMN.tag)


def test_F25_a_column_is_found_among_more_than_a_page_of_others(world):
    for number in range(12):
        world.adapter.make_column(dataclasses.replace(COLUMN, key=f"waymark:{number}", label=f"Other {number}"))
    made = world.adapter.make_column(COLUMN)
    assert [found.remote_id for found in world.adapter.find_columns(COLUMN)] == [made.remote_id]


def test_F25_a_lost_answer_leaves_one_column(world):
    world.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        world.adapter.make_column(COLUMN)
    world.column()
    assert len(world.sim.state()["line_items"]) == 1


def test_F26_two_columns_with_our_key_are_both_told(world):
    world.adapter.make_column(COLUMN)
    world.adapter.make_column(COLUMN)
    assert len(world.adapter.find_columns(COLUMN)) == 2


def test_F24_a_column_renamed_by_a_teacher_is_still_ours(canvas_only):
    world = canvas_only
    made = world.adapter.make_column(COLUMN)
    world.by_hand("PUT", "/1", {"assignment": {"name": "Ratios (Ms. Lee)"}})
    found = world.adapter.find_columns(COLUMN)
    assert [(column.remote_id, column.detail["label"]) for column in found] == [(made.remote_id, "Ratios (Ms. Lee)")]


def test_the_column_stays_out_of_the_total_where_the_adapter_says_so(world):
    made = world.adapter.make_column(COLUMN)
    told = world.adapter.capabilities.out_of_total
    assert world.assignments()[0]["omit_from_final_grade"] is told
    assert made.detail.get("out_of_total", "no") == ("yes" if told else "no")


def test_a_column_that_shall_count_is_left_in_the_total(world):
    world.adapter.make_column(dataclasses.replace(COLUMN, counts_in_total=True))
    assert world.assignments()[0]["omit_from_final_grade"] is False


def test_a_column_found_after_a_lost_answer_is_settled(canvas_only):
    world = canvas_only
    world.sim.faults.drop_answer_after_store = 1
    found = world.column()
    assert world.assignments()[0]["omit_from_final_grade"] is False
    for _ in range(2):
        assert world.adapter.settle_column(found, COLUMN).detail["out_of_total"] == "yes"
    assert world.assignments()[0]["omit_from_final_grade"] is True
    assert world.count("PUT") == 1


def test_a_namesake_of_the_column_is_never_changed(canvas_only):
    world = canvas_only
    twin = {"name": COLUMN.label, "points_possible": COLUMN.maximum, "submission_types": ["none"], "published": True}
    world.by_hand("POST", "", {"assignment": twin})
    assert world.adapter.make_column(COLUMN).detail["out_of_total"] == "no"
    assert [row["omit_from_final_grade"] for row in world.assignments()] == [False, False]


def test_other_columns_of_the_course_are_never_changed(canvas_only):
    world = canvas_only
    own = {"name": "Quiz 1", "points_possible": COLUMN.maximum, "submission_types": ["none"], "published": True}
    world.by_hand("POST", "", {"assignment": own})
    assert world.adapter.make_column(COLUMN).detail["out_of_total"] == "yes"
    assert [row["omit_from_final_grade"] for row in world.assignments()] == [False, True]


@pytest.mark.parametrize("fault", ["rest_token_dead", "rest_forbidden"])
def test_a_teachers_token_that_does_not_allow_it_leaves_a_column_that_says_so(canvas_only, fault):
    world = canvas_only
    world.sim.faults.update({fault: True})
    assert world.adapter.make_column(COLUMN).detail["out_of_total"] == "no"
    world.adapter.send_score(world.column(), world.score(3))
    assert world.cell()["score"] == 3
    assert world.adapter.settle_column(world.column(), COLUMN).detail["out_of_total"] == "no"
    world.sim.faults.clear()
    assert world.adapter.settle_column(world.column(), COLUMN).detail["out_of_total"] == "yes"

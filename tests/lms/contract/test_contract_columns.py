"""Columns: looked for before they are made, made once whatever gets lost (F23, F25, F26)."""

from __future__ import annotations

import dataclasses

import pytest
from support.lms_site import COLUMN

from lti.lms.base import Transient


def test_F25_a_column_that_is_not_there_is_not_found(world):
    assert list(world.adapter.find_columns(COLUMN)) == []


def test_F25_a_made_column_is_found_by_its_key(world):
    made = world.adapter.make_column(COLUMN)
    assert [found.remote_id for found in world.adapter.find_columns(COLUMN)] == [made.remote_id]
    [column] = world.columns()
    assert (column.label, column.maximum, column.key) == (COLUMN.label, COLUMN.maximum, COLUMN.key)


def test_F25_a_column_is_found_among_more_than_a_page_of_others(world):
    for number in range(101):
        world.adapter.make_column(dataclasses.replace(COLUMN, key=f"waymark:{number}", label=f"Other {number}"))
    made = world.adapter.make_column(COLUMN)
    assert [found.remote_id for found in world.adapter.find_columns(COLUMN)] == [made.remote_id]


def test_F25_a_lost_answer_leaves_one_column(world):
    world.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        world.adapter.make_column(COLUMN)
    world.column()
    assert len(world.columns()) == 1


def test_F26_two_columns_with_our_key_are_both_told(world):
    world.adapter.make_column(COLUMN)
    world.adapter.make_column(COLUMN)
    assert len(world.adapter.find_columns(COLUMN)) == 2


def test_F24_a_column_renamed_by_a_teacher_is_still_ours(world):
    made = world.adapter.make_column(COLUMN)
    world.sim.rename_column(world.columns()[0].id, "Ratios (Ms. Lee)")
    found = world.adapter.find_columns(COLUMN)
    assert [(column.remote_id, column.detail["label"]) for column in found] == [(made.remote_id, "Ratios (Ms. Lee)")]


def test_the_column_stays_out_of_the_total_where_the_adapter_says_so(world):
    made = world.adapter.make_column(COLUMN)
    told = world.can.out_of_total
    assert world.columns()[0].counts is not told
    assert made.detail.get("out_of_total", "no") == ("yes" if told else "no")


def test_a_column_that_shall_count_is_left_in_the_total(world):
    made = world.adapter.make_column(dataclasses.replace(COLUMN, counts_in_total=True))
    assert world.columns()[0].counts is True
    assert made.detail.get("out_of_total") != "yes"


def test_a_column_found_after_a_lost_answer_is_settled_as_if_made(world):
    world.sim.faults.drop_answer_after_store = 1
    found = world.column()
    settled = [world.adapter.settle_column(found, COLUMN) for _ in range(2)]
    assert settled[0] == settled[1]
    assert world.columns()[0].counts is not world.can.out_of_total
    assert len(world.columns()) == 1


def test_settling_does_not_rename_a_teachers_column(world):
    made = world.adapter.make_column(COLUMN)
    world.sim.rename_column(world.columns()[0].id, "Ratios (Ms. Lee)")
    world.adapter.settle_column(made, COLUMN)
    assert world.columns()[0].label == "Ratios (Ms. Lee)"


def test_a_column_is_seen_in_the_gradebook(world):
    world.adapter.make_column(COLUMN)
    assert world.columns()[0].visible

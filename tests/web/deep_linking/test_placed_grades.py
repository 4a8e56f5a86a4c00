"""The column that came with a placed link shows results in whole points, beside the columns of standards."""

from __future__ import annotations

from typing import Any

import pytest
from support.statements import completed, run, store

from gateway.db import tables as t

STUDENT, OTHER = "maya.okafor", "caleb.thompson"


@pytest.fixture
def graded(teaching) -> Any:
    """Publish the course with grades written."""
    teaching.school.publish()
    return teaching


def work(teaching: Any, results: dict[str, float], start: int = 1) -> None:
    """Have the first student finish activities; let the results be worked in and delivered."""
    actor = teaching.school.actor(STUDENT)
    sent = [completed(actor, key, scaled, n=start + n) for n, (key, scaled) in enumerate(results.items())]
    store(teaching.school, sent, course=teaching.school.course)
    settle(teaching)


def settle(teaching: Any) -> None:
    run(teaching.school.waymark, "evaluate")
    run(teaching.school.waymark, "deliver")


def shown(teaching: Any, item: Any) -> float | None:
    return teaching.sim.readback().cell(STUDENT, item.column).value


def test_the_best_result_stands_in_the_links_own_column(graded) -> None:
    item = graded.place("a1", graded="on", points="40")
    graded.launch(item)
    work(graded, {"a1": 0.5})
    assert shown(graded, item) == 20
    work(graded, {"a1": 0.9}, start=10)
    graded.school.waymark.clock.advance(seconds=5)
    settle(graded)
    assert shown(graded, item) == 36
    work(graded, {"a1": 0.1}, start=20)
    graded.school.waymark.clock.advance(seconds=5)
    settle(graded)
    assert shown(graded, item) == 36


def test_a_set_shows_the_mean_of_what_was_done_and_a_blank_before(graded) -> None:
    item = graded.place("a1", "b1", mode="set", graded="on", points="10")
    graded.launch(item)
    settle(graded)
    assert shown(graded, item) is None
    work(graded, {"a1": 1.0})
    assert shown(graded, item) == 10
    graded.school.waymark.clock.advance(seconds=5)
    work(graded, {"b1": 0.5}, start=10)
    assert shown(graded, item) == 8  # 7.5 in whole points


def test_results_from_before_the_first_launch_count_too(graded) -> None:
    item = graded.place("a1", graded="on", points="10")
    work(graded, {"a1": 0.8})
    assert shown(graded, item) is None
    graded.launch(item)
    settle(graded)
    assert shown(graded, item) == 8


def test_nothing_goes_out_before_the_teacher_lets_grades_be_written(teaching) -> None:
    teaching.school.publish(write_grades=False)
    item = teaching.place("a1", graded="on", points="10")
    teaching.launch(item)
    work(teaching, {"a1": 1.0})
    assert shown(teaching, item) is None
    assert [row.state for row in teaching.school.rows(t.place, kind="link")] == ["stopped"]


def test_the_columns_of_standards_are_as_without_links(graded) -> None:
    item = graded.place("a1", graded="on", points="10")
    graded.launch(item)
    work(graded, {"a1": 1.0, "a2": 1.0, "ab": 1.0})
    graded.school.waymark.clock.advance(seconds=5)
    settle(graded)
    columns = {row.key: row.state for row in graded.school.rows(t.place, kind="column")}
    assert len(columns) == 4
    assert set(columns.values()) == {"there"}
    keys = [one.key for one in graded.sim.readback().columns]
    assert len(keys) == len(set(keys)) == 5
    assert [row.state for row in graded.school.rows(t.place, kind="link")] == ["there"]


def test_a_grade_that_a_teacher_typed_stays(graded) -> None:
    item = graded.place("a1", graded="on", points="10")
    graded.launch(item)
    work(graded, {"a1": 0.5})
    graded.sim.type_grade(item.column, STUDENT, 9)
    graded.school.waymark.clock.advance(seconds=5)
    work(graded, {"a1": 0.7}, start=10)
    assert shown(graded, item) == 9

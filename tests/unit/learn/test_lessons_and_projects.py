"""Rules of rubrics, projects and lessons: what is refused, what is next, what is settled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gateway.learn import lessons, projects, rubrics
from gateway.learn.lessons import Way
from gateway.learn.projects import Checkpoint
from gateway.learn.rubrics import Level, Row, Rubric

TODAY = date(2026, 9, 14)
GOOD = Rubric("Talk", rubrics.even(["Not yet", "Nearly", "There"]), (Row("r1", "Words", ("s1",), ("a", "b", "c")),))


def stop(key: str, days: int, **change: object) -> Checkpoint:
    return replace(Checkpoint(key, f"Stop {key}", "A page", TODAY + timedelta(days), ("r1",)), **change)


def codes(rubric: Rubric) -> list[tuple[str, int]]:
    return [(one.code, one.place) for one in rubrics.problems(rubric)]


def test_points_rise_evenly_from_nothing_to_all():
    assert [one.points for one in rubrics.even(["a", "b", "c"])] == [0.0, 0.5, 1.0]
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"title": " "}, [("no_title", 0)]),
        ({"levels": (Level("One", 1.0),)}, [("levels_count", 0)]),
        ({"levels": (Level("", 0.0), Level("b", 2.0))}, [("level_word", 1), ("level_points", 2)]),
        ({"levels": (Level("a", 0.5), Level("b", 0.5))}, [("level_order", 2)]),
        ({"rows": ()}, [("rows_count", 0)]),
        ({"rows": (Row("r1", "Words", ()),)}, [("row_standards", 1)]),
        ({"rows": (Row("r1", "W", ("s",)), Row("r2", "w ", ("s",)))}, [("row_twice", 2)]),
        ({"rows": (Row("r1", "", ("s",)),)}, [("row_title", 1)]),
        ({"rows": (Row("r1", "W", ("s",), ("x" * 601,)),)}, [("row_long", 1)]),
    ],
)
def test_what_is_wrong_with_a_rubric_is_named_with_its_place(change, found):
    assert codes(replace(GOOD, **change)) == found


def test_a_row_says_something_for_each_level_and_comes_back_as_it_was_stored():
    fitted = rubrics.fitted(replace(GOOD, rows=(Row("r1", "Words", ("s1",), ("a",)),)))
    assert fitted.rows[0].looks == ("a", "", "")
    assert rubrics.from_body("Talk", rubrics.to_body(fitted)) == fitted


def test_other_standards_make_a_row_another_one_and_their_order_does_not():
    row = Row("r1", "Words", ("s1", "s2"))
    assert row.digest == replace(row, standards=("s2", "s1")).digest
    assert row.digest != replace(row, standards=("s1",)).digest


def test_a_row_that_a_checkpoint_asks_for_is_missed():
    without = replace(GOOD, rows=(Row("r2", "Numbers", ("s1",)),))
    assert rubrics.lost(GOOD, without, {"r1": ["Draft"]}) == [("Words", "Draft")]
    assert rubrics.lost(GOOD, without, {}) == []


@pytest.mark.parametrize(
    ("stops", "found"),
    [
        ([stop("a", 1)], [("count", 0)]),
        ([stop(str(n), n) for n in range(7)], [("count", 0)]),
        ([stop("a", 3), stop("b", 1)], [("order", 2)]),
        ([stop("a", -1), stop("b", 1)], [("past", 1)]),
        ([stop("a", 0, title=""), stop("b", 1, product=" ")], [("title", 1), ("product", 2)]),
        ([stop("a", 0, rows=()), stop("b", 1, rows=("r9",))], [("rows", 1), ("rows", 2)]),
        ([stop("a", 0), stop("b", 0)], []),
        ([stop(str(n), n) for n in range(6)], []),
    ],
)
def test_a_project_with_bad_days_or_counts_is_refused_by_name(stops, found):
    assert [(one.code, one.place) for one in projects.problems(stops, TODAY, {"r1"})] == found


def test_a_day_that_is_over_may_stay_and_may_not_be_moved_into_the_past():
    stops, known = [stop("a", -3), stop("b", 1)], {"a": TODAY - timedelta(3)}
    assert projects.problems(stops, TODAY, {"r1"}, known) == []
    moved = [stop("a", -2), stop("b", 1)]
    assert [one.code for one in projects.problems(moved, TODAY, {"r1"}, known)] == ["past"]


def test_the_first_checkpoint_without_a_mark_is_next():
    stops = [stop("a", 1), stop("b", 2), stop("c", 3)]
    assert projects.states(stops, {"a"}) == {"a": "done", "b": "next", "c": "ahead"}
    assert set(projects.states(stops, {"a", "b", "c"}).values()) == {"done"}


def test_a_project_is_complete_once_every_row_has_a_mark():
    assert projects.complete(["m1", "m2"], ["m2", "m1", "other"])
    assert not projects.complete(["m1", "m2"], ["m1"])
    assert not projects.complete([], [])


WAYS = (Way("l", "film", TODAY), Way("l", "text", TODAY + timedelta(1)), Way("m", "talk"))


def test_a_style_is_not_offered_before_its_day():
    assert lessons.not_yet(WAYS, TODAY) == {"text"}
    assert lessons.not_yet(WAYS, TODAY + timedelta(1)) == frozenset()


@pytest.mark.parametrize("done", ["film", "text", "l"])
def test_one_style_settles_its_lesson_and_no_other(done):
    assert lessons.settled(WAYS, {done}) == {"film", "text"}
    assert lessons.settled(WAYS, {"elsewhere"}) == frozenset()

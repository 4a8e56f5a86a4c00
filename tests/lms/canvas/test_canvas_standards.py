"""Levels in Learning Mastery: outcome by vendor_guid, rubric on the column, the score left alone (canvas.md 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.lms_site import COLUMN, STANDARD

from lti.lms.base import MemberRef, Permanent, Transient
from lti.lms.canvas.levels import Scale, own_or_accounts
from lti.lms.own_views import Rating

ON_COLUMN = replace(STANDARD, column_key=COLUMN.key)


def outcomes(world):
    return world.sim.state()["outcomes"]


def test_the_level_stands_on_the_standards_own_column_and_its_score_stays(world):
    column = world.column()
    world.send(column, 2)
    standard = world.adapter.standards.make_standard(ON_COLUMN)
    world.rate(standard, 4, note="Seven of eight")
    [rated] = world.rated()
    assert (rated.value, rated.mastered, rated.note) == (4, True, "Seven of eight")
    assert (len(world.columns()), len(world.assignments())) == (1, 1)
    assert (world.cell().value, world.submission()["attempt"]) == (2, 0)
    assert world.assignments()[0]["use_rubric_for_grading"] is False
    world.send(column, 3)
    assert [(one.value, one.times) for one in world.rated()] == [(4, 1)]


def test_without_a_column_of_its_own_it_gets_one_outside_the_total_and_takes_it_along(world):
    standard = world.adapter.standards.make_standard(STANDARD)
    assert [row["omit_from_final_grade"] for row in world.assignments()] == [True]
    world.adapter.standards.remove_standard(standard)
    assert world.assignments() == []


def test_an_outcome_is_written_as_the_lms_wants_it(world):
    world.adapter.standards.make_standard(STANDARD)
    [one] = outcomes(world)
    assert (one["vendor_guid"], one["display_name"]) == (STANDARD.key, STANDARD.code)
    assert one["title"] == f"{STANDARD.code} {STANDARD.statement}"
    assert [row["points"] for row in one["ratings"]] == [4, 3, 2, 1]
    assert [row["description"] for row in one["ratings"]] == list(reversed(STANDARD.levels))
    assert (one["mastery_points"], one["calculation_method"], one["calculation_int"]) == (4, "latest", None)


def test_a_column_that_was_deleted_is_told_and_nothing_is_made_for_it(world):
    with pytest.raises(Permanent) as caught:
        world.adapter.standards.make_standard(ON_COLUMN)
    assert caught.value.code == "column_gone"
    assert world.columns() == []


def test_a_teachers_rubric_is_never_replaced(world):
    world.column()
    world.sim.put_rubric(world.columns()[0].id, "Neatness")
    with pytest.raises(Permanent) as caught:
        world.adapter.standards.make_standard(ON_COLUMN)
    assert caught.value.code == "rubric_taken"
    assert world.assignments()[0]["rubric"][0]["description"] == "Neatness"


def test_F26_two_outcomes_with_our_key_are_not_guessed_between(world):
    for _ in range(2):
        world.sim.make_outcome(STANDARD.key, "A ratio")
    with pytest.raises(Permanent) as caught:
        world.adapter.standards.make_standard(STANDARD)
    assert caught.value.code == "two_columns"


def test_an_outcome_that_the_school_brought_in_is_used_on_its_own_scale_and_stays(world):
    world.sim.make_outcome(STANDARD.key, "A ratio")  # exceeds 5, meets 3, does not meet 0
    standard = world.adapter.standards.make_standard(STANDARD)
    world.rate(standard, 4)
    assert [(one.value, one.mastered) for one in world.rated()] == [(3, True)]
    world.rate(standard, 3)
    assert [(one.value, one.mastered) for one in world.rated()] == [(0, False)]
    world.adapter.standards.remove_standard(standard)
    assert world.sim.standards() == (STANDARD.key,)


def test_a_scale_of_the_account_goes_before_the_outcomes_own(world):
    world.sim.faults.mastery_scale = [(4.0, False), (3.0, True), (2.0, False), (1.0, False), (0.0, False)]
    standard = world.adapter.standards.make_standard(STANDARD)
    got = []
    for level in (1, 2, 3, 4):
        world.rate(standard, level)
        got.append([(one.value, one.mastered) for one in world.rated()])
    assert got == [[(0, False)], [(1, False)], [(2, False)], [(3, True)]]


@pytest.mark.parametrize("tells", [True, False])
def test_a_new_rubric_is_known_whatever_its_answer_tells(world, tells):
    world.sim.faults.rubric_answer_tells = tells
    world.rate(world.adapter.standards.make_standard(STANDARD), 4)
    assert [one.mastered for one in world.rated()] == [True]


@pytest.mark.parametrize("may_go", [True, False])
def test_an_outcome_leaves_the_course_whether_or_not_aligned_ones_may(world, may_go):
    world.sim.faults.unlink_aligned = may_go
    standard = world.adapter.standards.make_standard(STANDARD)
    for _ in range(2):
        world.adapter.standards.remove_standard(standard)
    assert world.sim.standards() == ()


def test_a_result_that_a_job_writes_later_is_read_later(world):
    world.sim.faults.outcome_job_seconds = 5
    standard = world.adapter.standards.make_standard(STANDARD)
    world.rate(standard, 3)
    assert world.adapter.standards.read_rating(standard, world.member()).value is None
    world.wait(5)
    assert world.adapter.standards.read_rating(standard, world.member()).value == 3


def test_F05_F06_throttling_is_a_passing_trouble_here_too(world):
    standard = world.adapter.standards.make_standard(STANDARD)
    world.sim.faults.throttle_next = 1
    with pytest.raises(Transient) as caught:
        world.rate(standard, 3)
    assert caught.value.code == "throttled"
    world.rate(standard, 3)
    assert [one.value for one in world.rated()] == [3]


@pytest.mark.parametrize(
    ("ratings", "mastery", "points"),
    [
        ((4, 3, 2, 1), 4, (1, 2, 3, 4)),
        ((5, 3, 0), 3, (0, 0, 0, 3)),
        ((4, 3, 2, 1, 0), 3, (0, 1, 2, 3)),
        ((1, 0), 1, (0, 0, 0, 1)),
        ((10,), 10, (0, 0, 0, 10)),
        ((3, 2, 1), 0, (0, 0, 0, 1)),
    ],
)
def test_mastery_means_the_same_on_any_scale(ratings, mastery, points):
    scale = Scale.of([float(one) for one in ratings], mastery, STANDARD)
    assert scale.points == points


def test_two_levels_of_mastery_go_to_the_two_ratings_above_the_border():
    wanted = replace(STANDARD, mastered=3)
    assert Scale.of([4.0, 3.0, 2.0, 1.0], 3, wanted).points == (1, 2, 3, 4)
    assert Scale.of([5.0, 3.0, 0.0], 3, wanted).points == (0, 0, 3, 5)


@pytest.mark.parametrize("odd", [None, {}, {"ratings": "many"}, {"ratings": []}])
def test_an_odd_scale_of_the_account_is_no_scale(odd):
    assert own_or_accounts({}, odd, STANDARD) == Scale.own(STANDARD)


def test_7_2_a_standard_is_found_among_more_than_a_page_of_others(world):
    for number in range(101):
        world.sim.make_outcome(f"case-{number}", f"Other {number}")
    made = world.adapter.standards.make_standard(STANDARD)
    assert [one.remote_id for one in world.adapter.standards.find_standards(STANDARD)] == [made.remote_id]


def test_a_member_whose_number_we_never_learnt_is_told_apart(world):
    standard = world.adapter.standards.make_standard(STANDARD)
    with pytest.raises(Permanent) as caught:
        world.adapter.standards.rate(standard, Rating(MemberRef(world.member().sub), 3, ""))
    assert caught.value.code == "user_id_missing"


@pytest.mark.parametrize("status", [401, 403])
def test_5_a_missing_right_is_no_dead_token(world, status):
    world.sim.faults.rest_forbidden, world.sim.faults.rest_forbidden_status = True, status
    with pytest.raises(Permanent) as caught:
        world.adapter.standards.make_standard(STANDARD)
    assert caught.value.code == "not_accepted"

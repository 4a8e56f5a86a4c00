"""The LMS's own mastery tool: a standard stands there once, a level as often as it changed; or the adapter refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.lms_site import STANDARD

from lti.lms.base import MemberRef, Permanent, Remote, Transient
from lti.lms.own_views import PlanWanted, Rating

PLAN = PlanWanted("waymark-path-1", "Your path in Mathematics 6", "What comes next for you.", ())


def test_an_adapter_says_whether_it_has_one_and_refuses_where_it_has_not(world, expected_standing, expected_planning):
    assert (world.can.standards, world.can.plans) == (expected_standing, expected_planning)
    gone, standards, plans = Remote("1"), world.adapter.standards, world.adapter.plans
    about_standards: list[Any] = [
        lambda: standards.find_standards(STANDARD),
        lambda: standards.make_standard(STANDARD),
        lambda: standards.stands_for(gone, 1),
        lambda: standards.rate(gone, Rating(world.member(), 1, "")),
        lambda: standards.read_rating(gone, world.member()),
        lambda: standards.remove_standard(gone),
    ]
    about_plans: list[Any] = [
        lambda: plans.find_plans(world.member(), PLAN.key),
        lambda: plans.make_plan(world.member(), PLAN),
        lambda: plans.settle_plan(gone, PLAN),
        lambda: plans.remove_plan(gone),
    ]
    for call in [*(() if expected_standing else about_standards), *(() if expected_planning else about_plans)]:
        with pytest.raises(Permanent) as caught:
            call()
        assert caught.value.code == "not_supported"


def test_F25_a_standard_is_made_once_and_found_by_its_key(standing):
    standards = standing.adapter.standards
    assert list(standards.find_standards(STANDARD)) == []
    made = standards.make_standard(STANDARD)
    assert [one.remote_id for one in standards.find_standards(STANDARD)] == [made.remote_id]
    assert standards.make_standard(STANDARD).remote_id == made.remote_id
    assert standing.sim.standards() == (STANDARD.key,)


def test_F25_two_standards_of_one_framework_stand_beside_each_other(standing):
    other = replace(STANDARD, key="0a1b2c3d-other", code="6.RP.A.2", statement="Understand a unit rate")
    assert standing.standard().remote_id != standing.standard(other).remote_id
    assert standing.sim.standards() == (STANDARD.key, other.key)


def test_F25_a_standard_whose_answers_got_lost_stands_there_once(standing):
    for _ in range(3):
        standing.sim.faults.drop_answer_after_store = 1
        standing.standard()
    standing.sim.faults.drop_answer_after_store = 0
    assert standing.standard().remote_id == standing.standard().remote_id
    assert standing.sim.standards() == (STANDARD.key,)


def test_a_level_stands_there_with_its_evidence_and_is_read_back(standing):
    standard = standing.standard()
    for level, mastered in ((3, False), (4, True)):
        standing.rate(standard, level, note=f"{level + 4} of 8 right")
        [rated] = standing.rated()
        assert (rated.key, rated.mastered, rated.note) == (STANDARD.key, mastered, f"{level + 4} of 8 right")
        seen = standing.adapter.standards.read_rating(standard, standing.member())
        assert seen.value == standing.adapter.standards.stands_for(standard, level) == rated.value


def test_nobody_elses_level_is_touched_and_none_reads_as_none(standing):
    standard = standing.standard()
    standing.rate(standard, 4)
    assert standing.rated(1) == ()
    assert standing.adapter.standards.read_rating(standard, standing.member(1)).value is None


def test_F18_the_same_level_and_note_again_add_no_evidence(standing):
    standard = standing.standard()
    for _ in range(2):
        standing.rate(standard, 4, note="Seven of eight")
    assert [one.times for one in standing.rated()] == [1]


def test_F10_a_level_whose_answer_got_lost_is_set_once(standing):
    standard = standing.standard()
    standing.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        standing.rate(standard, 4, note="Seven of eight")
    standing.rate(standard, 4, note="Seven of eight")
    assert [one.times for one in standing.rated()] == [1]


def test_a_level_may_fall_again(standing):
    standard = standing.standard()
    standing.rate(standard, 4)
    standing.rate(standard, 1)
    assert [one.mastered for one in standing.rated()] == [False]


def test_F20_a_teachers_level_is_what_is_read(standing):
    standard = standing.standard()
    standing.rate(standard, 4)
    standing.wait()
    standing.sim.type_rating(STANDARD.key, standing.student().login, 1)
    seen = standing.adapter.standards.read_rating(standard, standing.member())
    assert seen.value == 1 != standing.adapter.standards.stands_for(standard, 4)


@pytest.mark.parametrize("sub", ["99999", "99999::0"])
def test_F29_a_stranger_has_no_level(standing, sub):
    standard = standing.standard()
    with pytest.raises(Permanent) as caught:
        standing.adapter.standards.rate(standard, Rating(MemberRef(sub, sub), 4, ""))
    assert caught.value.code == "not_in_course"


def test_F29_who_left_the_course_gets_no_new_level(standing):
    standard = standing.standard()
    standing.sim.enrol(standing.student().login, "deleted")
    with pytest.raises(Permanent) as caught:
        standing.rate(standard, 4)
    assert caught.value.code == "not_in_course"


def test_what_we_brought_into_the_course_is_taken_out_again_and_the_levels_stay(standing):
    standard = standing.adapter.standards.make_standard(STANDARD)
    standing.rate(standard, 4)
    assert [one.mastered for one in standing.rated()] == [True]
    for _ in range(2):
        standing.adapter.standards.remove_standard(standard)
    assert standing.sim.standards() == ()
    assert [one.mastered for one in standing.rated()] == [True]
    for call in (
        lambda: standing.rate(standard, 1),
        lambda: standing.adapter.standards.read_rating(standard, standing.member()),
    ):
        with pytest.raises(Permanent) as caught:
            call()
        assert caught.value.code == "standard_gone"


def test_what_stood_in_the_course_before_us_is_not_taken_out(standing):
    standing.adapter.standards.make_standard(STANDARD)
    standing.adapter.standards.remove_standard(standing.adapter.standards.make_standard(STANDARD))
    assert standing.sim.standards() == (STANDARD.key,)


def plan_of(world, number=0):
    return world.sim.plans(world.student(number).login)


def test_a_plan_is_made_found_filled_and_deleted(planning):
    plans, member = planning.adapter.plans, planning.member()
    assert list(plans.find_plans(member, PLAN.key)) == []
    made = plans.make_plan(member, PLAN)
    assert list(plans.find_plans(member, PLAN.key)) == [made]
    assert list(plans.find_plans(member, "waymark-path-10")) == []
    first, second = planning.standard(), planning.standard(replace(STANDARD, key="0a1b-other", code="6.RP.A.2"))
    plans.settle_plan(made, replace(PLAN, standards=(second, first)))
    [seen] = plan_of(planning)
    assert (seen.title, seen.due, seen.keys) == (PLAN.title, 0, ("0a1b-other", STANDARD.key))
    for _ in range(2):
        plans.remove_plan(made)
    assert plan_of(planning) == ()


def test_a_plan_follows_what_is_wanted_and_settled_again_it_stays(planning):
    plans, member, standard = planning.adapter.plans, planning.member(), planning.standard()
    made = plans.make_plan(member, PLAN)
    plans.settle_plan(made, replace(PLAN, standards=(standard,)))
    wanted = replace(PLAN, title="Your path", standards=(), dropped=(standard,))
    for _ in range(2):
        plans.settle_plan(plans.find_plans(member, PLAN.key)[0], wanted)
    [seen] = plan_of(planning)
    assert (seen.title, seen.keys) == ("Your path", ())


def test_F25_a_plan_whose_answer_got_lost_is_found(planning):
    planning.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        planning.adapter.plans.make_plan(planning.member(), PLAN)
    assert len(planning.adapter.plans.find_plans(planning.member(), PLAN.key)) == 1


def test_a_plan_that_a_teacher_deleted_is_gone(planning):
    made = planning.adapter.plans.make_plan(planning.member(), PLAN)
    planning.adapter.plans.remove_plan(made)
    with pytest.raises(Permanent) as caught:
        planning.adapter.plans.settle_plan(made, replace(PLAN, title="Another"))
    assert caught.value.code == "assignment_gone"

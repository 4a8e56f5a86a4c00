"""A token: a student's own day in an assignment of the site's kind, and what the token's service contains (facts 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import moodle_placing
import moodle_tools
import pytest
from moodle_assigns import extension, prepared
from moodle_lms import RealMoodle
from support.lms_site import STANDARD, TOOL, WORK, World

from lti.lms.access import Access
from lti.lms.base import Refused
from lti.lms.moodle import needs
from lti.tokens import TokenPlatform

pytestmark = pytest.mark.nightly


@pytest.mark.parametrize("able", [("moodle", True)], indirect=True)
def test_6_a_later_day_is_granted_an_earlier_one_is_not_and_both_open_the_work(able: World) -> None:
    sim: Any = able.sim
    made = able.adapter.make_assignment(WORK)
    due = datetime.now(UTC) + timedelta(days=10)
    assignment = prepared(sim.office, sim.course, made.remote_id, due)
    first, second = (able.student(number).login for number in (0, 1))
    later, earlier = due + timedelta(days=5), due - timedelta(days=5)
    given = able.adapter.assign(made, able.member(0), "Maya", later)
    able.adapter.assign(made, able.member(1), "Leo", earlier)
    assert extension(sim.office, assignment, sim.numbers[first]) == int(later.timestamp())
    assert extension(sim.office, assignment, sim.numbers[second]) == 0
    able.adapter.unassign(made, able.member(0), given)
    assert extension(sim.office, assignment, sim.numbers[first]) == 0


@pytest.mark.parametrize("able", [("moodle", True)], indirect=True)
def test_6_the_check_tells_what_the_service_of_a_token_lacks(able: World) -> None:
    sim: Any = able.sim
    tokens = able.tokens.of(TokenPlatform("p1", sim.client_id, sim.token_url))
    access = Access(able.http, tokens, TOOL, able.credentials)
    assert needs.lacking(able.course, access) == ([], [])
    with pytest.raises(Refused) as caught:
        needs.lacking(able.course, replace(access, credentials={"token": "0" * 32}))
    assert "invalidtoken" in caught.value.detail


@pytest.mark.parametrize("able", [("moodle", True)], indirect=True)
def test_7_a_rating_by_hand_is_a_result_and_stays_one_when_an_activity_was_completed(able: World) -> None:
    sim: Any = able.sim
    standard = able.standard()
    number = int(standard.remote_id)
    (work,) = [one for one in able.adapter.works() if one.title == STANDARD.code]
    maya, leo = able.member(0), able.member(1)
    assert able.adapter.grades(work.work_id, [maya, leo]) == {}
    sim.type_rating(STANDARD.key, able.student(0).login, 1)
    pass_a_lesson(sim, number, [able.student(one).login for one in (0, 1)])
    ratings = [sim.office.rating(sim.course, sim.numbers[able.student(one).login], number) for one in (0, 1)]
    assert [one["grade"] for one in ratings] == [1, 2], "who has a rating keeps it"
    assert [sorted(each["action"] for each in one["evidence"]) for one in ratings] == [[2, 3], [2]]
    found = able.adapter.grades(work.work_id, [maya, leo])
    assert {sub: (one.value, one.maximum) for sub, one in found.items()} == {maya.sub: (0.0, 1.0)}


def pass_a_lesson(sim: RealMoodle, competency: int, logins: list[str]) -> None:
    """Add a graded activity that completes a competency, and type a passing grade for these students."""
    admin = sim.office.admin
    page = moodle_tools.add_activity(admin, int(sim.deployment_id), sim.course, "Lesson")
    graded = {"instructorchoiceacceptgrades": "1", "grade[modgrade_type]": "point", "grade[modgrade_point]": "10"}
    admin.fill("/course/modedit.php", "typeid", graded, "submitbutton", update=page)
    moodle_placing.set_up_mastery(admin, page, 5, competency)
    said = sim.office.services("gradereport_user_get_grade_items", courseid=sim.course)
    items = {one["itemname"]: one["id"] for row in said["usergrades"] for one in row["gradeitems"]}
    for login in logins:
        sim.gradebook.type(str(items["Lesson"]), sim.numbers[login], 8, None)

"""A token: a student's own day in an assignment of the site's kind, and what the token's service contains (facts 7)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import moodle_placing
import moodle_tools
import pytest
from moodle_lms import RealMoodle
from support.lms_site import STANDARD, TOOL, WORK, World

from lti.lms.access import Access
from lti.lms.base import Refused, Remote
from lti.lms.moodle import needs
from lti.tokens import TokenPlatform

pytestmark = pytest.mark.nightly


def prepared(sim: RealMoodle, opening: str, due: datetime) -> int:
    """Add an assignment that asks for a group; return its number."""
    restriction = {"op": "&", "c": [{"type": "group", "id": int(opening)}], "showc": [False]}
    changes = {
        "name": "Essay", "assignsubmission_onlinetext_enabled": "1", "duedate[enabled]": "1",
        "duedate[day]": str(due.day), "duedate[month]": str(due.month), "duedate[year]": str(due.year),
        "duedate[hour]": "12", "duedate[minute]": "0", "allowsubmissionsfromdate[enabled]": None,
        "gradingduedate[enabled]": None, "availabilityconditionsjson": json.dumps(restriction),
    }  # fmt: skip
    where = {"add": "assign", "type": "", "course": sim.course, "section": 0, "return": 0, "sr": 0}
    done = sim.office.admin.fill("/course/modedit.php", "duedate[day]", changes, "submitbutton", **where)
    assert re.search(r"/mod/assign/view\.php\?id=\d+", done.url), done.url
    said = sim.office.services("core_course_get_contents", courseid=sim.course)
    return next(one["instance"] for section in said for one in section["modules"] if one["modname"] == "assign")


def extension(sim: RealMoodle, assignment: int, login: str) -> int:
    """Return a student's own due date as the site tells it, 0 for none."""
    about = {"assignid": assignment, "userid": sim.numbers[login]}
    said: dict[str, Any] = sim.office.services("mod_assign_get_submission_status", **about)
    return int(said.get("lastattempt", {}).get("extensionduedate") or 0)


@pytest.mark.parametrize("able", [("moodle", True)], indirect=True)
def test_6_a_later_day_is_granted_an_earlier_one_is_not_and_both_open_the_work(able: World) -> None:
    sim: Any = able.sim
    made = able.adapter.make_assignment(WORK)
    due = datetime.now(UTC) + timedelta(days=10)
    assignment = prepared(sim, made.remote_id, due)
    first, second = (able.student(number).login for number in (0, 1))
    later, earlier = due + timedelta(days=5), due - timedelta(days=5)
    given = able.adapter.assign(made, able.member(0), "Maya", later)
    able.adapter.assign(made, able.member(1), "Leo", earlier)
    assert extension(sim, assignment, first) == int(later.timestamp())
    assert extension(sim, assignment, second) == 0
    able.adapter.unassign(made, able.member(0), given)
    assert extension(sim, assignment, first) == 0


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
def test_7_a_rating_by_hand_is_a_result_until_it_is_taken_back_and_a_completed_activity_is_none(able: World) -> None:
    sim: Any = able.sim
    standard = able.standard()
    number, here = int(standard.remote_id), {"courseid": sim.course, "competencyid": int(standard.remote_id)}
    (work,) = [one for one in able.adapter.works() if one.title == STANDARD.code]
    maya, leo = able.member(0), able.member(1)
    assert able.adapter.grades(work.work_id, [maya, leo]) == {}
    sim.type_rating(STANDARD.key, able.student(0).login, 1)
    page = moodle_tools.add_activity(sim.office.admin, int(sim.deployment_id), sim.course, "Lesson")
    moodle_placing.set_up_mastery(sim.office.admin, page, 5, number)
    item = next(one for one in sim.gradebook.columns(sim._line_items()) if one.label == "Lesson")
    for student in (0, 1):
        able.wait()
        able.adapter.send_score(Remote(item.id), able.score(4, number=student))
    ratings = [sim.office.rating(sim.course, sim.numbers[able.student(one).login], number) for one in (0, 1)]
    assert [one["grade"] for one in ratings] == [1, 2], "who has a rating keeps it"
    assert [sorted(each["action"] for each in one["evidence"]) for one in ratings] == [[2, 3], [2]]
    found = able.adapter.grades(work.work_id, [maya, leo])
    assert {sub: (one.value, one.maximum) for sub, one in found.items()} == {maya.sub: (0.0, 1.0)}
    sim.office.services(
        "core_competency_grade_competency_in_course", **here, userid=sim.numbers[able.student(0).login], note=""
    )
    assert able.adapter.grades(work.work_id, [maya, leo]) == {}

"""A teacher places links from the real picker: launched, found again, graded, and completing a competency."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import moodle_placing as placing
import pytest
import requests
from moodle_day import MAYA, TEACHER, Day
from moodle_visitor import launch
from real_waymark import until
from sqlalchemy import insert, select, update
from web_forms import form_with, forms_of

from gateway.db import tables as t
from gateway.services.evaluate import stale_course

pytestmark = pytest.mark.nightly

POINTS = 40


@dataclass
class Placed:
    """What the teacher placed: activities of ours, the site's forms as they were filled, and the pages they became."""

    day: Day
    keys: list[str] = field(default_factory=list)
    configs: list[dict[str, Any]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        """What Waymark keeps of the links, as they were placed."""
        rows = [one for one in self.day.rows(t.placed) if one.activities]
        return sorted(rows, key=lambda one: self.keys.index(one.activities[0]))


@pytest.fixture(scope="module")
def links(day: Day) -> Placed:
    """Have the tool ready in the course."""
    day.ready()
    return Placed(day)


def test_5_the_picker_opens_in_the_dialogue_and_two_activities_are_taken(links: Placed) -> None:
    teacher, day = links.day.as_(TEACHER), links.day
    picker = placing.select_content(teacher, day.tool, day.course)
    assert f"frame-ancestors {day.office.root}" in picker.headers["Content-Security-Policy"]
    offered = placing.offered(picker)
    links.keys = [key for key in offered.values() if key != "path"][:2]
    done = placing.pick(teacher, picker, links.keys, graded="on", points=str(POINTS))
    links.configs = placing.chosen(done)
    assert [one["name"] for one in links.configs] == [one.title for one in links.rows]
    assert {str(one["grade_modgrade_point"]) for one in links.configs} == {str(POINTS)}


def test_5_saved_they_are_activities_with_our_address_parameter_and_column(links: Placed) -> None:
    teacher, day = links.day.as_(TEACHER), links.day
    links.pages = [placing.save(teacher, day.tool, day.course, one) for one in links.configs]
    for row, page in zip(links.rows, links.pages, strict=True):
        kept = placing.line_item_of(day.office.admin, day.tool, page)
        assert kept["toolurl"] == f"{day.waymark.base}/lti/launch?link={row.id}"
        assert (kept["lineitemresourceid"], kept["lineitemtag"]) == (f"waymark-link-{row.id}", "waymark-link")
        assert kept["name"] == row.title


def test_5_students_and_teachers_find_behind_each_link_what_was_placed(links: Placed) -> None:
    day = links.day
    for row, page in zip(links.rows, links.pages, strict=True):
        opened = launch(day.as_(MAYA), page)
        assert opened.url.endswith(f"/activity/{row.activities[0]}"), (opened.url, opened.text[:3000])
        shown = launch(day.as_(TEACHER), page)
        assert shown.url.endswith(f"/placed/{row.id}"), (shown.url, shown.text[:3000])
        assert f"{POINTS} points" in shown.text


def test_5_their_columns_are_known_from_the_launch(links: Placed) -> None:
    [first, second] = (one for one in links.day.rows(t.placed_link) if one.lineitem_url)
    assert first.resource_link_id != second.resource_link_id
    ids = {one["id"] for one in items(links.day) if one["itemtype"] == "mod"}
    assert {int(one.lineitem_url.split("/lineitems/")[1].split("/")[0]) for one in (first, second)} <= ids


def items(day: Day, login: str = MAYA) -> list[dict[str, Any]]:
    """Return a student's gradebook as the site reports it."""
    said = day.office.services("gradereport_user_get_grade_items", courseid=day.course, userid=day.numbers[login])
    return [one for row in said["usergrades"] for one in row["gradeitems"]]


def test_5_a_passing_result_becomes_the_grade_of_the_link_and_completes_a_competency(links: Placed) -> None:
    """Nothing but the link, its score and what the teacher ticked in the form: no token takes part (facts 0.10)."""
    day, row, page = links.day, links.rows[0], links.pages[0]
    competency = day.office.competency(day.course, "Ratios")
    placing.set_up_mastery(day.as_(TEACHER), page, 30, competency)
    day.waymark.beside(lambda write: writing(write, day))
    work(day, page, 0.5)
    assert until(lambda: grade(day, row.title) == 20.0, 60), grade(day, row.title)
    assert rating(day, competency) is None
    work(day, page, 0.95)
    assert until(lambda: grade(day, row.title) == 38.0, 60), grade(day, row.title)
    assert rating(day, competency) == 2
    assert grade(day, links.rows[1].title) is None


def writing(write: Any, day: Day) -> None:
    """Have the course published and grades written, as its teacher's last step does."""
    course = write.conn.execute(select(t.course).where(t.course.c.context_id == str(day.course))).one()
    key = {"tenant_id": course.tenant_id, "id": course.id}
    body = {"units": [{"title": "All", "standards": [], "activities": [], "open": True}]}
    write.conn.execute(
        insert(t.pathway).values(
            tenant_id=course.tenant_id, course_id=course.id, version=1, state="published", body=body,
            made_at=write.now, published_at=write.now,
        )
    )  # fmt: skip
    values = {"settings": {**course.settings, "write": True}, "version": course.version + 1}
    write.conn.execute(update(t.course).filter_by(**key).values(**values))
    write.conn.execute(
        update(t.place).filter_by(tenant_id=course.tenant_id, course_id=course.id, kind="link").values(state="there")
    )
    stale_course(write, course.tenant_id, course.id)


def work(day: Day, page: int, scaled: float) -> None:
    """Open the link as a student, start the activity and finish it with a result, as its page does."""
    maya = day.as_(MAYA)
    opened = launch(maya, page)
    form = next(one for one in forms_of(opened.text, opened.url) if one.action.endswith("/start"))
    going = maya.post(form.action, form.fields, follow=False)
    assert going.status_code == 303, going.text[:3000]
    told = {name: values[0] for name, values in parse_qs(urlsplit(going.headers["Location"]).fragment).items()}
    statement = {
        "actor": json.loads(told["actor"]), "object": {"id": told["activity_id"]},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "result": {"score": {"scaled": scaled}, "completion": True}, "context": {"registration": told["registration"]},
    }  # fmt: skip
    headers = {"Authorization": told["auth"], "X-Experience-API-Version": "1.0.3"}
    answer = requests.post(f"{told['endpoint']}statements", json=statement, headers=headers, timeout=30)
    assert answer.ok, answer.text


def grade(day: Day, title: str) -> float | None:
    return next(one["graderaw"] for one in items(day) if one["itemname"] == title)


def rating(day: Day, competency: int) -> int | None:
    """Return the student's rating in the course: its position in the scale."""
    return day.office.rating(day.course, day.numbers[MAYA], competency)["grade"]


def test_5_an_ungraded_link_adds_no_column_and_an_empty_answer_nothing_at_all(links: Placed) -> None:
    teacher, day, before = links.day.as_(TEACHER), links.day, len(items(links.day))
    picker = placing.select_content(teacher, day.tool, day.course)
    [config] = placing.chosen(placing.pick(teacher, picker, ["path"], graded=None))
    page = placing.save(teacher, day.tool, day.course, config)
    assert len(items(day)) == before
    assert launch(day.as_(MAYA), page).url.split("/")[3] == "student"
    picker = placing.select_content(teacher, day.tool, day.course)
    form = next(one for one in forms_of(picker.text, picker.url) if one.action.endswith("/cancel"))
    sent = teacher.post(form.action, form.fields)
    answer = form_with(sent.text, sent.url, "JWT")
    assert placing.chosen(teacher.post(answer.action, answer.fields)) == []


def test_5_a_tool_that_always_takes_grades_gets_a_column_nobody_asked_for(links: Placed) -> None:
    """Which is why the set-up asks for "As specified in Deep Linking definition"."""
    day, teacher = links.day, links.day.as_(TEACHER)
    where = {"action": "update", "id": day.tool, "sesskey": day.office.admin.sesskey}
    day.office.admin.fill("/mod/lti/typessettings.php", "lti_typename", {"lti_acceptgrades": "1"}, **where)
    try:
        picker = placing.select_content(teacher, day.tool, day.course)
        [config] = placing.chosen(placing.pick(teacher, picker, ["path"], graded=None))
        assert str(config["grade_modgrade_point"]) == "100"
    finally:
        day.office.admin.fill("/mod/lti/typessettings.php", "lti_typename", {"lti_acceptgrades": "2"}, **where)


def test_5_links_are_found_again_after_the_teacher_edited_them(links: Placed) -> None:
    day, row, page = links.day, links.rows[1], links.pages[1]
    day.as_(TEACHER).fill("/course/modedit.php", "typeid", {"name": "Renamed"}, "submitbutton", update=page)
    assert launch(day.as_(MAYA), page).url.endswith(f"/activity/{row.activities[0]}")
    assert "Renamed" in {one["itemname"] for one in items(day)}

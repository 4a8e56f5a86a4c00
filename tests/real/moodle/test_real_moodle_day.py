"""From an empty Waymark to a grade in a real Moodle's gradebook, step by step; each test is one sentence of it.

No value is typed by hand but the one link. The site and Waymark are two servers, the people have browsers without
scripts.
"""

from __future__ import annotations

import re
from typing import Any

import moodle_tools
import pytest
from moodle_day import MAYA, TEACHER, Day
from moodle_gradebook import number_of
from moodle_visitor import Browser, launch
from real_waymark import until
from sqlalchemy import select
from web_forms import form_with

from gateway.db import tables as t
from gateway.delivery import choices, want
from gateway.demo.world import package_bytes
from gateway.services import tenants
from gateway.services.standards import import_framework
from gateway.standards import case
from lti.lms.base import ColumnWanted

pytestmark = pytest.mark.nightly

WANTED = ColumnWanted("waymark:6.RP.A.1", "6.RP.A.1 Ratios", 4, "6.RP.A.1")


def test_1_pasting_the_link_registers_waymark_with_no_value_typed(day: Day) -> None:
    done = day.register()
    assert "Waymark is registered in" in done.text
    assert "does not allow everything" not in done.text
    [platform] = day.rows(t.platform)
    assert (platform.issuer, platform.lms, platform.deployments) == (day.office.root, "moodle", "own")


def test_1_the_site_keeps_what_was_registered(day: Day) -> None:
    form = settings_of(day)
    base = day.waymark.base
    assert (form["lti_typename"], form["lti_toolurl"]) == ("Waymark", f"{base}/lti/launch")
    assert (form["lti_publickeyset"], form["lti_initiatelogin"]) == (f"{base}/lti/jwks.json", f"{base}/lti/login")
    assert f"{base}/lti/launch" in form["lti_redirectionuris"].split()
    assert "lms_user_id=$User.id" in form["lti_customparameters"].split()
    assert (form["ltiservice_gradesynchronization"], form["ltiservice_memberships"]) == ("2", "1")
    assert (form["lti_sendname"], form["lti_sendemailaddr"]) == ("1", "0")


def settings_of(day: Day) -> dict[str, Any]:
    page = day.office.admin.act("/mod/lti/typessettings.php", action="update", id=day.tool)
    return form_with(page.text, page.url, "lti_typename").fields


def test_1_until_it_is_activated_no_teacher_can_add_it(day: Day) -> None:
    teacher = day.as_(TEACHER)
    assert "Waymark" not in moodle_tools.offered(teacher, day.course)
    moodle_tools.activate(day.office.admin, day.tool)
    moodle_tools.show_in_chooser(teacher, day.office.admin, day.tool, day.course)
    assert "Waymark" in moodle_tools.offered(teacher, day.course)


def test_2_a_teacher_adds_it_and_launches_into_the_set_up(day: Day) -> None:
    teacher = day.as_(TEACHER)
    day.page = moodle_tools.add_activity(teacher, day.tool, day.course, "Waymark")
    page = launch(teacher, day.page)
    assert (page.status_code, page.url.split("/")[3]) == (200, "teacher"), page.text[:3000]
    assert "Set up this course: Mathematics 6" in page.text


def test_2_a_student_launches_into_her_own_path(day: Day) -> None:
    page = launch(day.as_(MAYA), day.page)
    assert (page.status_code, page.url.split("/")[3]) == (200, "student"), page.text[:3000]
    assert "Maya" in page.text


def test_2_a_teacher_who_may_not_edit_is_a_teacher_all_the_same(day: Day) -> None:
    login = day.people.teachers[1].login
    page = launch(day.as_(login), day.page)
    assert (page.status_code, page.url.split("/")[3]) == (200, "teacher"), page.text[:3000]


def test_2_a_launch_that_was_answered_is_not_answered_again(day: Day) -> None:
    maya = day.as_(MAYA)
    going = maya.press(maya.open("/mod/lti/launch.php", id=day.page, triggerview=0))
    form = form_with(going.text, going.url, "id_token")
    assert maya.post(form.action, form.fields).status_code == 200
    with Browser() as other:
        again = other.post(form.action, form.fields)
    assert again.status_code >= 400, again.text


def test_3_the_class_list_is_read_before_anybody_else_came(day: Day) -> None:
    teacher = day.as_(TEACHER)

    def listed() -> set[str]:
        home = "/".join(launch(teacher, day.page).url.split("/")[:5])
        page = teacher.get(f"{home}/students").text
        return {one.name for one in day.people.students if one.name in page}

    everybody = {one.name for one in day.people.students}
    assert until(lambda: listed() == everybody, 30), listed()
    roles = {one.sub: one.role for one in named_enrolments(day)}
    assert roles[str(day.numbers[day.people.teachers[1].login])] == "teacher"


def named_enrolments(day: Day) -> list[Any]:
    both = t.enrolment.c.person_id == t.person.c.id
    asked = select(t.person.c.sub, t.enrolment.c.role).join(t.enrolment, both)
    return list(day.waymark.beside(lambda write: list(write.conn.execute(asked))))


def test_3_the_connection_check_finds_nothing_wrong(day: Day) -> None:
    checks = day.waymark.command("platform", "check")["checks"]
    assert checks
    assert all(one["ok"] for one in checks), checks


def test_4_a_level_becomes_a_grade_in_the_sites_gradebook(day: Day) -> None:
    day.waymark.beside(lambda write: want_grade(write, MAYA, 3, "Nearly: 7 of 9", day))
    assert until(lambda: shown(day, MAYA) == (WANTED.label, 3.0, 4.0, "Nearly: 7 of 9"), 60), shown(day, MAYA)


def test_4_a_changed_level_replaces_it_and_nobody_else_has_one(day: Day) -> None:
    day.waymark.beside(lambda write: want_grade(write, MAYA, 4, "Mastered: 9 of 9", day))
    assert until(lambda: shown(day, MAYA) == (WANTED.label, 4.0, 4.0, "Mastered: 9 of 9"), 60), shown(day, MAYA)
    others = [shown(day, one.login) for one in day.people.students if one.login != MAYA]
    assert {one[1] for one in others} == {None}


def test_4_the_student_finds_it_in_her_own_grades(day: Day) -> None:
    page = day.as_(MAYA).open("/grade/report/user/index.php", id=day.course).text
    assert WANTED.label in page
    assert "Mastered: 9 of 9" in page


def test_4_F20_a_grade_that_a_teacher_changed_stays_until_she_says_otherwise(day: Day) -> None:
    day.gradebook.type(column(day), day.numbers[MAYA], 1, "We talked about it")
    day.waymark.beside(lambda write: want_grade(write, MAYA, 3, "Nearly: 7 of 10", day))
    assert until(lambda: cell(day).state == "held", 60), cell(day)
    assert (cell(day).reason["code"], cell(day).reason["theirs"]["value"]) == ("changed_by_teacher", 1.0)
    assert shown(day, MAYA) == (WANTED.label, 1.0, 4.0, "We talked about it")
    one = cell(day)
    day.waymark.beside(lambda write: choices.send_ours(write, one.tenant_id, one.place_id, one.person_id))
    assert until(lambda: shown(day, MAYA) == (WANTED.label, 3.0, 4.0, "Nearly: 7 of 10"), 60), shown(day, MAYA)


def column(day: Day) -> str:
    """Return the number of the standard's column in the site's gradebook."""
    [place] = [one for one in day.rows(t.place) if one.kind == "column"]
    return number_of(place.remote["id"])


def cell(day: Day) -> Any:
    [place] = [one for one in day.rows(t.place) if one.kind == "column"]
    [found] = [one for one in day.rows(t.cell) if one.place_id == place.id]
    return found


def want_grade(write: Any, login: str, value: int, comment: str, day: Day) -> None:
    """Want a column for a standard and a value in it, as the evaluation does."""
    tenant = tenants.only(write)
    import_framework(write, tenant, case.parse(package_bytes("ratios")))
    standard = write.conn.scalar(select(t.standard.c.id).filter_by(tenant_id=tenant).limit(1))
    course = write.conn.execute(select(t.course).filter_by(tenant_id=tenant, context_id=str(day.course))).one()
    sub = str(day.numbers[login])
    person = write.conn.scalar(select(t.person.c.id).filter_by(tenant_id=tenant, sub=sub))
    place = want.column(write, tenant, course.id, standard, WANTED)
    found = {"value": value, "maximum": 4, "comment": comment, "at": write.now.isoformat()}
    assert want.cell(write, tenant, place, person, found)


def shown(day: Day, login: str) -> tuple[str | None, float | None, float | None, str | None]:
    """Return name, grade, maximum and feedback of the tool's column as the site reports them for a student."""
    said = day.office.services("gradereport_user_get_grade_items", courseid=day.course, userid=day.numbers[login])
    items = [one for row in said["usergrades"] for one in row["gradeitems"] if one["itemtype"] == "manual"]
    if not items:
        return None, None, None, None
    [one] = items
    feedback = re.sub(r"<[^>]+>", "", one["feedback"] or "").strip() or None
    return one["itemname"], one["graderaw"], one["grademax"], feedback

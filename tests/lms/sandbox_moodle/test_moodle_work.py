"""Restricted activities, pages of teachers and students (moodle facts 0.9, 8)."""

import pytest
import requests
from moodle_tool import ws
from support.small_tool import TIMEOUT, control

TOOL_PAGE = "http://tool.example/work/1"


def shown(browser, sim, login="maya.okafor"):
    page = browser.open(sim, login)
    assert page.status_code == 200
    return "Fractions practice" in page.text


@pytest.fixture
def gate(sim, services):
    """Make a gate column and the activity that the teacher restricted by it."""
    item = services.new_column("Gate: Fractions", 100, tag="gate")
    sim.prepare_work("Fractions practice", TOOL_PAGE, item["id"])
    return item


def test_M0_9_a_gate_column_opens_and_closes_an_activity_for_one_student(sim, services, gate, browser):
    assert not shown(browser, sim)
    services.score(gate, scoreGiven=95, scoreMaximum=100, timestamp="2026-09-01T14:00:00Z")
    assert shown(browser, sim)
    assert not shown(browser, sim, "priya.nair")
    assert sim.readback().work[0].logins == ("maya.okafor",)
    services.score(gate, scoreGiven=10, scoreMaximum=100, timestamp="2026-09-01T14:00:02Z")
    assert not shown(browser, sim)
    assert sim.readback().work[0].logins == ()


@pytest.mark.parametrize(("given", "seen"), [(89, False), (90, True)])
def test_M0_9_the_gate_opens_at_ninety(sim, services, gate, browser, given, seen):
    services.score(gate, scoreGiven=given, scoreMaximum=100)
    assert shown(browser, sim) is seen


def test_M8_a_hidden_activity_cannot_be_opened_by_its_address(sim, gate, browser):
    cmid = sim.state()["activities"][-1]["cmid"]
    assert browser.open(sim, "maya.okafor", f"/mod/lti/view.php?id={cmid}").status_code == 404
    assert browser.open(sim, "rosa.alvarez", f"/mod/lti/view.php?id={cmid}").status_code == 200


def test_M8_an_open_activity_launches_the_tool_at_its_own_address(sim, services, gate, browser):
    services.score(gate, scoreGiven=95, scoreMaximum=100)
    sim_url = f"/mod/lti/view.php?id={sim.state()['activities'][-1]['cmid']}"
    page = browser.open(sim, "maya.okafor", sim_url).text
    assert f'name="target_link_uri" value="{TOOL_PAGE}"' in page
    assert '<iframe name="tool_content" title="Fractions practice"' in page


def test_M7_a_group_opens_an_activity_for_its_members(sim, browser):
    (group,) = ws(
        sim,
        "core_group_create_groups",
        **{
            "groups[0][courseid]": 3,
            "groups[0][name]": "Fractions",
            "groups[0][description]": "",
            "groups[0][visibility]": 2,
        },
    )
    sim.prepare_work("Fractions practice", TOOL_PAGE, str(group["id"]))
    member = {"members[0][groupid]": group["id"], "members[0][userid]": sim.user_id("maya.okafor")}
    assert not shown(browser, sim)
    assert ws(sim, "core_group_add_group_members", **member) is None
    assert shown(browser, sim)
    assert (sim.readback().work[0].id, sim.readback().work[0].logins) == (str(group["id"]), ("maya.okafor",))
    ws(sim, "core_group_delete_group_members", **member)
    assert not shown(browser, sim)


def test_M7_a_group_nobody_may_see_restricts_nothing_open(sim):
    groups = {
        "groups[0][courseid]": 3,
        "groups[0][name]": "G",
        "groups[0][description]": "",
        "groups[0][visibility]": 3,
    }
    (group,) = ws(sim, "core_group_create_groups", **groups)
    ws(
        sim,
        "core_group_add_group_members",
        **{"members[0][groupid]": group["id"], "members[0][userid]": sim.user_id("maya.okafor")},
    )
    sim.prepare_work("Fractions practice", TOOL_PAGE, str(group["id"]))
    assert sim.readback().work[0].logins == ()


def test_preparing_twice_makes_one_activity_and_unknown_ids_are_refused(sim, gate):
    assert control(sim, "prepare", title="Fractions practice", launch_url="", remote_id=gate["id"]).status_code == 200
    assert [work.id for work in sim.readback().work] == [gate["id"]]
    assert control(sim, "prepare", title="x", launch_url="", remote_id="999").status_code == 400


def test_a_teacher_adds_a_restricted_activity_by_the_form(sim, services, browser):
    item = services.new_column("Gate", 100)
    number = item["id"].split("/lineitems/")[1].split("/")[0]
    page = browser.open(sim, "rosa.alvarez", "/courses/1/activities/new").text
    assert f'<option value="grade:{number}">Grade in Gate</option>' in page
    form = {"name": "Fractions practice", "launch_url": TOOL_PAGE, "restrict": f"grade:{number}", "minimum": "90"}
    course = browser.post(f"{sim.url}/courses/1/activities/new", data=form, timeout=TIMEOUT)
    assert "Hidden unless: you get 90 % or more in Gate" in course.text
    assert sim.readback().work[0].id == item["id"]


def test_M0_8_the_form_takes_whole_maxima_from_1_to_100_and_says_what_is_wrong(sim, browser):
    browser.open(sim, "rosa.alvarez")
    form = {"name": "", "launch_url": "ftp://x", "maximum": "12.5"}
    answer = browser.post(f"{sim.url}/courses/1/activities/new", data=form, timeout=TIMEOUT)
    assert answer.status_code == 400
    assert answer.text.count('aria-invalid="true"') == 3
    assert len(sim.state()["activities"]) == 1


@pytest.mark.parametrize("login", ["daniel.reed", "maya.okafor"])
def test_only_editing_teachers_add_activities(sim, browser, login):
    assert browser.open(sim, login, "/courses/1/activities/new").status_code == 403


def test_students_see_their_own_grades_and_not_the_gradebook(sim, services, browser):
    services.score(services.new_column(), comment="Mastered <b>it</b>")
    page = browser.open(sim, "maya.okafor", "/courses/1/gradebook")
    assert page.url.endswith("/grades")
    assert "Mastered &lt;b&gt;it&lt;/b&gt;" in page.text
    assert "Mastered" not in browser.open(sim, "priya.nair", "/courses/1/grades").text


def test_teachers_find_grades_comments_and_their_own_marks_in_the_gradebook(sim, services, browser):
    services.score(services.new_column(), comment="Mastered")
    column = sim.readback().columns[0].id
    sim.type_grade(column, "priya.nair", 2, "Seen")
    control(sim, "weight", column=column, weight=0)
    page = browser.get(sim.gradebook_link("daniel.reed"), timeout=TIMEOUT).text
    for text in ("Mastered", "Seen", "by the teacher", "not in the total", "<caption>"):
        assert text in page


def test_home_lists_everybody_with_their_link(sim):
    page = requests.get(sim.url, timeout=TIMEOUT).text
    for login in ("rosa.alvarez", "daniel.reed", "maya.okafor", "ines.duarte"):
        assert f"as={login}" in page


def test_messages_of_the_tool_are_shown_on_return(sim):
    answer = requests.get(f"{sim.url}/mod/lti/return.php", params={"lti_errormsg": "<i>no</i>"}, timeout=TIMEOUT)
    assert "&lt;i&gt;no&lt;/i&gt;" in answer.text

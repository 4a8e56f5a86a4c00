"""Assignments, overrides, sections and enrolments over REST (canvas facts 5.1, 5.2)."""

import pytest
import requests
from sandbox_tool import Rest
from support.small_tool import TIMEOUT


@pytest.fixture
def rest(sim):
    return Rest(sim)


@pytest.fixture
def maya(sim):
    return sim.school.person("maya.okafor")


def page_of(sim, login):
    return requests.get(f"{sim.url}/courses/1/assignments", params={"as": login}, timeout=TIMEOUT).text


def test_assignment_is_unpublished_by_default(rest):
    made = rest.new_assignment(omit_from_final_grade=True)
    assert (made["published"], made["workflow_state"]) == (False, "unpublished")
    assert made["omit_from_final_grade"] is True


def test_assignment_can_be_changed_listed_and_deleted(rest):
    made = rest.new_assignment()
    url = f"{rest.base}/assignments/{made['id']}"
    assert rest.call("PUT", url, {"assignment": {"name": "New", "due_at": "2026-09-20T23:59:00Z"}}).status_code == 200
    assert [row["name"] for row in rest.call("GET", f"{rest.base}/assignments").json()] == ["New"]
    assert rest.call("DELETE", url).json()["workflow_state"] == "deleted"
    assert rest.call("GET", url).status_code == 404


def test_assignment_for_one_student_is_seen_by_her_alone(sim, rest, maya):
    rest.new_assignment(
        name="Path for one",
        published=True,
        only_visible_to_overrides=True,
        assignment_overrides=[{"student_ids": [maya.id], "title": "Maya", "due_at": "2026-09-20T23:59:00Z"}],
    )
    assert "Path for one" in page_of(sim, "maya.okafor")
    assert "2026-09-20" in page_of(sim, "maya.okafor")
    assert "Path for one" not in page_of(sim, "caleb.thompson")


def test_only_visible_to_overrides_without_any_is_seen_by_nobody(sim, rest):
    rest.new_assignment(name="Hidden", published=True, only_visible_to_overrides=True)
    assert "Hidden" not in page_of(sim, "maya.okafor")


def test_refused_override_refuses_the_new_assignment(sim, rest):
    body = {"assignment": {"name": "x", "assignment_overrides": [{"student_ids": [99], "title": "x"}]}}
    assert rest.call("POST", f"{rest.base}/assignments", body).status_code == 400
    assert sim.state()["assignments"] == []


def test_student_can_be_in_one_ad_hoc_override_only(rest, maya):
    made = rest.new_assignment()
    assert rest.override(made, student_ids=[maya.id], title="A").status_code == 201
    second = rest.override(made, student_ids=[maya.id], title="B")
    assert second.status_code == 400
    assert isinstance(second.json()["errors"], dict)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"student_ids": [99], "title": "x"}, 'unknown student ids: ["99"]'),
        ({"student_ids": "all", "title": "x"}, "invalid student_ids"),
        ({"title": "x"}, "one of student_ids, group_id, or course_section_id is required"),
        ({"student_ids": [45], "title": "x", "due_at": "soon"}, 'invalid due_at "soon"'),
    ],
)
def test_override_refusals_are_lists_of_texts(rest, wanted, error):
    answer = rest.override(rest.new_assignment(), **wanted)
    assert answer.status_code == 400
    assert error in answer.json()["errors"][0]


def test_put_replaces_dates_and_keeps_students(rest, maya):
    made = rest.new_assignment()
    override = rest.override(made, student_ids=[maya.id], title="A", due_at="2026-09-20T23:59:00Z").json()
    url = f"{rest.base}/assignments/{made['id']}/overrides/{override['id']}"
    changed = rest.call("PUT", url, {"assignment_override": {"lock_at": None}}).json()
    assert "due_at" not in changed
    assert changed["lock_at"] is None
    assert changed["student_ids"] == [maya.id]


def test_section_override_takes_the_sections_name_once(rest):
    made = rest.new_assignment()
    assert rest.override(made, course_section_id=8).json()["title"] == "Period 2"
    assert rest.override(made, course_section_id=8).status_code == 400


def test_sis_ids_and_deletion_of_an_override(rest, maya):
    made = rest.new_assignment()
    override = rest.override(made, student_ids=[f"sis_user_id:{maya.sis_id}"], title="A").json()
    url = f"{rest.base}/assignments/{made['id']}/overrides"
    assert rest.call("DELETE", f"{url}/{override['id']}").json()["id"] == override["id"]
    assert rest.call("GET", url).json() == []


def test_most_lenient_date_of_several_overrides_counts(sim, rest, maya):
    made = rest.new_assignment(published=True, due_at="2026-09-01T00:00:00Z")
    rest.override(made, course_section_id=8, due_at="2026-09-10T00:00:00Z")
    rest.override(made, student_ids=[maya.id], title="Maya", due_at="2026-09-20T00:00:00Z")
    assert "2026-09-20" in page_of(sim, "maya.okafor")
    assert "2026-09-10" in page_of(sim, "priya.nair")
    assert "2026-09-01" in page_of(sim, "caleb.thompson")


def test_override_422_switch(sim, rest, maya):
    sim.faults.override_422 = True
    assert rest.override(rest.new_assignment(), student_ids=[maya.id], title="A").status_code == 422


def test_sections_and_enrolments(sim, rest):
    assert [row["name"] for row in rest.call("GET", f"{rest.base}/sections").json()] == ["Period 2", "Period 5"]
    sim.enrol("maya.okafor", "completed")
    params = {"type[]": "StudentEnrollment", "per_page": 100}
    rows = rest.call("GET", f"{rest.base}/enrollments", **params).json()
    assert len(rows) == 23
    first = rest.call("GET", f"{rest.base}/enrollments")
    assert (len(first.json()), "next" in first.links) == (10, True)


def test_ids_are_texts_for_callers_who_ask(sim, rest, maya):
    made = rest.new_assignment(assignment_overrides=[{"student_ids": [maya.id], "title": "A"}])
    rest.headers["Accept"] = "application/json+canvas-string-ids"
    row = rest.call("GET", f"{rest.base}/assignments/{made['id']}", **{"include[]": "overrides"}).json()
    assert (row["id"], row["overrides"][0]["student_ids"]) == ("1", [str(maya.id)])
    assert row["points_possible"] == 0

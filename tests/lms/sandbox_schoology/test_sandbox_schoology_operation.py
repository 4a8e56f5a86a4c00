"""Pages, controls, restart from the state file (schoology facts 3.2, 7.4, 13)."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
import requests
from schoology_tool import CALEB, CLIENT_ID, LTI, MAYA, ROSA, Rest
from support.small_tool import TIMEOUT, control

import sandbox
from sandbox.lms import Readback, SimulatedLms
from sandbox.school import school
from sandbox.schoology import Faults, SchoologySim

LINK = {"url": "https://tool.example/go/p-7", "title": "Open your pathway"}


@pytest.fixture
def browser():
    with requests.Session() as session:
        yield session


def page(sim, browser, path, login):
    answer = browser.get(f"{sim.url}/courses/1{path}", params={"as": login}, timeout=TIMEOUT)
    assert answer.status_code == 200
    return answer.text


def test_course_page_frames_the_tool_with_a_title(sim, browser):
    text = page(sim, browser, "", MAYA)
    assert '<iframe name="tool_content" title="Waymark" src="http' in text
    assert "in a new window" in text
    alone = browser.get(f"{sim.url}/courses/1/tool", params={"as": MAYA}, allow_redirects=False, timeout=TIMEOUT)
    assert (alone.status_code, "lti_message_hint=" in alone.headers["Location"]) == (302, True)


def test_3_6_teacher_of_linked_sections_chooses_one(linked, browser):
    assert "Sections:" not in page(linked, browser, "", MAYA)
    text = page(linked, browser, "", ROSA)
    for section in linked.section_ids:
        assert f'href="/courses/1?section={section}"' in text
    hint = linked.login_params(ROSA, section=linked.section_ids[1])
    assert hint["lti_message_hint"]
    assert linked.claims_for(ROSA, "n", section=linked.section_ids[1])[f"{LTI}context"]["id"] == linked.section_ids[1]


def test_7_4_student_finds_only_own_assignments_and_their_link_leaves_the_frame(sim, rest, browser):
    made = rest.new_assignment(title="Lab", assignees=[rest.enrolment(MAYA)], attachments=[LINK])
    assert ">Lab</a>" in page(sim, browser, "/materials", MAYA)
    assert ">Lab</a>" not in page(sim, browser, "/materials", CALEB)
    text = page(sim, browser, f"/materials/{made['id']}", MAYA)
    assert re.search(r'<a target="_top"[^>]* href="https://tool.example/go/p-7">Open your pathway</a>', text)
    hidden = browser.get(f"{sim.url}/courses/1/materials/{made['id']}", params={"as": CALEB}, timeout=TIMEOUT)
    assert hidden.status_code == 404
    assert "Maya Okafor" in page(sim, browser, "/materials", ROSA)


def test_teacher_sets_grades_and_exceptions_in_the_gradebook(sim, services, browser):
    services.new_column()
    number = sim.readback().columns[0].id
    text = page(sim, browser, "/gradebook", ROSA)
    assert "<caption>24 students, columns: 1</caption>" in text
    assert set(re.findall(r'<label for="([^"]+)"', text)) == set(re.findall(r'<(?:select|input) id="([^"]+)"', text))
    address = f"{sim.url}/courses/1/gradebook"
    browser.post(address, {"login": MAYA, "column": number, "grade": "2.5", "comment": "Seen"}, timeout=TIMEOUT)
    browser.post(address, {"login": CALEB, "column": number, "flag": "missing"}, timeout=TIMEOUT)
    assert (sim.readback().cell(MAYA, number).value, sim.readback().cell(CALEB, number).flag) == (2.5, "missing")
    text = page(sim, browser, "/gradebook", ROSA)
    assert "2.5<small>by the teacher</small><small>Seen</small>" in text
    assert "Missing" in text
    wrong = browser.post(address, {"login": MAYA, "column": number, "grade": "much"}, timeout=TIMEOUT)
    assert 'role="alert"' in wrong.text


def test_students_cannot_use_the_gradebook(sim, services, browser):
    services.new_column()
    answer = browser.get(f"{sim.url}/courses/1/gradebook", params={"as": MAYA}, timeout=TIMEOUT)
    assert answer.url.endswith("/materials")
    assert browser.post(f"{sim.url}/courses/1/gradebook", {"login": MAYA}, timeout=TIMEOUT).status_code == 403


def test_controls_over_http(sim, services):
    services.new_column()
    number = sim.readback().columns[0].id
    assert control(sim, "grade", column=number, login=MAYA, value=2, comment="Seen").status_code == 200
    assert control(sim, "flag", column=number, login=CALEB, flag="excused").status_code == 200
    assert control(sim, "flag", column=number, login=CALEB, flag="late").status_code == 400
    assert control(sim, "grade", column="9", login=MAYA, value=2).status_code == 400
    assert control(sim, "prepare", title="T", launch_url="u", remote_id="1").json() == {"ok": True}
    state = requests.get(f"{sim.url}/_sim/state", timeout=TIMEOUT).json()
    cells = {one["login"]: one for one in state["readback"]["cells"]}
    assert (cells[MAYA]["value"], cells[MAYA]["comment"], cells[CALEB]["flag"]) == (2.0, "Seen", "excused")
    assert state["requests"]["counts"] == state["readback"]["requests"]


def test_faults_over_http(sim, services):
    control(sim, "faults", down=True)
    assert services.call("GET", services.items).status_code == 503
    assert control(sim, "faults", no_such=1).status_code == 400
    assert control(sim, "faults", clear=True).json() == vars(Faults())
    sim.faults.rest_credits = 1
    control(sim, "unlimited")
    assert sim.faults.rest_credits == 0


def test_enrolment_rotation_and_reset_over_http(sim, services):
    services.new_column()
    before = requests.get(sim.jwks_url, timeout=TIMEOUT).json()
    control(sim, "enrolment", login=MAYA, state="inactive")
    assert sim.state()["enrolments"][MAYA] == "inactive"
    control(sim, "rotate_keys")
    assert requests.get(sim.jwks_url, timeout=TIMEOUT).json() != before
    control(sim, "reset")
    assert (sim.readback().columns, sim.state()["enrolments"][MAYA]) == ((), "active")
    assert [one["title"] for one in sim.state()["categories"]] == ["Practice"]
    assert services.call("GET", services.items).status_code == 200


def test_teacher_renames_and_deletes_a_column(sim, services):
    made = services.new_column()
    number = sim.readback().columns[0].id
    sim.rename_column(number, "Other")
    assert services.call("GET", made["id"]).json()["label"] == "Other"
    sim.delete_column(number)
    assert services.score(made).status_code == 404


def test_restart_from_the_state_file_loses_nothing(tool, tmp_path):
    file = tmp_path / "lms.json"
    with SchoologySim(school(), state_file=file) as first:
        tool.register_with(first)
        first.unlimited()
        services, rest = tool.services(first), Rest(first)
        services.score(services.new_column(resourceId="step:1"), comment="Kept")
        rest.new_assignment(assignees=[rest.enrolment(MAYA)], attachments=[LINK])
        rest.call("POST", f"{rest.section}/grading_groups", {"grading_groups": {"grading_group": [{"title": "B"}]}})
        first.enrol(CALEB, "inactive")
        before, port, keys = first.state(), int(first.url.rsplit(":", 1)[1]), first.credentials
        nonce = {"oauth_nonce": "n", "oauth_timestamp": "9999999999"}
        assert rest.call("GET", rest.section, **nonce).status_code == 200
    assert file.stat().st_mode & 0o077 == 0
    json.loads(file.read_text())
    with SchoologySim(school(), port=port, state_file=file) as again:
        after = again.state()
        for state in (before, after):
            state.pop("requests")
            state["readback"].pop("requests")
        assert after == before
        assert (again.credentials, again.client_id) == (keys, CLIENT_ID)
        assert services.call("GET", services.items).json()[0]["resourceId"] == "step:1"
        assert Rest(again).call("GET", rest.section, **nonce).status_code == 401


def test_stop_and_start_keep_the_port(tool):
    sim = SchoologySim(school(students=2))
    tool.register_with(sim)
    with sim:
        first = sim.url
    with sim:
        assert sim.url == first
        assert requests.get(sim.url, timeout=TIMEOUT).status_code == 200


def test_it_is_a_simulated_lms(running_sim):
    lms: SimulatedLms = running_sim
    missing = [name for name in dir(SimulatedLms) if not name.startswith("_") and not hasattr(lms, name)]
    assert (missing, lms.kind, lms.credentials["url"]) == ([], "schoology", f"{lms.url}/v1")
    assert isinstance(lms.readback(), Readback)
    assert lms.issuer == "https://schoology.schoology.com"


def test_every_switch_is_described():
    text = (Path(sandbox.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert [item.name for item in fields(Faults) if f"`{item.name}`" not in text] == []

"""Rate limit, fault switches over HTTP, pages, restart from the state file (canvas facts 7.3; reliability F05-F09)."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import requests
from sandbox_tool import CLIENT_ID, FakeTool, Rest
from support.small_tool import TIMEOUT, control

import sandbox
from sandbox.canvas import CanvasSim, Faults
from sandbox.school import school


@pytest.fixture
def services(sim, tool):
    return tool.services(sim)


def test_F06_full_bucket_answers_403_text_and_leaks_again(sim, services):
    sim.fill_bucket(f"client:{CLIENT_ID}", 650)
    answer = services.call("GET", f"{services.base}/line_items")
    assert (answer.status_code, answer.text) == (403, "403 Forbidden (Rate Limit Exceeded)\n")
    assert answer.headers["X-Rate-Limit-Remaining"] == "0.0"
    assert "Retry-After" not in answer.headers
    assert Rest(sim).call("GET", f"{sim.rest_url}/users/self").status_code == 200
    sim.fill_bucket(f"client:{CLIENT_ID}", 0)
    left = float(services.call("GET", f"{services.base}/line_items").headers["X-Rate-Limit-Remaining"])
    assert 599.8 <= left <= 600  # it leaks while the answer is made


def test_F05_next_calls_throttled_with_retry_after(sim, services):
    control(sim, "faults", throttle_next=1, throttle_status=429, retry_after="120")
    first, second = (services.call("GET", f"{services.base}/line_items") for _ in range(2))
    assert (first.status_code, first.headers["Retry-After"], second.status_code) == (429, "120", 200)


def test_F07_down_is_503_everywhere_but_the_controls_work(sim, services):
    control(sim, "faults", down=True)
    assert services.call("GET", f"{services.base}/line_items").status_code == 503
    assert requests.get(sim.url, timeout=TIMEOUT).status_code == 503
    assert control(sim, "faults", clear=True).json() == vars(Faults())


def test_F09_hanging_service_outlasts_a_clients_patience(sim, services):
    sim.faults.hang_seconds = 1.0
    with pytest.raises(requests.Timeout):
        requests.get(f"{services.base}/line_items", headers=services.headers, timeout=0.1)


@pytest.mark.parametrize("body", [{"no_such": 1}, {"down": "yes"}, {"throttle_next": True}])
def test_unknown_or_mistyped_switches_are_refused(sim, body):
    assert control(sim, "faults", **body).status_code == 400


def test_teacher_types_a_grade_over_http(sim, services):
    services.new_column()
    assert control(sim, "grade", column=1, login="maya.okafor", value=2, comment="Seen").status_code == 200
    assert control(sim, "grade", column=9, login="maya.okafor", value=2).status_code == 400
    page = requests.get(f"{sim.url}/courses/1/gradebook", params={"as": "rosa.alvarez"}, timeout=TIMEOUT).text
    assert "Seen" in page
    assert "by the teacher" in page


def test_state_counts_requests_by_endpoint(sim, services):
    services.score(services.new_column())
    state = requests.get(f"{sim.url}/_sim/state", timeout=TIMEOUT).json()
    assert state["requests"]["counts"]["POST /api/lti/courses/<int:course_id>/line_items/<int:item_id>/scores"] == 1
    assert state["line_items"][0]["scores"][0]["login"] == "maya.okafor"
    assert state["requests"]["most_at_once"] >= 1


def test_reset_empties_the_course_and_keeps_keys(sim, services):
    services.new_column()
    published = requests.get(sim.jwks_url, timeout=TIMEOUT).json()
    control(sim, "reset")
    assert sim.state()["line_items"] == []
    assert requests.get(sim.jwks_url, timeout=TIMEOUT).json() == published
    assert services.call("GET", f"{services.base}/line_items").status_code == 200


def test_restart_from_the_state_file_loses_nothing(tool: FakeTool, tmp_path):
    file = tmp_path / "lms.json"
    with CanvasSim(school(), state_file=file) as sim:
        tool.register_with(sim)
        tool.services(sim).score(tool.services(sim).new_column(), comment="Kept")
        Rest(sim).new_assignment(assignment_overrides=[{"course_section_id": 8}])
        before, port, token = sim.state(), int(sim.url.rsplit(":", 1)[1]), sim.rest_token
    assert file.stat().st_mode & 0o077 == 0
    json.loads(file.read_text())
    with CanvasSim(school(), port=port, state_file=file) as again:
        after = again.state()
        # The request log is not kept.
        for state in (before, after):
            del state["requests"], state["readback"]["requests"]
        assert after == before
        assert (again.rest_token, again.client_id) == (token, CLIENT_ID)


def test_stop_and_start_keep_the_port(tool):
    sim = CanvasSim(school(students=2))
    tool.register_with(sim)
    with sim:
        first = sim.url
    with sim:
        assert sim.url == first
        assert requests.get(sim.url, timeout=TIMEOUT).status_code == 200


def test_other_addresses_than_loopback_are_refused():
    with pytest.raises(ValueError, match="loopback"):
        CanvasSim(school(), host="0.0.0.0")  # noqa: S104 - the refusal is the test


def test_home_lists_everybody_with_their_link(sim):
    page = requests.get(sim.url, timeout=TIMEOUT).text
    for login in ("rosa.alvarez", "daniel.reed", "maya.okafor", "aaliyah.jefferson", "ines.duarte"):
        assert f"as={login}" in page


def test_course_page_frames_the_tool_with_a_title(sim):
    page = requests.get(sim.launch_link("maya.okafor"), timeout=TIMEOUT).text
    assert '<iframe name="tool_content" title="Waymark"' in page
    assert 'target="tool_content"' in page
    assert "in a new window" in page


def test_students_cannot_open_the_gradebook(sim):
    answer = requests.get(f"{sim.url}/courses/1/gradebook", params={"as": "maya.okafor"}, timeout=TIMEOUT)
    assert answer.url.endswith("/assignments")


def test_thirty_students_keep_the_first_twenty_four():
    small, large = school(), school(students=30)
    assert small.students == large.students[:24]
    assert [sum(section.id in one.section_ids for one in large.students) for section in large.sections] == [15, 15]
    with pytest.raises(ValueError, match="fewer"):
        school(students=-1)


def test_students_beyond_the_invented_names_carry_numbers():
    large = school(students=3000)
    assert large.students[:36] == school(students=36).students
    assert large.students[36].name == "Student 0037"
    assert len({person.sub for person in large.people}) == len({person.login for person in large.people}) == 3003
    assert large.find(large.students[-1].sub) is large.find(large.students[-1].id) is large.person("student.3000")


def test_every_switch_is_described():
    text = (Path(sandbox.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert [item.name for item in fields(Faults) if f"`{item.name}`" not in text] == []


def test_command_line_serves_and_names_what_a_tool_needs():
    command = [sys.executable, "-m", "sandbox", "canvas", "--tool", "http://localhost:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            name, address = program.stdout.readline().split()
            assert name == "pages"
            assert requests.get(address, timeout=TIMEOUT).status_code == 200
        finally:
            program.terminate()


def test_two_sandboxes_on_one_address_keep_their_sessions_apart():
    with CanvasSim(school()) as one, CanvasSim(school()) as two, requests.Session() as browser:
        for sim, login in ((one, "maya.okafor"), (two, "priya.nair")):
            browser.get(f"{sim.url}/courses/1/assignments", params={"as": login}, timeout=TIMEOUT)
        page = browser.get(f"{one.url}/courses/1/assignments", timeout=TIMEOUT).text
    assert "Maya Okafor" in page

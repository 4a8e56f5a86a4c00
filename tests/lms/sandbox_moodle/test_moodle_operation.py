"""Controls, fault switches, restart from the state file (moodle facts 6, 9)."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest
import requests
from moodle_tool import CLIENT_ID, CONTAINER, Browser, ws
from support.small_tool import TIMEOUT, control

import sandbox
from sandbox.moodle import Faults, MoodleSim
from sandbox.school import school


def listing(sim, services):
    return services.call("GET", sim.lineitems_url, CONTAINER)


@pytest.mark.parametrize("status", [503, 429])
def test_next_calls_are_throttled_with_either_status(sim, services, status):
    control(sim, "faults", throttle_next=1, throttle_status=status, retry_after="7")
    first, second = listing(sim, services), listing(sim, services)
    assert (first.status_code, first.headers["Retry-After"], second.status_code) == (status, "7", 200)


def test_down_is_503_everywhere_but_the_controls_work(sim, services):
    control(sim, "faults", down=True)
    assert listing(sim, services).status_code == 503
    assert requests.get(sim.url, timeout=TIMEOUT).status_code == 503
    assert control(sim, "faults", clear=True).json() == asdict(Faults())


def test_status_0_is_no_http(sim, services):
    sim.faults.status_0_next = 1
    with pytest.raises(requests.ConnectionError):
        listing(sim, services)
    assert listing(sim, services).status_code == 200


def test_a_lost_answer_was_stored_for_services_and_web_services(sim, services):
    item = services.new_column()
    sim.faults.drop_answer_after_store = 2
    with pytest.raises(requests.ConnectionError):
        services.score(item)
    assert ws(sim, "core_group_get_course_groups", courseid=3)
    group = {"groups[0][courseid]": 3, "groups[0][name]": "New", "groups[0][description]": ""}
    with pytest.raises(requests.ConnectionError):
        ws(sim, "core_group_create_groups", **group)
    assert sim.readback().cells[0].value == 3
    assert sim.state()["groups"][-1]["name"] == "New"


def test_a_hanging_service_outlasts_a_clients_patience(sim, services):
    sim.faults.hang_seconds = 1.0
    with pytest.raises(requests.Timeout):
        requests.get(sim.lineitems_url, headers=services.headers, timeout=0.1)


@pytest.mark.parametrize("body", [{"no_such": 1}, {"down": "yes"}, {"throttle_next": True}, {"ws_forbidden": "x"}])
def test_unknown_or_mistyped_switches_are_refused(sim, body):
    assert control(sim, "faults", **body).status_code == 400


def test_teachers_grade_lock_and_weigh_over_http(sim, services):
    item = services.new_column(resourceId="r-1")
    column = sim.readback().columns[0].id
    typed = control(sim, "grade", column=item["id"], login="maya.okafor", value=2, comment="Seen")
    assert typed.status_code == control(sim, "lock", column=column, login="maya.okafor", locked=True).status_code == 200
    assert control(sim, "weight", column=column, weight=0).status_code == 200
    state = requests.get(f"{sim.url}/_sim/state", timeout=TIMEOUT).json()["readback"]
    assert state["columns"] == [
        {"id": column, "key": "r-1", "label": "Ratios", "maximum": 4, "counts": False, "visible": True}
    ]
    assert state["cells"] == [
        {
            "login": "maya.okafor",
            "column": column,
            "value": 2,
            "comment": "Seen",
            "by": "teacher",
            "flag": "locked",
            "posts": [],
        }
    ]
    assert control(sim, "grade", column="999", login="maya.okafor", value=2).status_code == 400
    assert control(sim, "grade", column=column, login="nobody", value=2).status_code == 400


def test_columns_are_renamed_and_deleted_by_the_teacher(sim, services):
    services.new_column()
    (column,) = sim.readback().columns
    sim.rename_column(column.id, "Proportions")
    assert services.items()[0]["label"] == "Proportions"
    sim.delete_column(column.id)
    assert services.items() == []


def test_requests_are_counted_by_route_and_function(sim, services):
    services.score(services.new_column())
    ws(sim, "core_group_get_course_groups", courseid=3)
    counts = sim.readback().requests
    route = "/mod/lti/services.php/<int:course_id>/lineitems/<int:item_id>/lineitem/scores"
    assert counts[f"POST {route}"] == 1
    assert counts["POST /webservice/rest/server.php core_group_get_course_groups"] == 1
    assert sim.credentials["token"] not in json.dumps(sim.state())


def test_reset_empties_the_course_and_keeps_keys_tokens_and_tool(sim, services):
    item = services.new_column()
    sim.prepare_work("Work", "", item["id"])
    sim.enrol("maya.okafor", "deleted")
    published, token = requests.get(sim.jwks_url, timeout=TIMEOUT).json(), sim.credentials["token"]
    control(sim, "reset")
    assert (sim.readback().columns, sim.readback().work) == ((), ())
    assert sim.state()["enrolments"]["maya.okafor"] == "active"
    assert requests.get(sim.jwks_url, timeout=TIMEOUT).json() == published
    assert (sim.credentials["token"], sim.client_id) == (token, CLIENT_ID)
    assert listing(sim, services).status_code == 200


def test_restart_from_the_state_file_loses_nothing(tool, tmp_path):
    file = tmp_path / "lms.json"
    with MoodleSim(school(), state_file=file) as sim, Browser() as browser:
        tool.register_with(sim)
        services = tool.services(sim)
        item = services.new_column(resourceId="r", tag="t")
        services.score(item, comment="Kept")
        sim.prepare_work("Practice", "", item["id"])
        made = sim.add_activity("Test", "", 10)
        rules = json.dumps([{"scaleid": "2"}, {"id": 2, "scaledefault": 1, "proficient": 1}])
        parts = {"shortname": "F", "idnumber": "F", "scaleid": 2, "scaleconfiguration": rules, "contextid": 1}
        framework = {f"competencyframework[{name}]": value for name, value in parts.items()}
        ws(sim, "core_competency_create_competency_framework", **framework)
        parts = {"shortname": "S", "idnumber": "S", "competencyframeworkid": 1}
        ws(sim, "core_competency_create_competency", **{f"competency[{name}]": one for name, one in parts.items()})
        ws(sim, "core_competency_add_competency_to_course", courseid=3, competencyid=1)
        control(sim, "mastery", cmid=made["cmid"], pass_grade=5, competency_ids=[1])
        services.score(services.items()[1])
        plan = {"plan[name]": "P", "plan[userid]": sim.user_id("maya.okafor")}
        ws(sim, "core_competency_create_plan", **plan)
        browser.open(sim)
        before, port, token = sim.state(), int(sim.url.rsplit(":", 1)[1]), dict(sim.credentials)
    assert before["ratings"]
    assert file.stat().st_mode & 0o077 == 0
    with MoodleSim(school(), port=port, state_file=file) as again:
        after = again.state()
        for report in (before, after):
            report["requests"] = report["readback"]["requests"] = {}
        assert after == before
        assert (dict(again.credentials), again.client_id) == (token, CLIENT_ID)
        assert again.readback().cell("maya.okafor", again.readback().columns[0].id).posts[0]["comment"] == "Kept"
        services.sim = again
        assert len(services.items()) == 2


def test_stop_and_start_keep_port_and_issuer(tool):
    sim = MoodleSim(school(students=2))
    tool.register_with(sim)
    with sim:
        first = sim.issuer
    with sim:
        assert sim.issuer == sim.url == first
        assert requests.get(sim.url, timeout=TIMEOUT).status_code == 200


def test_other_addresses_than_loopback_are_refused():
    with pytest.raises(ValueError, match="loopback"):
        MoodleSim(school(), host="0.0.0.0")  # noqa: S104 - the refusal is the test


def test_every_moodle_switch_is_described():
    text = (Path(sandbox.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert [item.name for item in fields(Faults) if f"`{item.name}`" not in text] == []

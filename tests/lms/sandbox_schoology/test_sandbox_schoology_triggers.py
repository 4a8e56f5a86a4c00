"""Event triggers: a target hears of a grade, again while it refuses, and no longer than five times (11)."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from schoology_tool import MAYA, ROSA, Rest

from sandbox.school import school
from sandbox.schoology import SchoologySim


class Target:
    """Hears what is posted to it, and answers as it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.status = 200
        target = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                target.heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(target.status)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Keep the test output clean."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"


class Clock:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def target() -> Iterator[Target]:
    found = Target()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


@pytest.fixture
def told(tool, target) -> Iterator[tuple[SchoologySim, Rest, Clock]]:
    clock = Clock()
    sim = SchoologySim(school(students=2), clock=clock)
    tool.register_with(sim)
    with sim:
        rest = Rest(sim)
        made = rest.call("POST", "/triggers/targets", {"target": target.url, "description": "Waymark"}).json()
        row = {"target_id": made["id"], "trigger": "grades", "subscribed": 1, "include_object": 1}
        answer = rest.call("PUT", "/triggers/subscriptions", {"subscription": [row, row | {"trigger": "weather"}]})
        assert [str(one["status"]) for one in answer.json()["subscription"]] == ["200", "400"]
        yield sim, rest, clock


def grade(rest: Rest) -> None:
    made = rest.new_assignment(grading_category=3301, max_points=4)
    row = {"type": "assignment", "assignment_id": made["id"], "enrollment_id": rest.enrolment(MAYA), "grade": 3}
    rest.call("PUT", f"{rest.section}/grades", {"grades": {"grade": [row]}})


def test_11_a_target_hears_of_a_grade_once(told, target):
    sim, rest, _ = told
    grade(rest)
    assert [sim.send_triggers(), sim.send_triggers()] == [1, 0]
    (event,) = target.heard
    assert (event["type"], event["data"][0]["section_id"]) == ("grades.update", int(sim.context_id))
    assert (event["data"][0]["object"]["grade"], event["data"][0]["enrollment_id"]) == (3, rest.enrolment(MAYA))


def test_11_a_refusal_is_tried_again_after_ten_minutes_five_times(told, target):
    sim, rest, clock = told
    target.status = 500
    grade(rest)
    for _ in range(8):
        sim.send_triggers()
        sim.send_triggers()
        clock.now += timedelta(minutes=10)
    assert len(target.heard) == 6


def test_11_a_target_that_was_dropped_hears_nothing_and_only_admins_name_targets(told, target):
    sim, rest, _ = told
    (known,) = rest.get("/triggers/targets")["target"]
    grade(rest)
    assert rest.call("DELETE", f"/triggers/targets/{known['id']}").status_code == 204
    assert (sim.send_triggers(), target.heard) == (0, [])
    sim.faults.key_owner = ROSA
    assert rest.call("GET", "/triggers/targets").status_code == 403

"""Opening an activity by a gradebook column, without any token (moodle.md 8)."""

from __future__ import annotations

from typing import Any

import pytest

from lti.lms.access import Access
from lti.lms.base import AssignmentWanted, CourseRef, MemberRef, Permanent, Remote, Superseded, Transient
from lti.lms.moodle.profile import make

WORK = AssignmentWanted("waymark-activity-tape", "Tape diagrams", "https://tool.test/lti/launch?activity=tape", 4)
MAYA = MemberRef("4", "4")


@pytest.fixture
def adapter(platform, http, counting):
    lineitems = f"{platform.url}/mod/lti/services.php/2/lineitems?type_id=1"
    return make(CourseRef("2", "Algebra I", lineitems_url=lineitems), Access(http, counting, "https://tool.test"))


@pytest.fixture
def gate(platform):
    url = f"{platform.url}/mod/lti/services.php/2/lineitems/9/lineitem?type_id=1"
    return Remote(url, {"gate": url, "label": "Access to Tape diagrams"})


def item(gate: Remote, **fields: object) -> dict[str, object]:
    made = {"id": gate.remote_id, "label": gate.detail["label"], "scoreMaximum": 100, "tag": "gate"}
    return {**made, "resourceId": "waymark-activity-tape", **fields}


def cell(value: float | None, at: str = "2026-11-21T11:00:00+00:00", maximum: float = 100) -> list[dict[str, Any]]:
    return [{"userId": "4", "resultScore": value, "resultMaximum": maximum, "timestamp": at}]


def scores(platform) -> list[tuple[object, str]]:
    sent = [request.json for request in platform.requests if request.method == "POST"]
    return [(one["scoreGiven"] * 100 / one["scoreMaximum"], one["timestamp"]) for one in sent]


def test_a_gate_is_a_column_of_one_point_that_says_what_it_opens(platform, adapter, gate, reply):
    platform.script(reply(201, item(gate)))
    assert adapter.make_assignment(WORK) == gate
    assert platform.requests[0].json == {
        "label": "Access to Tape diagrams",
        "scoreMaximum": 1,
        "resourceId": "waymark-activity-tape",
        "tag": "gate",
    }


def test_F25_a_gate_is_found_by_key_and_tag(platform, adapter, gate, reply):
    others = [item(gate, tag="6.RP.A.1"), item(gate, resourceId="waymark-activity-other")]
    platform.script(reply(200, [*others, item(gate)]))
    assert list(adapter.find_assignments(WORK)) == [gate]
    assert platform.paths() == [
        "/mod/lti/services.php/2/lineitems?type_id=1&resource_id=waymark-activity-tape&tag=gate"
    ]


@pytest.mark.parametrize("there", [[], cell(10), cell(None), cell(89), cell(8, maximum=10)])
def test_assigning_opens_a_shut_gate(platform, adapter, gate, reply, there):
    platform.script(reply(200, there), reply(200, b""))
    made = adapter.assign(gate, MAYA, "Tape diagrams", None)
    assert scores(platform) == [(95, "2026-11-21T12:00:00.000Z")]
    assert made == Remote("4")


@pytest.mark.parametrize("there", [cell(95), cell(90), cell(9.5, maximum=10)])
def test_an_open_gate_is_not_written_again(platform, adapter, gate, reply, there):
    platform.script(reply(200, there))
    assert adapter.assign(gate, MAYA, "Tape diagrams", None) == Remote("4")
    assert platform.paths("POST") == []


def test_taking_back_shuts_an_open_gate(platform, adapter, gate, reply):
    platform.script(reply(200, cell(95)), reply(200, b""))
    adapter.unassign(gate, MAYA, Remote("4"))
    assert scores(platform) == [(10, "2026-11-21T12:00:00.000Z")]


@pytest.mark.parametrize("there", [[], cell(10), cell(None)])
def test_a_shut_gate_is_not_written_again(platform, adapter, gate, reply, there):
    platform.script(reply(200, there))
    adapter.unassign(gate, MAYA, Remote("4"))
    assert platform.paths("POST") == []


@pytest.mark.parametrize(
    ("last", "sent"),
    [
        ("2026-11-21T11:59:59+00:00", "2026-11-21T12:00:00.000Z"),
        ("2026-11-21T12:00:00+00:00", "2026-11-21T12:00:01.000Z"),
        ("2026-11-21T14:30:00.900+02:00", "2026-11-21T12:30:01.000Z"),
        ("2026-11-21T12:30:00", "2026-11-21T12:30:01.000Z"),
        ("some day", "2026-11-21T12:00:00.000Z"),
    ],
)
def test_the_time_is_a_whole_second_after_the_last_change(platform, adapter, gate, reply, clock, last, sent):
    clock.advance(milliseconds=700)
    platform.script(reply(200, cell(95, last)), reply(200, b""))
    adapter.unassign(gate, MAYA, Remote("4"))
    assert scores(platform) == [(10, sent)]


def test_refused_as_too_early_it_looks_again_and_sends_a_later_time_once(platform, adapter, gate, reply):
    platform.script(reply(200, []), reply(409, {}), reply(200, cell(None)), reply(200, b""))
    adapter.assign(gate, MAYA, "x", None)
    assert [at for _, at in scores(platform)] == ["2026-11-21T12:00:00.000Z", "2026-11-21T12:00:01.000Z"]


def test_refused_as_too_early_because_it_had_arrived_it_is_done(platform, adapter, gate, reply):
    platform.script(reply(200, []), reply(409, {}), reply(200, cell(95)))
    adapter.assign(gate, MAYA, "x", None)
    assert len(scores(platform)) == 1


def test_refused_twice_it_is_superseded(platform, adapter, gate, reply):
    platform.script(reply(200, []), reply(409, {}), reply(200, []), reply(409, {}))
    with pytest.raises(Superseded):
        adapter.assign(gate, MAYA, "x", None)
    assert len(scores(platform)) == 2


def test_F23_a_deleted_gate_is_told_apart_and_taking_back_is_done(platform, adapter, gate, reply):
    platform.script(reply(404, {"status": 404, "reason": "Not Found"}))
    with pytest.raises(Permanent) as caught:
        adapter.assign(gate, MAYA, "x", None)
    assert caught.value.code == "assignment_gone"
    adapter.unassign(gate, MAYA, Remote("4"))
    assert platform.paths("POST") == []


def test_an_error_page_does_not_mean_that_a_gate_is_gone(platform, adapter, gate, reply):
    platform.script(reply(404, b"<html></html>", {"Content-Type": "text/html"}))
    for call in (lambda: adapter.assign(gate, MAYA, "x", None), lambda: adapter.unassign(gate, MAYA, Remote("4"))):
        with pytest.raises(Transient):
            call()


def test_F29_a_teacher_or_stranger_is_not_in_the_course(platform, adapter, gate, reply):
    platform.script(reply(200, []), reply(400, {"status": 400, "reason": "Incorrect score received"}))
    with pytest.raises(Permanent) as caught:
        adapter.assign(gate, MAYA, "x", None)
    assert caught.value.code == "not_in_course"


def test_another_refusal_of_taking_back_is_an_error(platform, adapter, gate, reply):
    platform.script(reply(200, cell(95)), reply(500, {"status": 500, "reason": "locked"}))
    with pytest.raises(Permanent) as caught:
        adapter.unassign(gate, MAYA, Remote("4"))
    assert caught.value.code == "not_accepted"

"""Opening an activity by a group, with a token for web services (moodle.md 7, 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from lti.answers import About
from lti.lms.access import Access
from lti.lms.base import AssignmentWanted, CourseRef, MemberRef, Permanent, Refused, Remote, Transient
from lti.lms.moodle.profile import make
from lti.lms.moodle.rest import WebServices

WORK = AssignmentWanted("waymark-activity-tape", "Tape diagrams", "https://tool.test/lti/launch?activity=tape", 4)
MAYA = MemberRef("4", "4")
GROUP = Remote("12", {"group": "12", "label": "Access to Tape diagrams"})
THERE = {"id": 12, "courseid": 2, "name": "Access to Tape diagrams", "idnumber": "waymark-activity-tape"}


@pytest.fixture
def course(platform):
    services = f"{platform.url}/learn/mod/lti/services.php"
    return CourseRef("2", "x", memberships_url=f"{services}/CourseSection/2/bindings/1/memberships")


@pytest.fixture
def access(http, counting):
    return Access(http, counting, "https://tool.test", {"token": "secret"})


@pytest.fixture
def adapter(course, access):
    return make(course, access)


def form(request: Any) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def refusal(code: str, message: str = "", exception: str = "moodle_exception") -> dict[str, str]:
    return {"exception": exception, "errorcode": code, "message": message}


GONE = refusal("invalidrecord", "not found in table groups", "dml_missing_record_exception")


def test_a_call_carries_the_token_in_its_body_and_nowhere_else(platform, adapter, reply):
    platform.script(reply(200, [{**THERE, "id": 11, "idnumber": ""}, THERE]))
    assert list(adapter.find_assignments(WORK)) == [GROUP]
    request = platform.requests[0]
    assert (request.method, request.path) == ("POST", "/learn/webservice/rest/server.php")
    assert form(request) == {
        "wstoken": "secret",
        "wsfunction": "core_group_get_course_groups",
        "moodlewsrestformat": "json",
        "courseid": "2",
    }
    assert "secret" not in str(request.headers)


def test_a_group_is_made_whose_members_see_only_themselves(platform, adapter, reply):
    platform.script(reply(200, []), reply(200, [{**THERE, "visibility": 2}]))
    assert adapter.make_assignment(WORK) == GROUP
    sent = form(platform.requests[1])
    assert sent["wsfunction"] == "core_group_create_groups"
    assert (sent["groups[0][courseid]"], sent["groups[0][idnumber]"], sent["groups[0][visibility]"]) == (
        "2",
        "waymark-activity-tape",
        "2",
    )
    assert sent["groups[0][name]"] == "Access to Tape diagrams"


def test_a_name_that_is_taken_gets_the_key_behind_it(platform, adapter, reply):
    long = "Access to " + "x" * 244
    platform.script(reply(200, [{"id": 1, "name": long}]), reply(200, [THERE]))
    adapter.make_assignment(replace(WORK, title="x" * 300))
    name = form(platform.requests[1])["groups[0][name]"]
    assert name.endswith("x (waymark-activity-tape)")
    assert len(name) == 254


@pytest.mark.parametrize("body", [[], {}, None, [1], [{"name": "x"}], [THERE, THERE], b"<html></html>"])
def test_an_answer_that_names_no_group_is_a_passing_trouble(platform, adapter, reply, body):
    platform.script(reply(200, []), reply(200, body))
    with pytest.raises(Transient):
        adapter.make_assignment(WORK)


def test_assigning_joins_and_taking_back_leaves(platform, adapter, reply):
    platform.script(reply(200, None))
    assert adapter.assign(GROUP, MAYA, "x", None) == Remote("4")
    adapter.unassign(GROUP, MAYA, Remote("4"))
    functions = ["core_group_add_group_members", "core_group_delete_group_members"]
    sent = [form(request) for request in platform.requests]
    assert [one["wsfunction"] for one in sent] == functions
    assert all((one["members[0][groupid]"], one["members[0][userid]"]) == ("12", "4") for one in sent)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (GONE, "assignment_gone"),
        (refusal("invaliduser", "Invalid user"), "not_in_course"),
        (refusal("invalidparameter", "Invalid parameter value detected"), "not_in_course"),
    ],
)
def test_F29_F23_a_stranger_and_a_deleted_group_are_told_apart_and_taking_back_is_done(
    platform, adapter, reply, said, code
):
    platform.script(reply(200, said))
    with pytest.raises(Permanent) as caught:
        adapter.assign(GROUP, MAYA, "x", None)
    assert caught.value.code == code
    adapter.unassign(GROUP, MAYA, Remote("4"))


def test_another_refusal_of_taking_back_is_an_error(platform, adapter, reply):
    platform.script(reply(200, refusal("codingerror")))
    with pytest.raises(Permanent) as caught:
        adapter.unassign(GROUP, MAYA, Remote("4"))
    assert caught.value.code == "not_accepted"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, refusal("invalidtoken", "Invalid token")),
        (200, refusal("nopermissions", exception="required_capability_exception")),
        (401, {}),
        (403, b""),
    ],
)
def test_a_refused_token_is_told_and_sent_once(platform, adapter, reply, status, body):
    platform.script(reply(status, body))
    with pytest.raises(Refused) as caught:
        adapter.assign(GROUP, MAYA, "x", None)
    assert (caught.value.code, len(platform.requests)) == ("token_refused", 1)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("status", "body"), [(404, b"<html></html>"), (503, b""), (200, b"<html></html>"), (429, b"")])
def test_trouble_of_the_site_passes(platform, adapter, reply, status, body):
    platform.script(reply(status, body, {"Content-Type": "text/html"}))
    with pytest.raises(Transient):
        adapter.unassign(GROUP, MAYA, Remote("4"))


def test_a_person_without_a_number_is_never_sent(platform, adapter):
    with pytest.raises(Permanent) as caught:
        adapter.assign(GROUP, MemberRef("stranger"), "x", None)
    assert (caught.value.code, platform.requests) == ("not_in_course", [])


def test_a_group_whose_token_was_taken_away_says_so(platform, course, access):
    adapter = make(course, replace(access, credentials={}))
    with pytest.raises(Refused) as caught:
        adapter.assign(GROUP, MAYA, "x", None)
    assert (caught.value.code, platform.requests) == ("token_missing", [])


def test_T18_the_token_stays_on_the_platforms_hosts(platform, course, access):
    web = WebServices(course, replace(access, hosts=frozenset({"lms.test"})))
    with pytest.raises(Permanent) as caught:
        web.call("f", {}, About.ASSIGNMENT)
    assert (caught.value.code, platform.requests) == ("address_refused", [])


def test_an_address_that_is_not_known_is_not_supported(access):
    with pytest.raises(Permanent) as caught:
        WebServices(CourseRef("2", "x"), access).call("f", {}, About.ASSIGNMENT)
    assert caught.value.code == "not_supported"


def test_a_gate_made_before_the_token_came_is_found_and_still_works(platform, course, access, reply):
    lineitems = f"{platform.url}/learn/mod/lti/services.php/2/lineitems?type_id=1"
    adapter = make(replace(course, lineitems_url=lineitems), access)
    url = f"{platform.url}/learn/mod/lti/services.php/2/lineitems/9/lineitem?type_id=1"
    item = {"id": url, "label": "L", "scoreMaximum": 100, "resourceId": WORK.key, "tag": "gate"}
    platform.script(reply(200, []), reply(200, [item]), reply(200, []), reply(200, b""))
    (found,) = adapter.find_assignments(WORK)
    adapter.assign(found, MAYA, "x", None)
    assert platform.paths("POST")[-1] == "/learn/mod/lti/services.php/2/lineitems/9/lineitem/scores?type_id=1"

"""cmi5 from launch to end over the real doors: order, tokens, what is satisfied, abandoned and waived."""

from __future__ import annotations

import json

import pytest
from support.databases import BASE, CONTENT

from gateway.services.credentials import Proven
from tests.unit.cmi5.course_files import BASE as IDS
from tests.unit.cmi5.course_files import au, block, course
from tests.web.cmi5.cmi5_room import packed, small
from xapi.formats.cmi5 import iris

SESSION = iris.SESSION


def test_a_whole_run_is_stored_in_its_order_with_satisfied_before_terminated(office) -> None:
    package = office.brought(small(moveOn="CompletedAndPassed", masteryScore="0.9"))
    unit = office.open(package)
    score = {"scaled": 0.95, "raw": 95, "min": 0, "max": 100}
    for word, result in (("initialized", {}), ("experienced", {}), ("passed", {"score": score}), ("completed", {})):
        assert unit.say(word, **result) == 204
    assert office.verbs(unit.registration)[-2:] == ["satisfied", "satisfied"], "decided before the answer"
    assert unit.say("terminated") == 204
    found = office.log(unit.registration)
    assert office.verbs(unit.registration) == [
        "launched", "initialized", "experienced", "passed", "completed", "satisfied", "satisfied", "terminated",
    ]  # fmt: skip
    block_said, course_said = found[5:7]
    assert [one["object"]["definition"]["type"] for one in (block_said, course_said)] == [
        iris.BLOCK_TYPE, iris.COURSE_TYPE,
    ]  # fmt: skip
    assert [one["context"]["contextActivities"]["grouping"] for one in (block_said, course_said)] == [
        [{"id": f"{IDS}b1"}], [{"id": f"{IDS}course"}],
    ]  # fmt: skip
    assert {one["object"]["id"] for one in (block_said, course_said)}.isdisjoint({f"{IDS}b1", f"{IDS}course"})
    assert {one["context"]["extensions"][SESSION] for one in found} == {unit.told["session"]}


def test_the_launch_hands_over_all_that_the_specification_names(office) -> None:
    inside = "<launchParameters>p</launchParameters><entitlementKey>e</entitlementKey>"
    package = office.brought(packed(course(au(url="index.html?a=1", inside=inside, masteryScore="0.5"))))
    unit = office.open(package, return_url="https://other.example/back", languages=["es", "en"])
    address, asked = unit.told["url"].partition("?")[0], unit.asked
    assert address.startswith(f"{CONTENT}/content/")
    assert address.endswith("/index.html")
    assert set(asked) == {"a", "endpoint", "fetch", "actor", "registration", "activityId"}
    assert asked["endpoint"] == f"{BASE}/xapi/"
    assert asked["activityId"] != f"{IDS}au1"
    assert unit.data == {
        "contextTemplate": {
            "contextActivities": {"grouping": [{"id": f"{IDS}au1"}]}, "extensions": {SESSION: unit.told["session"]},
        },
        "launchMode": "Normal", "launchMethod": "AnyWindow", "moveOn": "NotApplicable", "masteryScore": 0.5,
        "returnURL": "https://other.example/back", "launchParameters": "p", "entitlementKey": {"courseStructure": "e"},
    }  # fmt: skip
    wishes = unit.xapi("GET", "/agents/profile", unit.profile())
    assert json.loads(wishes.text) == {"languagePreference": "es,en", "audioPreference": "on"}
    launched = next(one for one in office.log(unit.registration) if one["verb"]["id"] == iris.LAUNCHED)
    extensions = launched["context"]["extensions"]
    assert extensions[iris.LAUNCH_URL] == f"{address}?a=1"
    assert (extensions[iris.MASTERY_SCORE], extensions[iris.LAUNCH_MODE]) == (0.5, "Normal")
    assert (extensions[iris.MOVE_ON_RULE], extensions[iris.LAUNCH_PARAMETERS]) == ("NotApplicable", "p")


def test_the_token_is_given_once_and_only_by_post(office) -> None:
    unit = office.unit(office.brought(small()))
    first, second = unit.fetch(), unit.fetch()
    assert (first.status_code, first.mimetype, list(first.json)) == (200, "application/json", ["auth-token"])
    assert (second.status_code, second.json["error-code"]) == (200, "1")
    assert "auth-token" not in second.json
    assert second.headers["Access-Control-Allow-Origin"] == CONTENT
    path = unit.asked["fetch"].removeprefix(BASE)
    assert office.doors("GET", path).status_code == 405
    assert office.doors("POST", "/cmi5/fetch/nothing").json["error-code"] == "1"
    assert office.doors("POST", path[:-1] + "x").json["error-code"] == "1"


def test_a_fetch_address_expires(office, clock) -> None:
    unit = office.unit(office.brought(small()))
    clock.advance(hours=2)
    assert unit.fetch().json["error-code"] == "1"


def test_what_needs_no_work_is_satisfied_at_the_registration_under_a_session_of_its_own(office) -> None:
    unit = office.open(office.brought(small()))
    assert unit.say("initialized") == 204
    found = office.log(unit.registration)
    assert office.verbs(unit.registration) == ["satisfied", "satisfied", "launched", "initialized"]
    assert {one["context"]["extensions"][SESSION] for one in found[:2]}.isdisjoint({unit.told["session"]})


def test_blocks_are_satisfied_from_the_inside_out_once_each(office) -> None:
    inner = block("inner", au("u1", moveOn="Completed"))
    data = packed(course(block("outer", inner, au("u2", moveOn="Passed")), au("u3", moveOn="CompletedOrPassed")))
    package = office.brought(data)
    first = office.open(package, unit=0)
    for word in ("initialized", "completed", "passed", "terminated"):
        assert first.say(word) == 204
    satisfied = [one for one in office.log(first.registration) if one["verb"]["id"] == iris.SATISFIED]
    assert [one["context"]["contextActivities"]["grouping"][0]["id"] for one in satisfied] == [f"{IDS}inner"]
    for number in (1, 2):
        unit = office.open(package, unit=number, registration=first.registration)
        batch = [unit.statement(word) for word in ("initialized", "passed", "terminated")]
        assert unit.send(*batch).status_code == 200
    assert office.verbs(first.registration)[5:] == [
        "terminated", "launched", "initialized", "passed", "satisfied", "terminated",
        "launched", "initialized", "passed", "satisfied", "terminated",
    ]  # fmt: skip
    state = office.call("GET", f"/registrations/{first.registration}").json
    assert state["satisfied"]
    assert [one["satisfied"] for one in state["units"]] == [True, True, True]
    assert [one["id"] for one in state["nodes"]] == [f"{IDS}inner", f"{IDS}outer", f"{IDS}course"]


def test_a_refused_statement_refuses_its_whole_batch_and_satisfies_nothing(office) -> None:
    unit = office.open(office.brought(small(moveOn="Completed")))
    bad = unit.statement("terminated")
    del bad["result"]
    answer = unit.send(unit.statement("initialized"), unit.statement("completed"), bad)
    assert (answer.status_code, answer.json["code"]) == (403, "xapi-forbidden")
    assert "duration" in answer.json["problems"][0]
    assert office.verbs(unit.registration) == ["launched"]
    assert unit.send(*(unit.statement(word) for word in ("initialized", "completed"))).status_code == 200


def test_a_request_that_is_repeated_says_nothing_new(office) -> None:
    unit = office.open(office.brought(small(moveOn="Completed")))
    batch = [unit.statement("initialized"), unit.statement("completed")]
    assert [unit.send(*batch).status_code for _ in range(2)] == [200, 200]
    assert unit.send(batch[1]).status_code == 204
    assert office.verbs(unit.registration) == ["launched", "initialized", "completed", "satisfied", "satisfied"]


def test_nothing_is_taken_before_launch_data_and_preferences_were_read(office) -> None:
    unit = office.unit(office.brought(small()))
    assert unit.say("initialized") == 401
    unit.auth = "Basic " + unit.fetch().json["auth-token"]
    unit.read()
    assert unit.say("initialized") == 403
    assert unit.xapi("GET", "/agents/profile", unit.profile()).status_code == 404
    assert unit.say("experienced") == 403
    assert unit.say("initialized") == 204


@pytest.mark.parametrize("end", ["terminated", "abandoned", "another launch"])
def test_after_its_end_a_session_may_do_nothing_at_all(office, end) -> None:
    package = office.brought(small())
    unit = office.open(package)
    assert unit.say("initialized") == 204
    if end == "terminated":
        assert unit.say("terminated") == 204
    elif end == "abandoned":
        path = f"/sessions/{unit.told['session']}/abandon"
        assert [office.call("POST", path).json["abandoned"] for _ in range(2)] == [True, False]
    else:
        office.unit(package, registration=unit.registration)
    assert unit.say("experienced") == 401
    assert unit.xapi("GET", "/activities/state", unit.state("bookmark")).status_code == 401
    assert unit.fetch().json["error-code"] == "1"


@pytest.mark.parametrize("process", ["same", "another"])
def test_the_last_request_sent_again_is_told_once_more_that_it_is_stored(office, process) -> None:
    unit = office.open(office.brought(small(moveOn="Completed")))
    begun, single = unit.statement("initialized"), unit.statement("experienced")
    batch = [begun, unit.statement("completed"), single, unit.statement("terminated")]
    assert unit.send(*batch).status_code == 200
    before = office.verbs(unit.registration)
    if process == "another":
        office.school.waymark.proven = Proven()  # which remembers nobody
    again = unit.send(*batch)
    assert (again.status_code, again.json) == (200, [one["id"] for one in batch])
    assert unit.send(batch[-1]).status_code == 204
    changed = {**single, "result": {"response": "another"}}
    fresh = unit.statement("experienced")
    for new in (
        [fresh],
        [single],
        batch[:3],
        [changed, batch[-1]],
        [*batch, fresh],
        [{**batch[-1], "id": fresh["id"]}],
    ):
        assert unit.send(*new).status_code == 401
    assert unit.xapi("GET", "/statements").status_code == 401
    assert unit.xapi("PUT", "/activities/state", unit.state("bookmark"), data=b"{}").status_code == 401
    assert office.verbs(unit.registration) == before


def test_an_abandoned_session_is_told_with_how_long_it_lasted(office, clock) -> None:
    package = office.brought(small())
    unit = office.open(package)
    unit.say("initialized")
    clock.advance(seconds=90)
    unit.say("experienced")
    again = office.open(package, registration=unit.registration)
    told = [one for one in office.log(unit.registration) if one["verb"]["id"] == iris.ABANDONED]
    assert [(one["result"]["duration"], one["object"]["id"]) for one in told] == [
        ("PT90.00S", unit.asked["activityId"])
    ]
    assert told[0]["context"]["extensions"][SESSION] == unit.told["session"] != again.told["session"]
    assert office.verbs(unit.registration)[-2:] == ["abandoned", "launched"]


def test_completed_and_passed_come_once_in_a_registration(office) -> None:
    package = office.brought(small(moveOn="CompletedAndPassed"))
    first = office.open(package)
    for word in ("initialized", "completed", "failed", "terminated"):
        assert first.say(word) == 204
    second = office.open(package, registration=first.registration)
    assert [second.say(word) for word in ("initialized", "completed", "passed", "failed")] == [204, 403, 204, 403]
    third = office.open(package, registration=first.registration)
    assert [third.say(word) for word in ("initialized", "passed", "failed", "terminated")] == [204, 403, 403, 204]
    assert third.asked["activityId"] == first.asked["activityId"]


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_to_browse_or_review_says_only_that_it_began_and_ended(office, mode) -> None:
    unit = office.open(office.brought(small(moveOn="Completed")), mode=mode)
    assert unit.data["launchMode"] == mode
    words = ("initialized", "completed", "passed", "failed", "experienced", "terminated")
    assert [unit.say(word) for word in words] == [204, 403, 403, 403, 204, 204]
    assert "satisfied" not in office.verbs(unit.registration)


def test_a_waived_unit_is_satisfied_with_its_reason(office) -> None:
    unit = office.open(office.brought(small(moveOn="Passed")))
    path = f"/registrations/{unit.registration}/waive"
    answer = office.call("POST", path, json={"unit": 0, "reason": "Tested Out"})
    assert answer.status_code == 200
    assert office.verbs(unit.registration) == ["launched", "waived", "satisfied", "satisfied"]
    waived, *satisfied = office.log(unit.registration)[1:]
    assert waived["result"] == {"success": True, "completion": True, "extensions": {iris.REASON: "Tested Out"}}
    assert {one["id"] for one in waived["context"]["contextActivities"]["category"]} == {iris.CATEGORY, iris.MOVE_ON}
    sessions = {one["context"]["extensions"][SESSION] for one in (waived, *satisfied)}
    assert sessions == {answer.json["session"]}
    assert unit.told["session"] not in sessions
    assert office.call("POST", path, json={"unit": 0, "reason": "Tested Out"}).status_code == 422


def test_states_belong_to_the_launch_and_its_data_cannot_be_written(office) -> None:
    unit = office.open(office.brought(small()))
    put = {"data": b"{}", "content_type": "application/json"}
    assert unit.xapi("PUT", "/activities/state", unit.state("bookmark"), **put).status_code == 204
    assert unit.xapi("GET", "/activities/state", unit.state("bookmark")).status_code == 200
    assert unit.xapi("PUT", "/activities/state", unit.state("LMS.LaunchData"), **put).status_code == 403
    assert unit.xapi("DELETE", "/activities/state", unit.state("LMS.LaunchData")).status_code == 403
    all_of_them = {name: value for name, value in unit.state("").items() if name != "stateId"}
    assert unit.xapi("DELETE", "/activities/state", all_of_them).status_code == 403
    other = {**unit.state("bookmark"), "registration": "0d3b1c52-7c2e-4f6f-9a57-0c1d7a3f2b11"}
    assert unit.xapi("GET", "/activities/state", other).status_code == 403


def test_profiles_are_read_and_never_written(office) -> None:
    unit = office.open(office.brought(small()))
    body = {"languagePreference": "en-US", "audioPreference": "on"}
    nobody = {"profileId": "cmi5LearnerPreferences"}
    stranger = {**nobody, "agent": '{"mbox": "mailto:x@other.example"}'}
    assert unit.xapi("PUT", "/agents/profile", unit.profile(), json=body).status_code == 403
    assert unit.xapi("PUT", "/agents/profile", stranger, json=body).status_code == 403
    assert unit.xapi("PUT", "/agents/profile", nobody, json=body).status_code == 400
    assert unit.xapi("PUT", "/agents/profile", unit.profile(), data="text").status_code == 403


def test_a_session_reads_its_own_registration_only(office) -> None:
    package = office.brought(small())
    one, other = office.open(package), office.open(package)
    assert one.say("initialized") == other.say("initialized") == 204
    found = one.xapi("GET", "/statements").json["statements"]
    assert {each["context"]["registration"] for each in found} == {one.registration}
    assert one.registration != other.registration

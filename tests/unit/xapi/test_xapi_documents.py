"""Documents: parameters into keys, conditions, merging, definitions of activities (rule 25)."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from xapi_samples import BOTH, LEARNER, UUID_TEXT

from xapi.agents import actor_key
from xapi.definitions import activity, definitions, merge
from xapi.documents import (
    Conditions,
    Content,
    DocumentQuery,
    Kind,
    check_conditions,
    content,
    merged,
    parse,
    person,
)
from xapi.errors import DocumentConflict, InvalidDocument, InvalidQuery, PreconditionFailed, PreconditionMissing
from xapi.version import Version

ACTIVITY = "https://x.example/a"
TAG = hashlib.sha1(b"x", usedforsecurity=False).hexdigest()
STATE = {"activityId": [ACTIVITY], "agent": [json.dumps(LEARNER)], "stateId": ["bookmark"]}

each_version = pytest.mark.parametrize("version", BOTH, ids=str)
each_kind = pytest.mark.parametrize("kind", list(Kind), ids=str)


def refused(kind, method, params, version=Version.V1):
    with pytest.raises(InvalidQuery) as error:
        parse(kind, method, params, version)
    return [(p.path, p.rule) for p in error.value.problems]


@each_version
def test_a_state_is_named_by_activity_agent_registration_and_id(version):
    query = parse(Kind.STATE, "PUT", {**STATE, "registration": [UUID_TEXT.upper()]}, version)
    assert query == DocumentQuery(Kind.STATE, "bookmark", ACTIVITY, actor_key(LEARNER), UUID_TEXT.lower())


def test_agents_are_equal_by_their_identifier_whatever_else_stands_there():
    same = {"name": "Somebody", **dict(reversed(LEARNER.items()))}
    first, second = (parse(Kind.STATE, "GET", {**STATE, "agent": [json.dumps(one)]}, Version.V1)
                     for one in (LEARNER, same))  # fmt: skip
    assert first == second


@pytest.mark.parametrize(
    ("kind", "method", "params", "problem"),
    [
        (Kind.STATE, "PUT", {**STATE, "stateId": []}, ("/stateId", "repeated-parameter")),
        (Kind.STATE, "PUT", {k: v for k, v in STATE.items() if k != "stateId"}, ("", "missing-property")),
        (Kind.STATE, "POST", {k: v for k, v in STATE.items() if k != "stateId"}, ("", "missing-property")),
        (Kind.STATE, "GET", {k: v for k, v in STATE.items() if k != "agent"}, ("", "missing-property")),
        (Kind.STATE, "GET", {**STATE, "agent": ["ana"]}, ("/agent", "agent-json")),
        (Kind.STATE, "GET", {**STATE, "agent": STATE["agent"] * 2}, ("/agent", "repeated-parameter")),
        (Kind.STATE, "DELETE", {**STATE, "since": ["2026-01-01T00:00:00Z"]}, ("/since", "unknown-parameter")),
        (Kind.STATE, "GET", {**STATE, "since": ["2026-02-30T00:00:00Z"]}, ("/since", "timestamp")),
        (Kind.ACTIVITY_PROFILE, "DELETE", {"activityId": [ACTIVITY]}, ("", "missing-property")),
        (Kind.AGENT_PROFILE, "DELETE", {"agent": STATE["agent"]}, ("", "missing-property")),
        (Kind.AGENT_PROFILE, "GET", {"agent": STATE["agent"], "stateId": ["x"]}, ("/stateId", "unknown-parameter")),
    ],
)
def test_what_is_wrong_with_parameters_is_named(kind, method, params, problem):
    assert problem in refused(kind, method, params)


def test_a_state_may_be_listed_and_cleared_without_an_id():
    params = {name: STATE[name] for name in ("activityId", "agent")}
    assert parse(Kind.STATE, "DELETE", params, Version.V1).name is None
    since = parse(Kind.STATE, "GET", {**params, "since": ["2026-03-04T10:30:00+01:00"]}, Version.V2).since
    assert since == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def test_since_needs_an_offset_in_2_0_only():
    params = {"activityId": [ACTIVITY], "since": ["2026-03-04T10:30:00"]}
    assert parse(Kind.ACTIVITY_PROFILE, "GET", params, Version.V1).since is not None
    assert refused(Kind.ACTIVITY_PROFILE, "GET", params, Version.V2) == [("/since", "timestamp")]


WITHOUT = [
    (Kind.STATE, Version.V1, None, None), (Kind.STATE, Version.V1, TAG, None),
    (Kind.STATE, Version.V2, None, None), (Kind.STATE, Version.V2, TAG, DocumentConflict),
    (Kind.ACTIVITY_PROFILE, Version.V1, None, PreconditionMissing),
    (Kind.ACTIVITY_PROFILE, Version.V1, TAG, DocumentConflict),
    (Kind.ACTIVITY_PROFILE, Version.V2, None, None), (Kind.ACTIVITY_PROFILE, Version.V2, TAG, DocumentConflict),
    (Kind.AGENT_PROFILE, Version.V1, None, PreconditionMissing),
    (Kind.AGENT_PROFILE, Version.V1, TAG, DocumentConflict),
    (Kind.AGENT_PROFILE, Version.V2, None, None), (Kind.AGENT_PROFILE, Version.V2, TAG, DocumentConflict),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "version", "stored", "error"), WITHOUT)
def test_a_put_without_conditions_is_judged_by_version_and_resource(kind, version, stored, error):
    if error is None:
        check_conditions(kind, version, "PUT", Conditions(), stored)
        return
    with pytest.raises(error):
        check_conditions(kind, version, "PUT", Conditions(), stored)


@each_version
@each_kind
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_post_and_delete_need_no_condition(kind, version, method):
    check_conditions(kind, version, method, Conditions(), None)
    check_conditions(kind, version, method, Conditions(), TAG)


HOLDS = [
    (Conditions(match=f'"{TAG}"'), TAG), (Conditions(match=f'W/"{TAG}"'), TAG), (Conditions(match=TAG), TAG),
    (Conditions(match=f'"1234", "{TAG}"'), TAG), (Conditions(match="*"), TAG),
    (Conditions(match=f'"{TAG.upper()}"'), TAG), (Conditions(none_match="*"), None),
    (Conditions(none_match='"1234"'), TAG), (Conditions(none_match=f'"{TAG}"'), None),
]  # fmt: skip
FAILS = [
    (Conditions(match='"1234"'), TAG), (Conditions(match="*"), None), (Conditions(match=f'"{TAG}"'), None),
    (Conditions(match=""), TAG), (Conditions(none_match="*"), TAG), (Conditions(none_match=f'"1234", "{TAG}"'), TAG),
    (Conditions(match=f'"{TAG}"', none_match="*"), TAG),
]  # fmt: skip


@each_version
@each_kind
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_conditions_decide_alike_everywhere(kind, version, method):
    for conditions, stored in HOLDS:
        check_conditions(kind, version, method, conditions, stored)
    for conditions, stored in FAILS:
        with pytest.raises(PreconditionFailed):
            check_conditions(kind, version, method, conditions, stored)


def doc(text, kind="application/json"):
    return Content(text.encode() if isinstance(text, str) else text, kind)


def test_a_merge_replaces_whole_top_level_properties_and_keeps_digits():
    both = merged(doc('{"a": {"b": 1}, "n": 12345678901234567890123}'), doc('{"a": {"c": "é"}, "x": null}'))
    assert both.body == '{"a":{"c":"é"},"n":12345678901234567890123,"x":null}'.encode()
    assert both.type == "application/json"


@pytest.mark.parametrize(
    ("stored", "posted"),
    [
        (doc("{}"), doc("[]")), (doc("[]"), doc("{}")), (doc("{}"), doc("{")), (doc("{"), doc("{}")),
        (doc("{}", "text/plain"), doc("{}")), (doc("{}"), doc("{}", "text/plain")), (doc("{}"), doc(b"\xff")),
        (doc("{}"), doc('{"a": 1, "a": 2}')), (doc("{}"), doc('{"a": NaN}')), (doc("{}"), doc("9" * 5000)),
        (None, doc("{")), (None, doc("[1]")),
    ],
)  # fmt: skip
def test_only_two_json_objects_merge(stored, posted):
    with pytest.raises(InvalidDocument):
        merged(stored, posted)


def test_what_is_posted_where_nothing_is_stored_stays_byte_for_byte():
    for one in (
        doc(b"\x00\xff", "image/png"),
        doc(' {"a":  1.50}', "Application/JSON; charset=utf-8"),
        doc("", "text/x"),
    ):
        assert merged(None, one) == one


def test_content_needs_a_type_that_a_header_can_hold():
    assert content(b"x", None) == Content(b"x", "application/octet-stream")
    for bad in ("text/\x00plain", "x" * 300):
        with pytest.raises(InvalidDocument):
            content(b"x", bad)


def test_a_person_is_what_was_asked_with_in_lists():
    account = {"homePage": "https://x.example", "name": "a"}
    assert person({"objectType": "Agent", "name": "Ana", "account": account}) == {
        "objectType": "Person", "name": ["Ana"], "account": [account],
    }  # fmt: skip


def test_definitions_add_up_language_by_language_and_the_newest_wins():
    first = {"name": {"en": "A", "de": "A"}, "type": "https://x.example/t1", "extensions": {"https://x.example/e": 1}}
    second = {"name": {"en": "B"}, "type": "https://x.example/t2", "description": {"en": "D"}}
    assert merge(first, second) == {
        "name": {"en": "B", "de": "A"}, "type": "https://x.example/t2", "description": {"en": "D"},
        "extensions": {"https://x.example/e": 1},
    }  # fmt: skip


def test_definitions_are_found_wherever_a_statement_names_an_activity():
    def named(n):
        return {"id": f"https://x.example/{n}", "definition": {"name": {"en": str(n)}}}

    sub = {"objectType": "SubStatement", "object": named(1), "context": {"contextActivities": {"other": [named(2)]}}}
    statement = {"object": sub, "context": {"contextActivities": {"parent": [named(3), {"id": "https://x.example/4"}]}}}
    assert set(definitions([statement, {"object": named(5)}])) == {f"https://x.example/{n}" for n in (1, 2, 3, 5)}
    assert definitions([{"object": {"objectType": "Agent", "mbox": "mailto:a@x.example"}}]) == {}
    assert activity("https://x.example/4", None) == {"objectType": "Activity", "id": "https://x.example/4"}

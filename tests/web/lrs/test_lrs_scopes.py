"""T07: every scope at every resource with every method; keys of one course; live, revoked, expired, foreign keys."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event
from support.statements import completed, headers, key, launch_key, number, voiding
from support.world import found_school, iri, make_course

from gateway.db import tables as t
from gateway.errors import InvalidInput, NotFound
from gateway.services import credentials, keys
from gateway.services.keys import NewKey

REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-000000000001")
STATE, ACTIVITY, AGENT = "/xapi/activities/state", "/xapi/activities/profile", "/xapi/agents/profile"
WRITES, READS = ("PUT", "POST", "DELETE"), ("GET", "HEAD")

ANYTHING = {"statements": "rw", "state": "rw", "profile": "rw", "told": "r", "about": "r"}
GRANTS: dict[str, dict[str, str]] = {
    "api": {"about": "r"},
    "all": ANYTHING,
    "statements/write": {"statements": "w", "about": "r"},
    "statements/read": {"statements": "r", "told": "r", "about": "r"},
    "statements/read/mine": {"statements": "r", "told": "r", "about": "r"},
    "state": {"state": "rw", "about": "r"},
    "profile": {"profile": "rw", "told": "r", "about": "r"},
    "define": {"told": "r", "about": "r"},
}
"""What each scope lets through, reading and writing; all else is 403. `told`: /agents and /activities."""


@pytest.fixture
def ask(doors, school) -> Any:
    """Send one well-formed request to each resource; return its status and challenge."""
    agent = json.dumps(school.actor("ana"))
    documents = {
        STATE: ("state", {"activityId": iri("a1"), "agent": agent, "stateId": "s", "registration": str(REGISTRATION)}),
        ACTIVITY: ("profile", {"activityId": iri("a1"), "profileId": "s"}),
        AGENT: ("profile", {"agent": agent, "profileId": "s"}),
    }
    context = {"registration": str(REGISTRATION)}

    def send(held: dict[str, str]) -> Any:
        found = []

        def one(kind: str, method: str, path: str, query: Any = None, body: Any = None, **more: str) -> None:
            sent = {"Content-Type": "application/json", **more, **held}
            answer = doors(method, path, data=json.dumps(body) if body else b"", headers=sent, query_string=query or {})
            found.append((kind, method, answer.status_code, answer.headers.get("WWW-Authenticate", "")))

        made = {**completed(school.actor("ana"), "a1", 1.0, n=1), "context": context}
        one("statements", "POST", "/xapi/statements", body=[made])
        one("statements", "PUT", "/xapi/statements", {"statementId": str(number(1))}, made)
        for method in READS:
            one("statements", method, "/xapi/statements")
            one("about", method, "/xapi/about")
            one("told", method, "/xapi/agents", {"agent": agent})
            one("told", method, "/xapi/activities", {"activityId": iri("a1")})
        for path, (kind, query) in documents.items():
            one(kind, "PUT", path, query, {"x": 1}, **{"If-None-Match": '"other"'})
            one(kind, "POST", path, query, {"y": 1})
            for method in READS:
                one(kind, method, path, query)
            one(kind, "DELETE", path, query, **{"If-Match": "*"})
        return found

    return send


@pytest.mark.parametrize("scope", credentials.SCOPES)
def test_T07_every_scope_at_every_door(ask, school, scope: str) -> None:
    for kind, method, status, _ in ask(key(school, scope)):
        right = GRANTS[scope].get(kind, "")
        allowed = ("r" if method in READS else "w") in right
        assert (status in {200, 204}) is allowed, (scope, kind, method, status)
        assert allowed or status == 403, (scope, kind, method, status)


def test_T05_a_launch_at_every_door(ask, school) -> None:
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    rights = {**ANYTHING, "profile": "r"}
    for kind, method, status, _ in ask(launch):
        allowed = ("r" if method in READS else "w") in rights[kind]
        expected = {404} if kind == "profile" and allowed else {200, 204} if allowed else {403}
        assert status in expected, (kind, method, status)


def refused(school, how: str, clock: Any) -> dict[str, str]:
    name, secret = school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", None))
    match how:
        case "revoked":
            school.waymark.db.write(lambda w: credentials.revoke(w, school.tenant, name))
        case "wrong secret":
            secret = "wrong"
        case "unknown":
            name = f"{name[:-3]}zzz"
        case "another school's tag":
            tag = base64.b64decode(key(found_school(school.waymark, "two"))["Authorization"][6:]).decode()[:6]
            name = f"{tag}-{name.partition('-')[2]}"
        case "expired":
            held = launch_key(school, "ana", "a1", REGISTRATION)
            clock.advance(hours=9)
            return held
    return headers(name, secret)


@pytest.mark.parametrize("how", ["revoked", "expired", "wrong secret", "unknown", "another school's tag"])
def test_T07_what_is_no_live_key_is_401_at_every_door(ask, school, clock, how: str) -> None:
    for kind, method, status, challenge in ask(refused(school, how, clock)):
        if kind == "about":
            continue
        assert (status, challenge.partition(" ")[0]) == (401, "Basic"), (how, kind, method)
    assert school.rows(t.statement) == school.rows(t.document) == []


def test_T07_an_unknown_key_is_looked_up_like_one_with_a_wrong_secret(school, store) -> None:
    name, _ = school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", None))
    asked: list[list[str]] = []

    def hear(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        asked[-1].append(sql)

    event.listen(Engine, "before_cursor_execute", hear)
    for one in (name, "nobody-here", "", "a-b-c"):
        asked.append([])
        assert store.get(headers=headers(one, "x")).status_code == 401
    event.remove(Engine, "before_cursor_execute", hear)
    assert len(asked[0]) > 0
    assert asked == [asked[0]] * 4


def bound(school, course: str, *scopes: str) -> dict[str, str]:
    new = NewKey("test", scopes or ("all",), "keep", None, course)
    return headers(*school.waymark.db.write(lambda w: keys.create(w, school.tenant, "command", new)))


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json["statements"]]


def test_a_key_of_one_course_writes_into_it_and_reads_no_other(store, school) -> None:
    other = school.waymark.db.write(lambda w: make_course(w, school.tenant, school.platform, "c9", []))
    first, second = bound(school, school.course), bound(school, other, "statements/read", "statements/write")
    ana = school.actor("ana")
    for n, held in ((1, first), (2, second), (3, store.headers)):
        assert store.post(completed(ana, "a1", 1.0, n=n), headers=held).status_code == 200
    assert [row.course_id for row in sorted(school.rows(t.statement), key=lambda row: row.seq)] == [
        school.course, other, None,
    ]  # fmt: skip
    assert ids(store.get(headers=first)) == [str(number(1))]
    assert ids(store.get(headers=second)) == [str(number(2))]
    assert store.get(headers=first, statementId=str(number(2))).status_code == 404
    assert len(ids(store.get())) == 3


def test_a_key_of_one_course_voids_what_is_its_own_and_describes_nothing(store, school, doors) -> None:
    held, ana = bound(school, school.course), school.actor("ana")
    store.post(completed(ana, "a1", 1.0, n=1))
    assert store.post(voiding(ana, str(number(1)), n=2), headers=held).status_code == 403
    assert store.post(voiding(ana, str(number(9)), n=3), headers=held).status_code == 200
    store.post(completed(ana, "a1", 1.0, n=9))
    assert str(number(9)) in ids(store.get()), "what it voided ahead of time, and did not send, stands"
    described = {"id": iri("a2"), "definition": {"name": {"en": "Renamed"}}}
    assert store.post({**completed(ana, "a2", 1.0, n=4), "object": described}, headers=held).status_code == 200
    told = doors("GET", "/xapi/activities", headers=held, query_string={"activityId": iri("a2")})
    assert "Renamed" not in told.text


def test_a_key_of_one_course_has_no_documents(ask, school) -> None:
    for kind, method, status, _ in ask(bound(school, school.course)):
        assert (status == 403) is (kind in {"state", "profile"}), (kind, method, status)


@pytest.mark.parametrize("scope", ["state", "profile", "define"])
def test_what_belongs_to_the_school_is_not_given_with_a_course(school, scope: str) -> None:
    with pytest.raises(InvalidInput):
        bound(school, school.course, scope)
    assert school.rows(t.credential) == []


def test_T01_a_key_is_not_bound_to_another_schools_course(school) -> None:
    other = found_school(school.waymark, "two")
    with pytest.raises(NotFound):
        bound(school, other.course)


def test_T13_a_key_at_its_limit_does_not_keep_launches_out(store, school) -> None:
    held = headers(*school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", 2)))
    for n in range(1, 4):
        answer = store.post(completed(school.actor("ana"), "a1", 1.0, n=n), headers=held)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert store.get(headers=held).status_code == 200, "reading is not held back"
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    sent = {**completed(school.actor("ana"), "a1", 1.0, n=9), "context": {"registration": str(REGISTRATION)}}
    assert store.post(sent, headers=launch).status_code == 200

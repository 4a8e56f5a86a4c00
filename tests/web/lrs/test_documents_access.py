"""Who may read and write documents, Persons and definitions (T01, T05, T07, T13, P05)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from support.statements import completed, key, launch_key, store
from support.world import found_school, iri

from gateway.db import tables as t
from gateway.services.naming import key_hash

REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-000000000001")
OTHER = str(UUID("5f0a1c6e-0000-4000-8000-000000000002"))
STATE, ACTIVITY, AGENT = "/xapi/activities/state", "/xapi/activities/profile", "/xapi/agents/profile"


@pytest.fixture
def ask(doors, school) -> Any:
    def send(method: str, path: str, headers: dict[str, str], body: bytes = b"{}", **query: Any) -> Any:
        given = {"If-None-Match": "*", "Content-Type": "application/json"} if method == "PUT" else {}
        return doors(method, path, data=body, headers={**headers, **given}, query_string=query)

    return send


def state(school: Any, who: str = "ana", activity: str = "a1", **more: str) -> dict[str, str]:
    own = {"registration": str(REGISTRATION), "stateId": "bookmark", **more}
    return {"activityId": iri(activity), "agent": json.dumps(school.actor(who)), **own}


@pytest.mark.parametrize(
    ("scope", "on_state", "on_profile", "on_definition"),
    [
        ("all", 204, 204, 200), ("state", 204, 403, 403), ("profile", 403, 204, 200), ("define", 403, 403, 200),
        ("statements/read", 403, 403, 200), ("statements/write", 403, 403, 403),
    ],
)  # fmt: skip
def test_T07_the_scope_decides(ask, school, scope, on_state, on_profile, on_definition) -> None:
    granted = key(school, scope)
    assert ask("PUT", STATE, granted, **state(school)).status_code == on_state
    assert ask("GET", STATE, granted, **state(school)).status_code == {204: 200}.get(on_state, 403)
    agent = json.dumps(school.actor("ana"))
    for path, about in ((ACTIVITY, {"activityId": iri("a1")}), (AGENT, {"agent": agent})):
        assert ask("PUT", path, granted, **about, profileId="p").status_code == on_profile
        assert ask("GET", path, granted, **about, profileId="p").status_code == {204: 200}.get(on_profile, 403)
    assert ask("GET", "/xapi/agents", granted, agent=agent).status_code == on_definition
    assert ask("GET", "/xapi/activities", granted, activityId=iri("a1")).status_code == on_definition


def test_no_credential_no_document(ask, school) -> None:
    nobody = {"X-Experience-API-Version": "1.0.3"}
    for path in (STATE, ACTIVITY, AGENT, "/xapi/agents", "/xapi/activities"):
        assert ask("GET", path, nobody).status_code == 401
        assert ask("GET", path, {}).status_code == 400


def test_T05_a_launch_has_the_state_of_its_own_learner_activity_and_registration(ask, school) -> None:
    launch, everything = launch_key(school, "ana", "a1", REGISTRATION), key(school)
    own = state(school)
    assert ask("PUT", STATE, launch, b'{"page": 1}', **own).status_code == 204
    assert ask("POST", STATE, launch, b'{"score": 2}', **own).status_code in {204, 400}
    assert ask("GET", STATE, launch, **own).status_code == 200
    foreign = [
        state(school, "ben"), state(school, "ana", "a2"), state(school, registration=OTHER),
        {name: value for name, value in own.items() if name != "registration"},
        {**own, "agent": json.dumps({"mbox": "mailto:ana@school.example"})},
    ]  # fmt: skip
    for other in foreign:
        assert ask("PUT", STATE, everything, b"{}", **other).status_code == 204
        for method in ("GET", "PUT", "POST", "DELETE"):
            assert ask(method, STATE, launch, b'{"x": 1}', **other).status_code == 403, (method, other)
        assert ask("GET", STATE, everything, **other).data == b"{}"
    every = {name: value for name, value in own.items() if name != "stateId"}
    assert ask("GET", STATE, launch, **every).json == ["bookmark"]
    whole = {name: value for name, value in every.items() if name != "registration"}
    assert ask("DELETE", STATE, launch, **whole).status_code == 403
    assert ask("DELETE", STATE, launch, **every).status_code == 204
    assert len(school.rows(t.document)) == len(foreign)


def test_a_launch_reads_its_profiles_and_writes_none(ask, school) -> None:
    launch, everything = launch_key(school, "ana", "a1", REGISTRATION), key(school)
    own = [(ACTIVITY, {"activityId": iri("a1")}), (AGENT, {"agent": json.dumps(school.actor("ana"))})]
    foreign = [(ACTIVITY, {"activityId": iri("a2")}), (AGENT, {"agent": json.dumps(school.actor("ben"))})]
    for path, about in own + foreign:
        assert ask("PUT", path, everything, **about, profileId="p").status_code == 204
        for method in ("PUT", "POST", "DELETE"):
            assert ask(method, path, launch, **about, profileId="p").status_code == 403
        mine = 200 if (path, about) in own else 403
        assert ask("GET", path, launch, **about, profileId="p").status_code == mine
        assert ask("GET", path, launch, **about).status_code == mine


def test_a_launch_asks_about_its_own_learner_and_activity(ask, school) -> None:
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    for who, activity, code in (("ana", "a1", 200), ("ben", "a2", 403)):
        assert ask("GET", "/xapi/agents", launch, agent=json.dumps(school.actor(who))).status_code == code
        assert ask("GET", "/xapi/activities", launch, activityId=iri(activity)).status_code == code


def test_T01_another_schools_key_finds_nothing(ask, school) -> None:
    assert ask("PUT", STATE, key(school), **state(school)).status_code == 204
    foreign = key(found_school(school.waymark, "two"))
    every = {name: value for name, value in state(school).items() if name != "stateId"}
    assert ask("GET", STATE, foreign, **state(school)).status_code == 404
    assert ask("GET", STATE, foreign, **every).json == []
    assert ask("DELETE", STATE, foreign, **every).status_code == 204
    assert len(school.rows(t.document)) == 1


def test_P05_a_key_for_enrolled_learners_keeps_nobody_elses_documents(ask, school) -> None:
    narrow = key(school, "all", actors="enrolled")
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    assert ask("PUT", STATE, narrow, **state(school)).status_code == 204
    stranger = {**state(school), "agent": json.dumps({"mbox": "mailto:x@school.example"})}
    assert ask("PUT", STATE, narrow, **stranger).status_code == 403
    assert len(school.rows(t.document)) == 1


def test_a_learners_documents_are_found_by_the_hash_of_the_key(ask, school) -> None:
    everything, agent = key(school), school.actor("ana")
    ask("PUT", STATE, everything, **state(school))
    ask("PUT", AGENT, everything, agent=json.dumps(agent), profileId="p")
    ask("PUT", ACTIVITY, everything, activityId=iri("a1"), profileId="p")
    own = key_hash(f"account|{agent['account']['homePage']}|{agent['account']['name']}")
    assert {row.kind for row in school.rows(t.document, actor_hash=own)} == {"state", "agent-profile"}
    assert agent["account"]["name"] not in str([row[:-1] for row in school.rows(t.document)])

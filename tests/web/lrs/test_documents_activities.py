"""`/xapi/agents` and `/xapi/activities`: Persons, and definitions merged from all statements seen (rule 25)."""

from __future__ import annotations

import json
import threading
from typing import Any
from uuid import UUID

import pytest
from support.statements import completed, key, launch_key
from support.world import iri

from gateway.db import tables as t

REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-000000000001")
EXTENSION = "https://x.example/ext/"


def defined(school: Any, n: int, activity: str = "a1", **definition: Any) -> dict[str, Any]:
    made = completed(school.actor("ana"), activity, 1.0, n=n)
    return {**made, "object": {"id": iri(activity), "definition": definition}}


@pytest.fixture
def activity(store) -> Any:
    def look(name: str = "a1", version: str = "1.0.3") -> Any:
        headers = {**store.headers, "X-Experience-API-Version": version}
        answer = store.doors("GET", "/xapi/activities", query_string={"activityId": iri(name)}, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    return look


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_rule_25_an_activity_nobody_mentioned_has_its_id_only(activity, version) -> None:
    assert activity("nobody", version) == {"objectType": "Activity", "id": iri("nobody")}


def test_rule_25_definitions_of_all_statements_are_merged(store, school, activity) -> None:
    store.post([
        defined(school, 1, name={"en": "Ratios"}, type="https://x.example/t1", extensions={f"{EXTENSION}1": 1}),
        defined(school, 2, name={"es": "Razones"}, extensions={f"{EXTENSION}2": {"a": None}}),
    ])  # fmt: skip
    store.post(defined(school, 3, name={"en": "Rates"}, type="https://x.example/t2"))
    store.post(completed(school.actor("ana"), "a1", 1.0, n=4))
    assert activity()["definition"] == {
        "name": {"en": "Rates", "es": "Razones"}, "type": "https://x.example/t2",
        "extensions": {f"{EXTENSION}1": 1, f"{EXTENSION}2": {"a": None}},
    }  # fmt: skip


def test_rule_25_context_activities_and_sub_statements_define_as_well(store, school, activity) -> None:
    inner = {"actor": school.actor("ben"), "verb": {"id": "https://x.example/v"}}
    one = completed(school.actor("ana"), "a1", 1.0, n=1)
    one["object"] = {
        "objectType": "SubStatement", **inner, "object": {"id": iri("a2"), "definition": {"name": {"en": "Two"}}},
    }  # fmt: skip
    one["context"] = {"contextActivities": {"parent": {"id": iri("a3"), "definition": {"name": {"en": "Three"}}}}}
    assert store.post(one).status_code == 200
    assert [activity(name)["definition"]["name"]["en"] for name in ("a2", "a3")] == ["Two", "Three"]


def test_a_refused_batch_defines_nothing(store, school, activity) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    batch = [defined(school, 2, name={"en": "New"}), completed(school.actor("ana"), "a1", 0.5, n=1)]
    assert store.post(batch).status_code == 409
    assert "definition" not in activity()


def test_only_a_credential_that_may_define_changes_what_all_see(store, school, activity) -> None:
    store.post(defined(school, 1, name={"en": "Ratios"}))
    store.post(defined(school, 2, name={"en": "Forged"}), headers=key(school, "statements/write"))
    launched = {**defined(school, 3, name={"en": "Forged"}), "context": {"registration": str(REGISTRATION)}}
    assert store.post(launched, headers=launch_key(school, "ana", "a1", REGISTRATION)).status_code == 200
    assert activity()["definition"] == {"name": {"en": "Ratios"}}
    store.post(defined(school, 4, name={"en": "Better"}), headers=key(school, "statements/write", "define"))
    assert activity()["definition"] == {"name": {"en": "Better"}}


def test_definitions_are_written_only_when_they_change(store, school, waymark) -> None:
    from sqlalchemy import event

    store.post(defined(school, 1, name={"en": "Ratios"}))
    written: list[str] = []

    def look(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if "INTO activity_definition" in sql:
            written.append(sql)

    event.listen(waymark.db.writing, "before_cursor_execute", look)
    store.post(defined(school, 2, name={"en": "Ratios"}))
    assert written == []
    store.post(defined(school, 3, name={"en": "Rates"}))
    assert len(written) == 1
    event.remove(waymark.db.writing, "before_cursor_execute", look)


def test_parallel_batches_over_the_same_activities_all_succeed(store, school, waymark) -> None:
    from support.app import Doors, app_of

    app, codes = app_of(waymark), []

    def send(n: int) -> None:
        names = [f"a{index}" for index in range(1, 9)]
        names = names if n % 2 else names[::-1]
        batch = [
            defined(school, n * 10 + at, name, name={f"x-{n}": str(n)}) for at, name in enumerate(names)
        ]  # fmt: skip
        given = {**store.headers, "Content-Type": "application/json"}
        codes.append(Doors(app)("POST", "/xapi/statements", data=json.dumps(batch), headers=given).status_code)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(1, 7)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert codes == [200] * 6
    rows = school.rows(t.activity_definition)
    assert [set(row.definition["name"]) for row in rows] == [{f"x-{n}" for n in range(1, 7)}] * 8


def test_an_id_longer_than_an_index_takes_is_known(store, school, activity) -> None:
    name = "long/" + "x" * 5000
    assert store.post(completed(school.actor("ana"), "a1", 1.0, n=1) | {
        "object": {"objectType": "Agent", "mbox": "mailto:ben@school.example"},
        "context": {"contextActivities": {"other": [{"id": iri(name), "definition": {"name": {"en": "L"}}}]}},
    }).status_code == 200  # fmt: skip
    assert activity(name)["definition"] == {"name": {"en": "L"}}


def test_rule_25_a_person_has_lists_of_what_was_asked_with(store, school) -> None:
    agent = {"objectType": "Agent", "name": "Ana", "account": school.actor("ana")["account"]}
    answer = store.doors("GET", "/xapi/agents", query_string={"agent": json.dumps(agent)}, headers=store.headers)
    assert answer.json == {"objectType": "Person", "name": ["Ana"], "account": [agent["account"]]}


@pytest.mark.parametrize("path", ["/xapi/agents", "/xapi/activities"])
def test_head_answers_like_get_and_bad_parameters_are_refused(store, school, path) -> None:
    good = {"agent": json.dumps(school.actor("ana"))} if path.endswith("agents") else {"activityId": iri("a1")}
    head = store.doors("HEAD", path, query_string=good, headers=store.headers)
    assert (head.status_code, head.data) == (200, b"")
    for bad in ({}, {**good, "x": "y"}, dict.fromkeys(good, "{}")):
        assert store.doors("GET", path, query_string=bad, headers=store.headers).status_code == 400

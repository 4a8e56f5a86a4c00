"""The document resources over HTTP: bytes, conditions, merges, lists (rule 25, Target table)."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any
from uuid import UUID

import pytest
from support.app import Doors, app_of
from support.statements import key
from support.world import iri

from gateway import wiring
from gateway.db import tables as t

ONE, OTHER = (str(UUID(int=(4 << 76) | (8 << 60) | n)) for n in (1, 2))
VERSIONS = ("1.0.3", "2.0.0")
each_version = pytest.mark.parametrize("version", VERSIONS)
RESOURCES = ("activities/state", "activities/profile", "agents/profile")
each_resource = pytest.mark.parametrize("resource", RESOURCES)
AGENT = {"mbox": "mailto:ana@school.example"}


def etag(body: bytes) -> str:
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'


class Documents:
    """The document resources with a key that may do all; a resource is named by its path below /xapi."""

    def __init__(self, doors: Any, headers: dict[str, str]) -> None:
        self.doors, self.headers = doors, headers

    def __call__(
        self, method: str, resource: str, body: bytes | Any = b"", *, version: str = "1.0.3",
        headers: dict[str, str] | None = None, **query: Any,
    ) -> Any:  # fmt: skip
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if method in {"PUT", "POST"} else {}
        given = {**self.headers, "X-Experience-API-Version": version, **kind, **(headers or {})}
        return self.doors(method, f"/xapi/{resource}", data=raw, headers=given, query_string=query)


def place(resource: str, name: str | None = "one", **change: Any) -> dict[str, Any]:
    """Return the parameters of a document; `name` is its id, None for all of them."""
    about = {"activityId": iri("a1")} if resource.startswith("activities") else {}
    agent = {} if resource == "activities/profile" else {"agent": json.dumps(AGENT)}
    own = {} if name is None else {"stateId" if resource.endswith("state") else "profileId": name}
    return {**about, **agent, **own, **change}


@pytest.fixture
def ask(doors, school) -> Documents:
    return Documents(doors, key(school))


def fresh(ask: Documents, resource: str, body: Any, *, version: str = "1.0.3", **query: Any) -> None:
    """Put a document where none is."""
    answer = ask("PUT", resource, body, version=version, headers={"If-None-Match": "*"}, **(query or place(resource)))
    assert answer.status_code == 204, answer.text


@each_resource
@each_version
def test_rule_25_a_document_comes_back_with_its_etag_its_type_and_its_time(ask, resource, version) -> None:
    fresh(ask, resource, {"a": 1}, version=version)
    answer = ask("GET", resource, version=version, **place(resource))
    assert (answer.status_code, answer.data) == (200, b'{"a": 1}')
    assert answer.headers["ETag"] == etag(b'{"a": 1}')
    assert answer.headers["Last-Modified"] == "Mon, 14 Sep 2026 12:00:00 GMT"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Experience-API-Version"] == version
    head = ask("HEAD", resource, version=version, **place(resource))
    assert (head.status_code, head.data) == (200, b"")
    assert {name: head.headers[name] for name in ("ETag", "Content-Length")} == {
        "ETag": etag(b'{"a": 1}'), "Content-Length": "8",
    }  # fmt: skip


@each_resource
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("šķērsiela 書籤 \U0001f600 ".encode(), "text/plain; charset=utf-8"), (bytes(range(256)), "image/png"),
        (b"", "text/plain"), (b' {"a" :  1.50, "a": 2}\r\n', "application/json; charset=utf-8"),
        (b"{", "application/json"),
        (b"a=1&b=%20", "application/x-www-form-urlencoded"), (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"<script>1</script>", "text/html"),
    ],
)  # fmt: skip
def test_rule_25_any_content_is_kept_byte_for_byte(ask, resource, body, kind) -> None:
    answer = ask("PUT", resource, body, headers={"If-None-Match": "*", "Content-Type": kind}, **place(resource))
    assert answer.status_code == 204, answer.text
    answer = ask("GET", resource, **place(resource))
    assert (answer.data, answer.headers["Content-Type"], answer.headers["ETag"]) == (body, kind, etag(body))
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_content_without_a_type_is_bytes(ask, doors) -> None:
    query = place("activities/state")
    assert doors("PUT", "/xapi/activities/state", data=b"x", headers=ask.headers, query_string=query).status_code == 204
    assert ask("GET", "activities/state", **query).headers["Content-Type"] == "application/octet-stream"


@each_resource
def test_ids_may_be_long_and_in_any_script(ask, resource) -> None:
    for name in ("書籤/../?&=% +", "x" * 3000):
        fresh(ask, resource, b"1", **place(resource, name))
        assert ask("GET", resource, **place(resource, name)).status_code == 200
    names = ask("GET", resource, **place(resource, None)).json
    assert sorted(names) == sorted(["書籤/../?&=% +", "x" * 3000])


WITHOUT = [
    ("activities/state", "1.0.3", 204, 204), ("activities/state", "2.0.0", 204, 409),
    ("activities/profile", "1.0.3", 400, 409), ("activities/profile", "2.0.0", 204, 409),
    ("agents/profile", "1.0.3", 400, 409), ("agents/profile", "2.0.0", 204, 409),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "version", "absent", "present"), WITHOUT)
def test_rule_25_a_put_without_conditions(ask, resource, version, absent, present) -> None:
    assert ask("PUT", resource, b"1", version=version, **place(resource)).status_code == absent
    there = place(resource, "there")
    fresh(ask, resource, b"1", **there)
    answer = ask("PUT", resource, b"2", version=version, **there)
    assert answer.status_code == present
    assert ask("GET", resource, **there).data == (b"2" if present == 204 else b"1")
    assert present == 204 or "If-Match" in answer.json["hint"]


@each_resource
@each_version
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_rule_25_a_condition_that_fails_changes_nothing(ask, resource, version, method) -> None:
    fresh(ask, resource, {"a": 1})
    for condition in ({"If-Match": '"1234"'}, {"If-None-Match": "*"}, {"If-None-Match": etag(b'{"a": 1}')}):
        answer = ask(method, resource, {"a": 2}, version=version, headers=condition, **place(resource))
        assert answer.status_code == 412, condition
        assert ask("GET", resource, **place(resource)).data == b'{"a": 1}'
    missing = place(resource, "missing")
    assert ask(method, resource, {}, version=version, headers={"If-Match": "*"}, **missing).status_code == 412
    assert ask("GET", resource, **missing).status_code == 404


@each_resource
@each_version
@pytest.mark.parametrize(("method", "left"), [("PUT", {"b": 2}), ("POST", {"a": 1, "b": 2}), ("DELETE", None)])
def test_rule_25_a_condition_that_holds_lets_the_change_through(ask, resource, version, method, left) -> None:
    fresh(ask, resource, {"a": 1})
    tag = ask("GET", resource, **place(resource)).headers["ETag"]
    answer = ask(method, resource, {"b": 2}, version=version, headers={"If-Match": tag}, **place(resource))
    assert (answer.status_code, answer.data) == (204, b"")
    answer = ask("GET", resource, **place(resource))
    assert answer.json == left if left else answer.status_code == 404


@each_resource
def test_rule_25_last_modified_and_etag_follow_a_change(ask, resource, clock) -> None:
    fresh(ask, resource, {"a": 1})
    clock.advance(minutes=5)
    ask("POST", resource, {"a": 2}, **place(resource))
    answer = ask("GET", resource, **place(resource))
    assert answer.headers["Last-Modified"] == "Mon, 14 Sep 2026 12:05:00 GMT"
    assert answer.headers["ETag"] == etag(answer.data)


@each_resource
@each_version
def test_rule_25_a_post_merges_top_level_properties(ask, resource, version) -> None:
    assert ask("POST", resource, {"a": {"x": 1}, "b": 1}, version=version, **place(resource)).status_code == 204
    assert ask("POST", resource, {"a": {"y": 2}, "c": None}, version=version, **place(resource)).status_code == 204
    assert ask("GET", resource, **place(resource)).json == {"a": {"y": 2}, "b": 1, "c": None}


@each_resource
def test_rule_25_only_two_json_objects_merge(ask, resource) -> None:
    text = {"Content-Type": "text/plain"}
    assert ask("POST", resource, b"{", **place(resource)).status_code == 400
    assert ask("GET", resource, **place(resource)).status_code == 404
    fresh(ask, resource, {"a": 1})
    for body, headers in ((b"{", {}), (b"[]", {}), (b'{"a": 2}', text)):
        assert ask("POST", resource, body, headers=headers, **place(resource)).status_code == 400
        assert ask("GET", resource, **place(resource)).data == b'{"a": 1}'
    words = place(resource, "words")
    assert ask("POST", resource, b"words", headers=text, **words).status_code == 204
    assert ask("POST", resource, {"a": 2}, **words).status_code == 400
    assert ask("GET", resource, **words).data == b"words"


@each_resource
@each_version
def test_rule_25_a_list_gives_the_ids_written_after_since(ask, resource, version, clock) -> None:
    assert ask("GET", resource, version=version, **place(resource, None)).json == []
    for name in ("c", "a"):
        fresh(ask, resource, b"1", version=version, **place(resource, name))
        clock.advance(minutes=1)
    since = "2026-09-14T14:00:00+02:00"
    answer = ask("GET", resource, version=version, **place(resource, None))
    assert (answer.json, answer.headers["Last-Modified"]) == (["a", "c"], "Mon, 14 Sep 2026 12:01:00 GMT")
    assert ask("GET", resource, version=version, **place(resource, None, since=since)).json == ["a"]
    assert ask("HEAD", resource, version=version, **place(resource, None)).status_code == 200
    for bad in ("yesterday", "2026-02-30T00:00:00Z"):
        assert ask("GET", resource, version=version, **place(resource, None, since=bad)).status_code == 400


@each_resource
def test_rule_25_deleting_what_is_not_there_is_no_error(ask, resource) -> None:
    assert ask("DELETE", resource, **place(resource)).status_code == 204
    if resource != "activities/state":
        assert ask("DELETE", resource, **place(resource, None)).status_code == 400


@each_resource
def test_rule_25_parameters_are_strict(ask, resource) -> None:
    name = "stateId" if resource.endswith("state") else "profileId"
    whole = place(resource)
    for missing in whole.keys() - {name}:
        left = {one: value for one, value in whole.items() if one != missing}
        assert {ask(method, resource, b"{}", **left).status_code for method in ("GET", "PUT", "POST", "DELETE")} == {
            400
        }
    for bad in ({name.upper(): "x"}, {"limit": "1"}, {"since": "2026-09-14T14:00:00Z"}):
        assert ask("PUT", resource, b"{}", **{**whole, **bad}).status_code == 400
    assert ask("GET", resource, **place(resource, "a\x00b")).status_code == 400
    assert ask("GET", resource, **place(resource, "")).status_code == 400


def test_rule_25_a_state_belongs_to_agent_activity_and_registration(ask) -> None:
    state = "activities/state"
    places = [
        place(state), place(state, activityId=iri("a2")), place(state, registration=ONE),
        place(state, registration=OTHER), place(state, agent=json.dumps({"mbox": "mailto:ben@school.example"})),
    ]  # fmt: skip
    for n, one in enumerate(places):
        fresh(ask, state, n, **one)
    assert [ask("GET", state, **one).json for one in places] == [0, 1, 2, 3, 4]
    assert ask("GET", state, **place(state, registration=ONE.upper())).json == 2


def test_rule_25_agents_are_equal_by_identifier(ask) -> None:
    fresh(ask, "activities/state", b"1", **place("activities/state"))
    again = json.dumps({"name": "Ana", "objectType": "Agent", **AGENT})
    assert ask("GET", "activities/state", **place("activities/state", agent=again)).status_code == 200


def test_rule_25_delete_without_an_id_clears_the_context(ask) -> None:
    state = "activities/state"
    for name, registration in (("a", ONE), ("b", ONE), ("a", OTHER), ("c", None)):
        fresh(ask, state, b"1", **place(state, name, **({"registration": registration} if registration else {})))
    kept = place(state, "kept", activityId=iri("a2"))
    fresh(ask, state, b"1", **kept)
    assert ask("GET", state, **place(state, None)).json == ["a", "b", "c"]
    assert ask("GET", state, **place(state, None, registration=ONE)).json == ["a", "b"]
    assert ask("DELETE", state, headers={"If-Match": "*"}, **place(state, None)).status_code == 400
    assert ask("DELETE", state, **place(state, None, registration=ONE)).status_code == 204
    assert ask("GET", state, **place(state, None)).json == ["a", "c"]
    assert ask("DELETE", state, **place(state, None)).status_code == 204
    assert ask("GET", state, **place(state, None)).json == []
    assert ask("GET", state, **kept).status_code == 200


@each_resource
def test_rule_25_of_parallel_puts_with_one_etag_one_wins_also_over_two_processes(ask, resource, waymark, clock) -> None:
    fresh(ask, resource, b"0", **place(resource))
    together, codes = threading.Barrier(6), []
    second = wiring.build(waymark.settings, clock)
    apps = [app_of(waymark), app_of(second)]

    def put(n: int) -> None:
        mine = Documents(Doors(apps[n % 2]), ask.headers)
        together.wait()
        answer = mine("PUT", resource, str(n).encode(), headers={"If-Match": etag(b"0")}, **place(resource))
        codes.append((answer.status_code, n))

    threads = [threading.Thread(target=put, args=(n,)) for n in range(1, 7)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    second.close()
    assert sorted(code for code, _ in codes) == [204, 412, 412, 412, 412, 412]
    winner = next(n for code, n in codes if code == 204)
    assert ask("GET", resource, **place(resource)).data == str(winner).encode()


def test_larger_bodies_than_the_doors_limit_are_refused(ask, school) -> None:
    assert ask("PUT", "activities/state", b"x" * (5 * 1024 * 1024 + 1), **place("activities/state")).status_code == 413
    assert school.rows(t.document) == []

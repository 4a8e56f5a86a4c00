"""Whatever is sent, the record store answers 2xx or 4xx and keeps no half of it (T14)."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.statements import completed

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.one_of(st.text(max_size=8), st.sampled_from(["\x00", "a\x00b", "ﷺ", "9" * 400, "https://x.example/\x00"]))
NUMBERS = st.one_of(
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([10**30, -(2**63)])
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
PLACES = st.sampled_from(
    ["id", "actor", "verb", "object", "result", "context", "timestamp", "attachments", "actor.account.name",
     "actor.account.homePage", "verb.id", "object.id", "object.objectType", "result.score", "result.score.scaled",
     "result.extensions", "result.duration", "context.registration", "context.extensions", "verb.display"]
)  # fmt: skip
PARAMETERS = (
    "agent", "verb", "activity", "since", "until", "limit", "cursor", "registration", "statementId", "ascending",
)  # fmt: skip
TIMES = st.sampled_from(
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999999-12:00", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
     "2026-06-30T23:59:60Z", "2026-01-01", "-0044-03-15T00:00:00Z"]
)  # fmt: skip
GOOD = ('{"mbox": "mailto:ana@school.example"}', "https://x.example/a", "one", "2026-03-04T09:30:00Z")
"""What makes documents' parameters right, so that some requests get as far as the store."""


def explained(answer: Any) -> bool:
    """Say whether a refusal names the place, the rule, what is wrong, and the section behind it."""
    if answer.status_code != 400:
        return bool(answer.status_code < 500)
    problems = answer.json["problems"]
    return bool(problems) and all(
        {"path", "rule", "message"} <= one.keys() and one["section"].startswith("xAPI ") for one in problems
    )


def put_in(statement: dict[str, Any], place: str, value: Any) -> None:
    *path, last = place.split(".")
    for name in path:
        statement = statement.setdefault(name, {})
        if not isinstance(statement, dict):
            return
    statement[last] = value


@MANY
@given(body=st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_body_is_answered(store, body: bytes) -> None:
    assert store.post(body).status_code < 500


@MANY
@given(changes=st.lists(st.tuples(PLACES, st.one_of(JSON, TIMES)), min_size=1, max_size=3), data=st.data())
def test_any_change_of_a_statement_is_answered(store, school, changes, data) -> None:
    one = completed(school.actor("ana"), "a1", 0.5, n=data.draw(st.integers(1, 9)))
    for place, value in changes:
        put_in(one, place, value)
    answer = store.post(json.dumps(one).encode())
    assert answer.status_code in {200, 400, 403, 409}, answer.text
    assert explained(answer), answer.text
    if answer.status_code == 200:
        assert store.get(statementId=answer.json[0]).status_code == 200
        from support.statements import run

        run(school.waymark, "evaluate")


@MANY
@given(
    query=st.dictionaries(
        st.sampled_from(PARAMETERS),
        st.one_of(TEXTS, TIMES, JSON.map(json.dumps)), min_size=1, max_size=3,
    )
)  # fmt: skip
def test_any_query_is_answered(store, query: dict[str, str]) -> None:
    answer = store.get(**query)
    assert explained(answer), answer.text


@MANY
@given(
    path=st.sampled_from(["activities/state", "activities/profile", "agents/profile", "agents", "activities"]),
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
    query=st.dictionaries(
        st.sampled_from(["agent", "activityId", "stateId", "profileId", "registration", "since"]),
        st.one_of(TEXTS, TIMES, JSON.map(json.dumps), st.sampled_from(GOOD)), min_size=1, max_size=4,
    ),
    condition=st.sampled_from([{}, {"If-Match": "*"}, {"If-None-Match": "*"}, {"If-Match": ', W/"'}]),
    body=st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode())),
)  # fmt: skip
def test_any_request_for_documents_is_answered(store, path, method, query, condition, body) -> None:
    given_ = {**store.headers, **condition, "Content-Type": "application/json"}
    answer = store.doors(method, f"/xapi/{path}", data=body, headers=given_, query_string=query)
    assert explained(answer), answer.text


@MANY
@given(version=TEXTS, authorization=TEXTS, kind=TEXTS)
def test_any_header_is_answered(doors, store, version: str, authorization: str, kind: str) -> None:
    def plain(text: str) -> str:
        return "".join(one for one in text if one.isprintable()).encode("latin-1", "replace").decode("latin-1")

    headers = {
        "X-Experience-API-Version": plain(version), "Authorization": f"Basic {plain(authorization)}",
        "Content-Type": plain(kind),
    }  # fmt: skip
    answer = doors("POST", "/xapi/statements", data=b"{}", headers=headers)
    assert explained(answer), answer.text

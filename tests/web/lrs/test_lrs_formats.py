"""The three formats, Last-Modified, HEAD, and what is the same statement (lrs-rules 3, 19, 21, 22)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
from support.statements import completed, number
from support.world import iri

SECOND = {"X-Experience-API-Version": "2.0.0"}


def named(n: int) -> str:
    return str(number(n))


def worded(school, n: int, *, activity: str = "a1", **names: str):
    """Return a statement whose verb and activity have names in several languages."""
    made = completed({**school.actor("ana"), "name": "Anonymous"}, activity, 1.0, n=n)
    made["verb"] = {**made["verb"], "display": {"en-US": "completed", "es": "completó"}}
    made["object"] = {
        "id": iri(activity),
        "definition": {"name": {tag.replace("_", "-"): t for tag, t in names.items()}},
    }
    return made


def test_rule_21_exact_returns_what_was_received(store, school) -> None:
    sent = worded(school, 1, en_US="Juice", es="Zumo")
    store.post(sent)
    kept = store.get(statementId=named(1), headers={**store.headers, "Accept-Language": "es"}).json
    assert {name: kept[name] for name in sent} == sent


def test_rule_21_ids_keeps_only_identifiers_and_the_members_of_anonymous_groups(store, school) -> None:
    sent = worded(school, 1, en="Juice")
    anonymous = {"objectType": "Group", "name": "Crew", "member": [{"name": "B", "mbox": "mailto:b@x.example"}]}
    known = {**anonymous, "mbox": "mailto:crew@x.example"}
    around = {"grouping": [{"id": iri("b1"), "definition": {"name": {"en": "B"}}}]}
    sent["context"] = {"team": anonymous, "instructor": known, "contextActivities": around}
    store.post(sent)
    kept = store.get(statementId=named(1), format="ids").json
    assert "name" not in kept["actor"]
    assert kept["verb"] == {"id": sent["verb"]["id"]}
    assert kept["object"] == {"id": iri("a1")}
    assert kept["context"]["team"] == {"objectType": "Group", "member": [{"mbox": "mailto:b@x.example"}]}
    assert kept["context"]["instructor"] == {"objectType": "Group", "mbox": "mailto:crew@x.example"}
    assert kept["context"]["contextActivities"] == {"grouping": [{"id": iri("b1")}]}


@pytest.mark.parametrize(
    ("asked", "name"),
    [("es", "Zumo"), ("es-MX, en;q=0.5", "Zumo"), ("en;q=0.5, es;q=0.1", "Juice"), ("x;q=z, de", "Juice")],
)  # fmt: skip
def test_rule_21_canonical_has_one_language_chosen_by_accept_language(store, school, asked, name) -> None:
    store.post(worded(school, 1, en_US="Juice", es="Zumo"))
    headers = {**store.headers, "Accept-Language": asked}
    for kept in (
        store.get(statementId=named(1), format="canonical", headers=headers).json,
        store.get(format="canonical", headers=headers).json["statements"][0],
    ):
        assert list(kept["object"]["definition"]["name"].values()) == [name]
        assert len(kept["verb"]["display"]) == 1
        assert kept["actor"]["name"] == "Anonymous"


def test_rule_21_canonical_merges_what_all_statements_say_of_an_activity(store, school) -> None:
    store.post(
        [worded(school, 1, en="Juice"), worded(school, 2, de="Saft"), completed(school.actor("ana"), "a1", 1.0, n=3)]
    )
    headers = {**store.headers, "Accept-Language": "de"}
    found = store.get(format="canonical", headers=headers).json["statements"]
    assert [one["object"]["definition"]["name"] for one in found] == [{"de": "Saft"}] * 3
    headers = {**store.headers, "Accept-Language": "en"}
    found = store.get(format="canonical", headers=headers).json["statements"]
    assert [one["object"]["definition"]["name"] for one in found] == [{"en": "Juice"}] * 3


def test_rule_20_more_carries_the_format(store, school, doors) -> None:
    store.post([worded(school, n, en="Juice") for n in (1, 2)])
    more = store.get(format="ids", limit="1").json["more"]
    assert doors("GET", more, headers=store.headers).json["statements"][0]["object"] == {"id": iri("a1")}


def test_a_single_statement_has_the_time_of_its_storing_as_last_modified(store, school) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    answer = store.get(statementId=named(1), headers={**store.headers, **SECOND})
    modified = parsedate_to_datetime(answer.headers["Last-Modified"])
    assert answer.json["stored"].startswith(modified.strftime("%Y-%m-%dT%H:%M:%S"))


@pytest.mark.parametrize("query", [{}, {"statementId": named(1)}, {"statementId": named(2)}, {"verb": "bad"}])
def test_rule_22_HEAD_answers_as_GET_without_a_body(store, school, doors, query) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    got = store.get(**query)
    head = doors("HEAD", "/xapi/statements", query_string=query, headers=store.headers)
    assert (head.status_code, head.data) == (got.status_code, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.headers.get("Last-Modified") == got.headers.get("Last-Modified")


@pytest.mark.parametrize(
    "query",
    [
        {"statementId": named(1), "limit": "1"}, {"voidedStatementId": named(1), "related_agents": "true"},
        {"Format": "ids"}, {"relatedAgents": "true"}, {"related_agents": "True"}, {"attachments": "yes"},
        {"agent": '{"objectType":"Group","member":[]}'},
        {"voidedStatementId": named(1), "since": "2026-01-01T00:00:00Z"},
    ],
)  # fmt: skip
def test_rule_19_exclusive_unknown_and_differently_cased_parameters_are_400(store, query) -> None:
    answer = store.get(**query)
    assert answer.status_code == 400
    assert answer.json["problems"][0]["rule"]


def test_rule_19_format_may_stand_beside_statementId(store, school) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    for name in ("ids", "exact", "canonical"):
        assert store.get(statementId=named(1), format=name).status_code == 200


@pytest.mark.parametrize(
    ("first", "again", "version", "status"),
    [
        ("PT1.004S", "PT1.011S", SECOND, 200), ("PT1.004S", "PT1.02S", SECOND, 409), ("PT60S", "PT1M", SECOND, 200),
        ("PT60S", "PT1M", {}, 409), ("PT60S", "PT60S", {}, 200),
    ],
)  # fmt: skip
def test_rule_3_durations_differ_as_the_version_says(store, school, first, again, version, status) -> None:
    headers = {**store.headers, **version}
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1, duration=first), headers=headers)
    answer = store.post(completed(school.actor("ana"), "a1", 1.0, n=1, duration=again), headers=headers)
    assert answer.status_code == status
    assert store.count() == 1


def test_rule_3_a_statement_sent_again_in_the_other_version_is_the_same(store, school) -> None:
    one = completed(school.actor("ana"), "a1", 1.0, n=1, duration="PT1M")
    store.post(one)
    assert store.post(one, headers={**store.headers, **SECOND}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "2026-09-01T10:00:00Z"}, {"authority": {"objectType": "Agent", "mbox": "mailto:x@x.example"}},
        {"stored": "2026-09-01T10:00:00Z"}, {"version": "1.0.0"},
        {"object": {"objectType": "Activity", "id": iri("a1"), "definition": {"name": {"en": "Other"}}}},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "did"}}},
        {"attachments": [{"usageType": "http://x.example/u", "display": {"en": "x"}, "contentType": "text/plain",
                          "length": 1, "sha2": "ab" * 32, "fileUrl": "http://x.example/f"}]},
    ],
)  # fmt: skip
def test_rule_3_what_does_not_count_makes_no_conflict(store, school, change) -> None:
    one = completed(school.actor("ana"), "a1", 1.0, n=1)
    store.post(one)
    before = store.get(statementId=named(1)).json
    assert store.put({**one, **change}, named(1)).status_code == 204
    assert store.get(statementId=named(1)).json == before


def test_rule_3_the_order_of_group_members_does_not_count(store, school) -> None:
    members = [{"mbox": "mailto:b@x.example"}, {"mbox": "mailto:c@x.example"}]
    one = {**completed(school.actor("ana"), "a1", 1.0, n=1), "actor": {"objectType": "Group", "member": members}}
    store.post(one)
    assert store.post({**one, "actor": {"objectType": "Group", "member": members[::-1]}}).status_code == 200

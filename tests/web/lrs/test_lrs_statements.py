"""PUT, POST and GET of statements over HTTP (lrs-rules 1-3, 5, 17, 19, 20, 22; S06, S07, T13)."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from support.statements import completed, number, run, voiding
from support.world import iri

from gateway.db import tables as t

PERSONS = ("ana", "ben")


def test_rule_2_a_batch_is_stored_whole_and_its_ids_come_back_in_order(store, school) -> None:
    sent = [completed(school.actor("ana"), "a1", 0.5, n=n) for n in (5, 2, 9)]
    answer = store.post(sent)
    assert answer.status_code == 200
    assert answer.json == [one["id"] for one in sent]


def test_rule_2_one_bad_statement_refuses_all(store, school) -> None:
    good = [completed(school.actor("ana"), "a1", 0.5, n=n) for n in range(1, 10)]
    answer = store.post([*good, {**completed(school.actor("ana"), "a1", 7.0, n=10)}])
    assert answer.status_code == 400
    problem = answer.json["problems"][0]
    assert problem["path"].startswith("/9/")
    assert problem["rule"]
    assert store.count() == 0


def test_rule_2_PUT_wants_its_parameter(store, school) -> None:
    one = completed(school.actor("ana"), "a1", 0.5, n=1)
    assert store.put(one).status_code == 400
    assert store.put(one, str(number(2))).status_code == 400
    assert store.put(one, "no-uuid").status_code == 400
    assert store.put([one], one["id"]).status_code == 400
    assert store.count() == 0
    assert store.put(one, one["id"]).status_code == 204
    without = {name: value for name, value in one.items() if name != "id"}
    assert store.put(without, str(number(3))).status_code == 204
    assert store.get(statementId=str(number(3))).json["id"] == str(number(3))


def test_S06_a_repeated_id_is_stored_once_and_another_content_is_a_conflict(store, school) -> None:
    one = completed(school.actor("ana"), "a1", 0.5, n=1)
    assert store.post(one).status_code == 200
    assert store.post(one).status_code == 200
    assert store.put(one, one["id"]).status_code == 204
    other = completed(school.actor("ana"), "a1", 0.9, n=1)
    assert store.post([completed(school.actor("ana"), "a1", 0.1, n=2), other]).status_code == 409
    assert store.put(other, one["id"]).status_code == 409
    assert store.ids() == [one["id"]]
    assert store.get(statementId=one["id"]).json["result"]["score"]["scaled"] == 0.5


def test_S06_a_batch_sent_again_after_a_lost_answer_is_counted_once(store, school) -> None:
    batch = [completed(school.actor("ana"), "a1", 0.5, n=n) for n in range(1, 4)]
    store.post(batch[:2])
    assert store.post(batch).json == [one["id"] for one in batch]
    store.post(batch)
    run(school.waymark, "evaluate")
    assert store.count() == 3
    assert school.rows(t.mastery)[0].pieces == 3


def test_S07_a_statement_without_an_id_gets_one(store, school) -> None:
    sent = [completed(school.actor("ana"), "a1", 0.5, n=n) for n in (1, 2)]
    for one in sent:
        del one["id"], one["timestamp"]
    ids = store.post(sent).json
    assert len(set(ids)) == 2
    kept = store.get(statementId=ids[1]).json
    assert kept["timestamp"] == kept["stored"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_rule_17_voiding_in_any_order_hides_the_target_and_takes_its_evidence(store, school, order) -> None:
    sent = [completed(school.actor("ana"), "a1", 1.0, n=1), voiding(school.actor("ana"), str(number(1)), n=2)]
    for place in order:
        assert store.post(sent[place]).status_code == 200
        run(school.waymark, "evaluate")
    assert store.get(statementId=str(number(1))).status_code == 404
    assert store.get(voidedStatementId=str(number(1))).json["id"] == str(number(1))
    assert store.ids() == [str(number(2))]
    assert not school.rows(t.evidence)
    assert not school.rows(t.mastery)


def test_rule_17_a_voiding_statement_cannot_be_voided(store, school) -> None:
    ana = school.actor("ana")
    store.post([completed(ana, "a1", 1.0, n=1), voiding(ana, str(number(1)), n=2)])
    assert store.post(voiding(ana, str(number(2)), n=3)).status_code == 400
    assert store.post(voiding(ana, str(number(5)), n=4)).status_code == 200
    assert store.post([completed(ana, "a2", 1.0, n=6), voiding(ana, str(number(6)), n=5)]).status_code == 200
    assert store.get(statementId=str(number(5))).status_code == 200, "voided ahead of time, but it is a voiding one"


@pytest.mark.parametrize(
    "query",
    [
        {"verbs": "x"}, {"Verb": "http://x.example"}, {"verb": "no iri"}, {"limit": "-1"}, {"limit": "many"},
        {"statementId": "x"}, {"agent": "{}"}, {"agent": "{"}, {"since": "yesterday"}, {"ascending": "yes"},
        {"statementId": str(number(1)), "verb": "http://x.example"}, {"registration": "1"}, {"format": "all"},
        {"statementId": str(number(1)), "voidedStatementId": str(number(2))},
        {"cursor": "²"}, {"cursor": "9" * 30}, {"cursor": "-1"}, {"cursor": ["1", "2"]}, {"verb": "http://x\x00y.example"},
    ],
)  # fmt: skip
def test_rule_19_parameters_that_are_not_allowed_are_400(store, query) -> None:
    assert store.get(**query).status_code == 400


def test_rule_19_filters_and_order(store, school, clock) -> None:
    for n in range(1, 7):
        store.post(completed(school.actor(PERSONS[n % 2]), ("a1", "a2", "b1")[n % 3], 0.5, n=n))
        clock.advance(seconds=10)
    every = [str(number(n)) for n in range(1, 7)]
    assert store.ids() == every[::-1]
    assert store.ids(ascending="true") == every
    assert store.ids(activity=iri("a1")) == [every[5], every[2]]
    import json

    assert store.ids(agent=json.dumps(school.actor("ben")), ascending="true") == every[::2]
    assert store.ids(since="2026-09-14T12:00:10Z", until="2026-09-14T12:00:30Z") == [every[3], every[2]]
    assert store.ids(verb="http://adlnet.gov/expapi/verbs/passed") == []


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_rule_20_more_neither_repeats_nor_skips_while_statements_arrive(store, school, doors, ascending) -> None:
    for n in range(1, 8):
        store.post(completed(school.actor("ana"), "a1", 0.5, n=n))
    answer = store.get(limit="3", ascending=ascending, activity=iri("a1"))
    seen = [one["id"] for one in answer.json["statements"]]
    extra = 50
    while answer.json["more"]:
        assert answer.json["more"].startswith("/xapi/statements?")
        store.post(completed(school.actor("ana"), "a1", 0.5, n=(extra := extra + 1)))
        if extra > 53:
            break
        answer = doors("GET", answer.json["more"], headers=store.headers)
        seen += [one["id"] for one in answer.json["statements"]]
    assert len(seen) == len(set(seen))
    assert {str(number(n)) for n in range(1, 8)} <= set(seen)


def test_rule_22_every_answer_carries_its_headers(store, school, doors) -> None:
    store.post(completed(school.actor("ana"), "a1", 0.5, n=1))
    for answer in (store.get(), store.get(verb="bad iri"), store.get(statementId=str(number(4)))):
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"
        assert answer.headers["X-Experience-API-Consistent-Through"].startswith("2026-09-14T12:00")
    head = doors("HEAD", "/xapi/statements", headers=store.headers)
    assert (head.status_code, head.data) == (200, b"")
    second = {**store.headers, "X-Experience-API-Version": "2.0.0"}
    assert store.get(headers=second).headers["X-Experience-API-Version"] == "2.0.0"
    assert doors("GET", "/xapi/about").json == {"version": ["1.0.3", "2.0.0"]}


@pytest.mark.parametrize(
    ("sent", "answered"), [(None, "0.95"), ("", "0.95"), ("0.95", "1.0.3"), ("1.1", "1.0.3"), ("2.1.0", "2.0.0")]
)
def test_a_version_not_spoken_is_400_and_names_one_that_is(store, sent, answered) -> None:
    headers = {name: value for name, value in store.headers.items() if "Version" not in name}
    answer = store.get(headers=headers | ({} if sent is None else {"X-Experience-API-Version": sent}))
    assert answer.status_code == 400
    assert answer.headers["X-Experience-API-Version"] == answered


def test_rule_5_null_and_unknown_properties_are_400(store, school) -> None:
    one = completed(school.actor("ana"), "a1", 0.5, n=1)
    for change in ({"result": None}, {"veRb": one["verb"]}, {"context": {"registration": ""}}):
        assert store.post({**one, **change}).status_code == 400
    assert store.count() == 0


def test_T13_too_large_is_413_and_too_deep_400(store, school) -> None:
    one = completed(school.actor("ana"), "a1", 0.5, n=1)
    assert store.post(b" " * (5 * 1024 * 1024 + 1)).status_code == 413
    nested = b"[" * 65 + b"]" * 65
    assert store.post(nested).status_code == 400
    deep = b'{"a":' * 65 + b"1" + b"}" * 65
    extension = b'{"https://x.example/e":' + deep + b"}"
    import orjson

    raw = orjson.dumps({**one, "context": {"extensions": 0}}).replace(b'"extensions":0', b'"extensions":' + extension)
    assert store.post(raw).status_code == 400
    assert store.count() == 0
    assert store.post(one).status_code == 200


@pytest.mark.parametrize("path", ["/xapi//statements", "/xapi///statements"])
def test_repeated_slashes_are_one(store, school, path) -> None:
    answer = store.post(completed(school.actor("ana"), "a1", 0.5, n=1), path=path)
    assert answer.status_code == 200
    assert store.count() == 1


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_what_is_not_json_is_400(store, school, kind) -> None:
    body = completed(school.actor("ana"), "a1", 0.5, n=1)
    assert store.post(body, headers={**store.headers, "Content-Type": kind}).status_code == 400
    assert store.count() == 0


def test_the_content_host_serves_no_statements(doors, store) -> None:
    answer = doors("GET", "/xapi/statements", base_url="http://127.0.0.1:8400", headers=store.headers)
    assert answer.status_code == 404


def test_S11_stored_and_seq_rise_also_when_the_clock_is_set_back(store, school, clock) -> None:
    for n in range(1, 5):
        assert store.post(completed(school.actor("ana"), "a1", 0.5, n=n)).status_code == 200
        clock.advance(hours=-1 if n == 1 else 0)
    rows = sorted(school.rows(t.statement), key=lambda row: row.seq)
    assert [bytes(row.id) for row in rows] == [number(n).bytes for n in range(1, 5)]
    assert all(one.stored < two.stored for one, two in pairwise(rows))
    times = [datetime.fromisoformat(one["stored"]) for one in store.get(ascending="true").json["statements"]]
    assert times == [row.stored for row in rows]

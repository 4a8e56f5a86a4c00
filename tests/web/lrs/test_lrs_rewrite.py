"""P05: what a rewriting key stores, finds and answers; what keys for enrolled learners take."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from support.statements import completed, key, run
from test_lrs_attachments import send, signed

from gateway.db import tables as t
from gateway.services import account_rules, recognise
from gateway.services.account_rules import NewRule
from lti.mail import read_mail

MAIL = "zed@school.example"
ZED = {"objectType": "Agent", "name": "Zed Zander", "mbox": f"mailto:{MAIL}"}
DOCUMENT = {"If-None-Match": "*", "Content-Type": "application/json"}


@pytest.fixture
def rewriting(school) -> dict[str, str]:
    return key(school, actors="rewrite")


def everything(school) -> str:
    """Return the whole database as text."""
    with school.waymark.db.read() as conn:
        tables = [
            conn.execute(select(one).where(one.c.tenant_id == school.tenant) if "tenant_id" in one.c else select(one))
            for one in t.metadata.tables.values()
        ]
        return str([rows.all() for rows in tables])


def pseudonym(school, actor: dict[str, Any]) -> dict[str, Any]:
    return school.waymark.naming.pseudonyms(school.tenant).actor(actor)


def test_the_original_is_kept_nowhere(store, school, rewriting) -> None:
    context = {"instructor": {"mbox": "mailto:boss-zander@school.example"}}
    sent = {**completed(ZED, "a1", 1.0, n=1), "context": context}
    assert store.post(sent, headers=rewriting).status_code == 200
    kept = store.get(statementId=sent["id"]).json
    assert kept["actor"] == pseudonym(school, ZED)
    assert kept["context"] == {"instructor": pseudonym(school, context["instructor"])}
    stored = everything(school)
    assert MAIL not in stored
    assert "zander" not in stored.lower()


def test_nothing_of_a_refused_statement_is_kept_either(store, school, rewriting) -> None:
    wrong = [
        {**completed({"mbox": MAIL}, "a1", 1.0, n=1)}, {**completed(ZED, "a1", 7.0, n=2)},
        {**completed({**ZED, "account": {"homePage": "https://x.example", "name": MAIL}}, "a1", 1.0, n=3)},
        {**completed(ZED, "a1", 1.0, n=4), "context": {"instructor": {"mbox": f"mailto:{MAIL} "}}},
    ]  # fmt: skip
    for one in wrong:
        assert store.post(one, headers=rewriting).status_code == 400, one
    stored = everything(school)
    assert MAIL not in stored
    assert "zander" not in stored.lower()


def test_sending_it_again_is_the_same_statement_and_another_is_a_conflict(store, school, rewriting) -> None:
    sent = completed(ZED, "a1", 1.0, n=1)
    for _ in range(2):
        assert store.post(sent, headers=rewriting).status_code == 200
    assert store.put({**sent, "actor": {**ZED, "name": "Zed"}}, sent["id"], headers=rewriting).status_code == 204
    other = {**sent, "actor": {"mbox": "mailto:other@school.example"}}
    assert store.post(other, headers=rewriting).status_code == 409
    assert store.count() == 1


def test_who_is_asked_for_is_rewritten_too(store, school, doors, rewriting) -> None:
    store.post(completed(ZED, "a1", 1.0, n=1), headers=rewriting)
    asked = json.dumps({"mbox": f"mailto:{MAIL}"})
    assert len(store.get(headers=rewriting, agent=asked).json["statements"]) == 1
    assert store.get(agent=asked).json["statements"] == [], "a key that keeps actors looks for what it was given"
    assert len(store.get(agent=json.dumps(pseudonym(school, ZED))).json["statements"]) == 1
    person = doors("GET", "/xapi/agents", headers=rewriting, query_string={"agent": json.dumps(ZED)}).json
    assert person == {"objectType": "Person", "account": [pseudonym(school, ZED)["account"]]}


@pytest.mark.parametrize("path", ["/xapi/activities/state", "/xapi/agents/profile"])
def test_documents_are_kept_under_the_pseudonym(doors, school, rewriting, path: str) -> None:
    name = {"stateId": "s", "activityId": "https://x.example/a"} if path.endswith("state") else {"profileId": "s"}

    def ask(method: str, actor: Any, held: dict[str, str], status: int) -> None:
        query = {**name, "agent": json.dumps(actor)}
        sent = {**held, **(DOCUMENT if method == "PUT" else {})}
        answer = doors(method, path, headers=sent, data=b"{}" if method == "PUT" else b"", query_string=query)
        assert answer.status_code == status, answer.text

    ask("PUT", ZED, rewriting, 204)
    ask("GET", ZED, rewriting, 200)
    ask("GET", pseudonym(school, ZED), key(school), 200)
    ask("GET", ZED, key(school), 404)
    ask("DELETE", ZED, rewriting, 204)
    ask("GET", ZED, rewriting, 404)
    assert MAIL not in everything(school)


def test_a_signed_statement_is_refused_with_the_reason(store, school, rewriting) -> None:
    answer = send(store, signed(school), headers=rewriting)
    assert answer.status_code == 403
    assert "signature" in answer.json["problems"][0]
    assert store.count() == 0


def test_our_own_accounts_still_mean_our_people(store, school, rewriting) -> None:
    store.post(completed({**school.actor("ana"), "name": "Ana Testperson"}, "a1", 1.0, n=1), headers=rewriting)
    run(school.waymark, "evaluate")
    assert [row.person_id for row in school.rows(t.evidence)] == [school.people["ana"]]
    assert "Ana" not in school.rows(t.statement)[0].body


def known_by_mail(school, name: str, mail: str) -> None:
    one = recognise.Arrived(school.people[name], read_mail(mail))
    school.waymark.db.write(lambda w: recognise.arrived(w, school.waymark.naming, school.tenant, [one]))


def test_a_key_for_enrolled_learners_takes_whom_a_mail_or_a_rule_names(store, school) -> None:
    enrolled = key(school, "statements/write", actors="enrolled")
    vendor = {"account": {"homePage": "https://vendor.example", "name": "n-ana"}}
    for n, actor in enumerate((ZED, vendor), start=1):
        assert store.post(completed(actor, "a1", 1.0, n=n), headers=enrolled).status_code == 403
    known_by_mail(school, "ana", MAIL)
    rule = NewRule("https://vendor.example", "lms_user_id", school.platform)
    account_rules.add(school.waymark.db, school.waymark.naming, school.tenant, "command", rule)
    for n, actor in enumerate((ZED, vendor), start=1):
        assert store.post(completed(actor, "a1", 1.0, n=n), headers=enrolled).status_code == 200
    assert (
        store.post(completed({"mbox": "mailto:x@school.example"}, "a1", 1.0, n=9), headers=enrolled).status_code == 403
    )


def test_a_rule_of_another_source_names_nobody_for_this_key(store, school) -> None:
    keys = [key(school, "statements/write", actors="enrolled") for _ in range(2)]
    ids = [row.id for row in school.rows(t.credential.c.id, actors="enrolled")]
    rule = NewRule("https://vendor.example", "sub", school.platform, ids[0])
    account_rules.add(school.waymark.db, school.waymark.naming, school.tenant, "command", rule)
    actor = {"account": {"homePage": "https://vendor.example", "name": "sub-ana"}}
    answers = [store.post(completed(actor, "a1", 1.0, n=n), headers=one).status_code for n, one in enumerate(keys, 1)]
    assert sorted(answers) == [200, 403]

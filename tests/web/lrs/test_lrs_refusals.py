"""What each source sends is counted; what was refused is kept for 30 days, and names nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import insert
from support.statements import completed, key, launch_key, number

from gateway.db import tables as t
from gateway.jobs.lanes import Claim
from gateway.jobs.periodic import TIDY, Tidy
from gateway.services import rejections, usage

MARIA = {"mbox": "mailto:maria.lopez@school.example", "name": "Maria Lopez"}


def wrong(n: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a statement that says much about somebody and breaks a rule."""
    statement = completed(MARIA, "a1", 0.5, n=n, response="My dog is called Rex", score={"scaled": 7})
    statement["context"] = {"extensions": {"https://x.example/phone": "555 1234"}, "platform": "Marias tablet"}
    return {**statement, **changes}


def kept(school) -> list[Any]:
    return school.rows(t.rejected)


def test_a_refusal_says_where_which_rule_was_broken(store, school) -> None:
    assert store.post([completed(school.actor("ana"), "a1", 1.0, n=1), wrong(2)]).status_code == 400
    [row] = kept(school)
    assert (row.status, row.code, row.statement_id) == (400, "xapi-invalid-statement", str(number(2)))
    assert row.source == school.rows(t.credential)[0].id
    [problem] = row.problems
    assert (problem["path"], problem["rule"]) == ("/1/result/score/scaled", "score-range")
    assert problem["message"].endswith("is more than 1; scaled must lie between -1 and 1")


def test_P26_a_refusal_keeps_the_shape_and_nothing_about_anybody(store, school) -> None:
    store.post(wrong(2, **{"maria@school.example": 1, "verb": {"id": "https://x.example/v", "display": {"en": "Rex"}}}))
    store.post(wrong(3, actor={"mbox": "Maria Lopez, 6th grade", "name": 5}))
    told = orjson.dumps([[row.problems, row.skeleton] for row in kept(school)]).decode()
    for word in ("maria", "lopez", "rex", "555", "tablet", "0.5", "6th", "7"):
        assert word not in told.lower().replace("17", ""), word
    shape = next(row.skeleton for row in kept(school) if row.statement_id == str(number(2)))
    assert shape["actor"] == {"mbox": "…string", "name": "…string"}
    assert shape["verb"] == {"id": "https://x.example/v", "display": {"en": "…string"}}
    assert shape["object"]["id"] == "https://waymark.example/activities/a1"
    assert shape["context"]["extensions"] == {"https://x.example/phone": "…"}
    assert shape["result"]["completion"] == "…boolean"
    assert shape["…"] == "…number"


def test_each_kind_of_refusal_is_kept(store, school) -> None:
    first = completed(school.actor("ana"), "a1", 1.0, n=1)
    assert store.post(first).status_code == 200
    answers = [
        store.post(b"{"),
        store.post({**first, "actor": school.actor("ben")}),
        store.post(first, headers=key(school, "statements/read")),
        store.post(b" " * (5 * 1024 * 1024 + 1)),
        store.put(first, "not-an-id"),
    ]
    assert [one.status_code for one in answers] == [400, 409, 403, 413, 400]
    rows = {row.code: row for row in kept(school)}
    assert set(rows) == {
        "xapi-unreadable-body",
        "xapi-conflict",
        "xapi-forbidden",
        "http-413",
        "xapi-invalid-statement",
    }
    assert "statements/write" in rows["xapi-forbidden"].problems[0]["message"]
    assert str(number(1)) not in str(rows["xapi-conflict"].problems)


def test_who_is_not_known_leaves_no_trace(store, school) -> None:
    assert store.post(wrong(), headers={"X-Experience-API-Version": "1.0.3"}).status_code == 401
    assert kept(school) == school.rows(t.usage) == []


def test_a_launch_is_one_source_with_all_others(store, school) -> None:
    store.post(wrong(), headers=launch_key(school, "ana", "a1", UUID(int=7)))
    assert [row.source for row in kept(school)] == [""]


def test_of_many_refusals_within_the_hour_a_part_is_kept_and_all_are_counted(store, school, clock) -> None:
    row = {"status": 400, "code": "x", "problems": [], "source": school.rows(t.credential)[0].id, "at": clock()}
    many = [{"tenant_id": school.tenant, "id": f"r{n}", **row} for n in range(rejections.MOST)]
    school.waymark.db.write(lambda w: w.conn.execute(insert(t.rejected), many))
    assert store.post(wrong()).status_code == 400
    assert len(kept(school)) == rejections.MOST
    assert [row.rejected for row in school.rows(t.usage)] == [1]
    clock.advance(hours=2)
    store.post(wrong())
    assert len(kept(school)) == rejections.MOST + 1


def test_refusals_are_forgotten_after_thirty_days(store, school, clock) -> None:
    store.post(wrong())
    tidy = Tidy(school.waymark.db)
    for days, left in ((29, 1), (2, 0)):
        clock.advance(days=days)
        tidy.run(TIDY, Claim(TIDY, 0, clock()))
        assert len(kept(school)) == left


def test_what_was_stored_is_counted_by_day(store, school, clock) -> None:
    for n in (1, 2):
        store.post([completed(school.actor("ana"), "a1", 1.0, n=10 * n + one) for one in range(3)])
    store.post(completed(school.actor("ana"), "a1", 1.0, n=10))
    clock.advance(days=6)
    store.post(completed(school.actor("ana"), "a1", 1.0, n=30))
    clock.advance(days=20)
    store.post(completed(school.actor("ana"), "a1", 1.0, n=31))
    store.post(wrong())

    def seen(after: timedelta) -> usage.Usage:
        with school.waymark.db.read() as conn:
            [one] = usage.read(conn, school.tenant, clock() + after).values()
        return one

    assert seen(timedelta()) == usage.Usage(today=1, week=1, month=8, all=8, rejected=1)
    assert seen(timedelta(days=4)) == usage.Usage(today=0, week=1, month=2, all=8, rejected=1)
    assert seen(timedelta(days=40)) == usage.Usage(today=0, week=0, month=0, all=8, rejected=0)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_answer_stays_what_it_is_when_nothing_can_be_noted(store, school) -> None:
    with school.waymark.db.read() as conn:
        assert conn.dialect.name == "sqlite"
    school.waymark.db.write(lambda w: t.rejected.drop(w.conn))
    answer = store.post(wrong())
    assert (answer.status_code, answer.json["code"]) == (400, "xapi-invalid-statement")

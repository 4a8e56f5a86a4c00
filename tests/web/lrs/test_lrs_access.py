"""Who may do what in the record store (T01, T05-T07, T13, T25)."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from support.databases import CONTENT
from support.statements import completed, headers, key, launch_key, number, voiding
from support.world import found_school, iri

from gateway.db import tables as t
from gateway.services import credentials

REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-000000000001")
VERSION = {"X-Experience-API-Version": "1.0.3"}


def test_T07_an_unknown_key_and_a_wrong_secret_get_the_same_401(store, school) -> None:
    name, _ = school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", None))
    bad = [
        VERSION, headers("nobody-here", "x"), headers(name, "wrong"), headers("\x00-\x00", "x"), headers("é-ü", "x"),
        {"Authorization": "Basic %%%", **VERSION}, {"Authorization": "Bearer abc", **VERSION},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode(), **VERSION},
    ]  # fmt: skip
    answers = [store.get(headers=one) for one in bad]
    assert {one.status_code for one in answers} == {401}
    assert all(one.headers["WWW-Authenticate"].startswith("Basic") for one in answers)
    assert len({(one.json["code"], one.json["title"], one.json["hint"]) for one in answers}) == 1


def test_T07_revoked_expired_and_foreign_credentials_are_refused(store, school, clock) -> None:
    name, secret = school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", None))
    assert store.get(headers=headers(name, secret)).status_code == 200
    school.waymark.db.write(lambda w: credentials.revoke(w, school.tenant, name))
    assert store.get(headers=headers(name, secret)).status_code == 401
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    assert store.get(headers=launch).status_code == 200
    clock.advance(hours=9)
    assert store.get(headers=launch).status_code == 401


def test_T07_a_credential_that_stored_before_stores_nothing_once_it_is_revoked_or_has_expired(
    store, school, clock
) -> None:
    name, secret = school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", None))
    mine, launch = headers(name, secret), launch_key(school, "ana", "a1", REGISTRATION)

    def sent(n: int, by: dict[str, str]) -> int:
        about = {"registration": str(REGISTRATION)}
        return int(
            store.post({**completed(school.actor("ana"), "a1", 1.0, n=n), "context": about}, headers=by).status_code
        )

    assert [sent(n, mine) for n in (1, 2, 3)] == [200, 200, 200]
    assert [sent(n, launch) for n in (4, 5)] == [200, 200]
    with school.waymark.db.writing.begin() as conn:  # as another process does, unknown to this one
        mine_there = update(t.credential).filter_by(tenant_id=school.tenant, id=name.partition("-")[2])
        conn.execute(mine_there.values(revoked_at=clock()))
    assert sent(6, mine) == 401
    assert store.post(voiding(school.actor("ana"), str(number(1)), n=9), headers=mine).status_code == 401
    assert store.put(completed(school.actor("ana"), "a1", 1.0, n=7), str(number(7)), headers=mine).status_code == 401
    later, erased = (launch_key(school, "ana", "a1", REGISTRATION) for _ in range(2))
    assert [sent(n, one) for n, one in ((10, later), (11, erased), (12, erased))] == [200, 200, 200]
    with school.waymark.db.writing.begin() as conn:
        name = base64.b64decode(erased["Authorization"][6:]).decode().partition(":")[0]
        conn.execute(delete(t.credential).filter_by(tenant_id=school.tenant, id=name.partition("-")[2]))
    assert sent(13, erased) == 401
    clock.advance(hours=9)
    assert sent(8, later) == 401
    assert len(school.rows(t.statement.c.seq)) == 8


@pytest.mark.parametrize(
    ("scope", "write", "read"),
    [
        ("all", 200, 200), ("statements/write", 200, 403), ("statements/read", 403, 200),
        ("statements/read/mine", 403, 200), ("state", 403, 403), ("define", 403, 403),
    ],
)  # fmt: skip
def test_T07_the_scope_decides(store, school, scope: str, write: int, read: int) -> None:
    granted = key(school, scope)
    assert store.post(completed(school.actor("ana"), "a1", 1.0, n=1), headers=granted).status_code == write
    assert store.get(headers=granted).status_code == read


def test_read_mine_gives_only_what_this_credential_stored(store, school) -> None:
    mine = key(school, "statements/write", "statements/read/mine")
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    store.post(completed(school.actor("ana"), "a1", 1.0, n=2), headers=mine)
    assert [one["id"] for one in store.get(headers=mine).json["statements"]] == [str(number(2))]
    assert store.get(headers=mine, statementId=str(number(1))).status_code == 404


def test_T01_another_tenants_key_sees_nothing(store, school) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    foreign = key(found_school(school.waymark, "two"))
    assert store.get(headers=foreign).json["statements"] == []
    assert store.get(headers=foreign, statementId=str(number(1))).status_code == 404
    tag, _, identifier = base64.b64decode(foreign["Authorization"][6:]).decode().partition("-")
    own_tag = base64.b64decode(store.headers["Authorization"][6:]).decode().partition("-")[0]
    assert tag != own_tag
    assert store.get(headers=headers(*f"{own_tag}-{identifier}".split(":"))).status_code == 401


def bound(school, n: int, **change):  # noqa: ANN003 - statement members
    """Return a statement that the launch of a1 by ana may send."""
    made = completed(school.actor("ana"), "a1", 1.0, n=n)
    return {**made, "context": {"registration": str(REGISTRATION)}, **change}


def test_T05_one_foreign_statement_refuses_the_whole_batch(store, school) -> None:
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    foreign = [
        {"actor": school.actor("ben")}, {"actor": {"mbox": "mailto:ana@school.example"}},
        {"object": {"id": iri("a2")}}, {"context": {"registration": str(number(7))}}, {"context": {}},
        {"object": {"objectType": "StatementRef", "id": str(number(1))}, "verb": voiding({}, "", n=1)["verb"]},
    ]  # fmt: skip
    for change in foreign:
        batch = [bound(school, n) for n in range(1, 10)] + [bound(school, 10, **change)]
        answer = store.post(batch, headers=launch)
        assert answer.status_code == 403, change
        assert store.count() == 0
    assert store.post([bound(school, n) for n in range(1, 10)], headers=launch).status_code == 200
    assert {row.course_id for row in school.rows(t.statement)} == {school.course}


def test_an_item_of_the_launched_activity_may_be_answered(store, school) -> None:
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    context = {"registration": str(REGISTRATION), "contextActivities": {"parent": [{"id": iri("a1")}]}}
    item = bound(school, 1, object={"id": iri("a1/items/1")}, context=context)
    assert store.post(item, headers=launch).status_code == 200


def test_a_launch_reads_only_its_own_registration(store, school) -> None:
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    store.post([bound(school, 1), completed(school.actor("ben"), "a1", 1.0, n=2), bound(school, 3, context={})])
    assert [one["id"] for one in store.get(headers=launch).json["statements"]] == [str(number(1))]


def test_T06_authority_stored_and_version_are_ours(store, school) -> None:
    forged = {
        "authority": {"objectType": "Agent", "mbox": "mailto:boss@school.example"},
        "stored": "2001-01-01T00:00:00Z",
        "version": "1.0.0",
    }
    assert store.post({**completed(school.actor("ana"), "a1", 1.0, n=1), **forged}).status_code == 200
    kept = store.get(statementId=str(number(1))).json
    assert kept["authority"]["account"]["homePage"] == school.waymark.settings.base_url
    assert kept["stored"].startswith("2026-09-14T12:00")
    assert kept["version"] == "1.0.3"


def test_T06_a_key_voids_only_its_own_unless_it_may_do_all(store, school) -> None:
    ana = school.actor("ana")
    writer = key(school, "statements/write")
    store.post(completed(ana, "a1", 1.0, n=1))
    assert store.post(voiding(ana, str(number(1)), n=2), headers=writer).status_code == 403
    assert store.count() == 1
    store.post(completed(ana, "a1", 1.0, n=3), headers=writer)
    assert store.post(voiding(ana, str(number(3)), n=4), headers=writer).status_code == 200
    assert store.post(voiding(ana, str(number(1)), n=5)).status_code == 200
    assert store.post(voiding(ana, str(number(8)), n=6), headers=writer).status_code == 200
    assert store.post(completed(ana, "a1", 1.0, n=8)).status_code == 200
    assert str(number(8)) in store.ids(), "what another sender voided ahead of time stands"


def test_no_key_reads_or_voids_what_a_person_decided(store, school, waymark) -> None:
    from gateway.services.decide import Deciding, decide

    teacher = school.learner("ruth", "teacher")
    deciding = Deciding(school.tenant, school.course, teacher, school.people["ana"], "goal", "ratios")
    made = waymark.db.write(lambda w: decide(w, waymark.settings, deciding))
    assert store.ids() == []
    assert store.get(statementId=str(made)).status_code == 404
    assert store.post(voiding(school.actor("ana"), str(made), n=2)).status_code == 403
    assert len(school.rows(t.decision)) == 1


def test_P05_a_key_for_enrolled_learners_takes_nobody_else(store, school) -> None:
    narrow = key(school, "all", actors="enrolled")
    assert store.post(completed(school.actor("ana"), "a1", 1.0, n=1), headers=narrow).status_code == 200
    stranger = completed({"mbox": "mailto:x@school.example"}, "a1", 1.0, n=3)
    answer = store.post([completed(school.actor("ana"), "a1", 1.0, n=2), stranger], headers=narrow)
    assert answer.status_code == 403
    assert store.count() == 1


def test_T25_only_the_content_host_is_let_in_by_a_browser(doors, store) -> None:
    for origin, allowed in ((CONTENT, CONTENT), ("https://evil.example", None), ("null", None)):
        answer = doors("OPTIONS", "/xapi/statements", headers={"Origin": origin})
        assert answer.status_code == 200
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in answer.headers
    refused = doors("GET", "/xapi/statements", headers={"Origin": CONTENT, **VERSION})
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == CONTENT
    assert "WWW-Authenticate" in refused.headers["Access-Control-Expose-Headers"]

"""Statements about people we don't know yet: kept, matched once, taken apart again; never by a name."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import insert
from support.statements import completed, number, run, store
from support.world import School, found_school

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import account_rules, actors, matching, stores
from gateway.services.account_rules import NewRule
from gateway.services.naming import key_hash
from gateway.services.rebuild import rebuild
from gateway.services.stores import NewStore
from xapi.agents import actor_key

MAIL = "ben@school.example"
VENDOR = "https://vendor.example/accounts"
KEYS = ("a1", "a2", "ab", "b1", "c1", "c2")
MANY = 500

BY_MAIL = {"mbox": f"mailto:{MAIL}"}
BY_SHA1 = {"mbox_sha1sum": hashlib.sha1(f"mailto:{MAIL}".encode()).hexdigest()}  # noqa: S324 - the form senders use
BY_RULE = {"account": {"homePage": VENDOR, "name": "sis-7"}}


def answers(actor: dict[str, Any], first: int, count: int = MANY) -> list[dict[str, Any]]:
    """Return results of one learner, good and bad ones mixed, each a minute after the one before."""
    made = [completed(actor, KEYS[n % 6], (n * 7 % 11) / 10, n=n + 1) for n in range(count)]
    return [{**one, "id": str(number(first + n))} for n, one in enumerate(made)]


def rewritten(school: School, actor: dict[str, Any]) -> dict[str, Any]:
    return school.waymark.naming.pseudonyms(school.tenant).actor(actor)


def vendor_rule(school: School, **more: Any) -> str:
    rule = NewRule(VENDOR, "sourcedid", school.platform, **more)
    return account_rules.add(school.waymark.db, school.waymark.naming, school.tenant, "command", rule)


def mastery(school: School, who: str) -> list[tuple[Any, ...]]:
    """Return what is estimated of a learner, without the ids of anybody, and without what was said of it before."""
    rows = school.rows(t.mastery, course_id=school.course, person_id=school.people[who])
    said = {"level", "state", "review_at", "fell", "delivered"}
    left_out = {"tenant_id", "course_id", "person_id", *said}
    kept = [tuple(value for name, value in row._mapping.items() if name not in left_out) for row in rows]
    return sorted(kept)


def evidence(school: School, who: str) -> int:
    return len(school.rows(t.evidence.c.seq, person_id=school.people[who]))


def hashed(actor: dict[str, Any]) -> str:
    return key_hash(actor_key(actor))


def source(school: School, actor: dict[str, Any]) -> list[str]:
    return [row.source for row in school.rows(t.identity.c.source, key_hash=hashed(actor))]


@pytest.mark.parametrize("kind", ["mail", "sha1", "rule", "mail-rewritten", "rule-rewritten"])
def test_500_statements_before_the_roster_become_evidence_after_the_match_once(arriving, school, kind: str) -> None:
    plain = {"mail": BY_MAIL, "sha1": BY_SHA1, "rule": BY_RULE}[kind.partition("-")[0]]
    actor = rewritten(school, plain) if kind.endswith("rewritten") else plain
    if kind.startswith("rule"):
        vendor_rule(school)
    arriving.arrive("ana")
    sent = answers(actor, 1000)
    store(school, answers(school.actor("ana"), 2000))
    store(school, sent)
    run(school.waymark, "evaluate")
    assert len(school.rows(t.evidence.c.seq)) == MANY
    arriving.arrive("ben", MAIL, sourcedid="sis-7")
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == MANY
    assert mastery(school, "ben") == mastery(school, "ana") != []
    assert source(school, actor) == ["rule" if kind.startswith("rule") else "mail"]
    arriving.send()
    store(school, sent)
    arriving.arrive("ben", MAIL.upper(), sourcedid="sis-7")
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == MANY
    assert mastery(school, "ben") == mastery(school, "ana")


def test_taking_a_match_apart_takes_its_evidence_out_and_a_click_brings_it_back(arriving, school) -> None:
    arriving.arrive("ana", MAIL)
    arriving.arrive("ben")
    for who, first in (("ana", 1), ("ben", 100)):
        store(school, answers(school.actor(who), first, 40))
    store(school, answers(BY_MAIL, 1000))
    run(school.waymark, "evaluate")
    assert evidence(school, "ana") == 540
    assert mastery(school, "ana") != mastery(school, "ben")
    school.waymark.db.write(lambda w: matching.take_apart(w, school.tenant, "session/x", hashed(BY_MAIL)))
    run(school.waymark, "evaluate")
    assert evidence(school, "ana") == 40
    assert mastery(school, "ana") == mastery(school, "ben")
    arriving.send()
    store(school, [completed(BY_MAIL, "a1", 1.0, n=5000)])
    run(school.waymark, "evaluate")
    assert evidence(school, "ana") == 40, "what was taken apart is not matched again by itself"
    school.waymark.db.write(
        lambda w: matching.click(w, school.tenant, "session/x", hashed(BY_MAIL), school.people["ben"])
    )
    run(school.waymark, "evaluate")
    assert (evidence(school, "ana"), evidence(school, "ben")) == (40, 541)
    assert [row.what for row in school.rows(t.audit)][-2:] == ["actor-taken-apart", "actor-matched"]


def test_S08_a_rebuild_gives_the_same_with_matches_and_brings_nothing_apart_together(arriving, school) -> None:
    arriving.arrive("ana", MAIL)
    arriving.arrive("ben", sourcedid="sis-7")
    vendor_rule(school)
    store(school, answers(BY_MAIL, 1, 60) + answers(BY_RULE, 100, 60) + answers(school.actor("ana"), 200, 60))
    run(school.waymark, "evaluate")
    school.waymark.db.write(lambda w: matching.take_apart(w, school.tenant, "session/x", hashed(BY_RULE)))
    run(school.waymark, "evaluate")
    before = [school.rows(table) for table in (t.evidence, t.learner, t.mastery, t.identity)]
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    assert [school.rows(table) for table in (t.evidence, t.learner, t.mastery, t.identity)] == before
    assert (evidence(school, "ana"), evidence(school, "ben")) == (120, 0)


def test_a_match_made_twice_counts_once(arriving, school) -> None:
    person = arriving.arrive("ben")
    store(school, answers(BY_MAIL, 1, 30))
    run(school.waymark, "evaluate")
    for _ in range(2):
        school.waymark.db.write(lambda w: matching.click(w, school.tenant, "x", hashed(BY_MAIL), person))
        run(school.waymark, "evaluate")
    arriving.arrive("ben", MAIL)
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 30
    assert source(school, BY_MAIL) == ["click"]


def test_somebody_without_other_records_loses_all_levels_with_the_match(arriving, school) -> None:
    arriving.arrive("ben", MAIL)
    store(school, answers(BY_MAIL, 1, 60))
    run(school.waymark, "evaluate")
    assert any(row.wanted for row in school.rows(t.cell.c.wanted))
    school.waymark.db.write(lambda w: matching.take_apart(w, school.tenant, "session/x", hashed(BY_MAIL)))
    run(school.waymark, "evaluate")
    assert mastery(school, "ben") == []
    assert not any(row.wanted for row in school.rows(t.cell.c.wanted))


def test_one_mail_of_two_people_is_nobodys_until_somebody_chooses(arriving, school) -> None:
    arriving.arrive("ana", "family@school.example")
    arriving.arrive("ben", "Family@School.example")
    family = {"mbox": "mailto:family@school.example"}
    store(school, answers(family, 100, 10))
    run(school.waymark, "evaluate")
    assert source(school, family) == []
    with school.waymark.db.read() as conn:
        found = matching.possible(conn, school.waymark.naming, school.tenant, [hashed(family)])
    assert {one.person_id for one in found[hashed(family)]} == {school.people["ana"], school.people["ben"]}
    school.waymark.db.write(lambda w: matching.click(w, school.tenant, "x", hashed(family), school.people["ana"]))
    run(school.waymark, "evaluate")
    assert evidence(school, "ana") == 10
    with pytest.raises(matching.AlreadyMatched):
        school.waymark.db.write(lambda w: matching.click(w, school.tenant, "x", hashed(family), school.people["ben"]))


def test_a_name_never_matches(arriving, school) -> None:
    arriving.arrive("ben", MAIL)
    named = [
        {"name": "Ben Testperson", "mbox": "mailto:other@school.example"},
        {"name": MAIL, "account": {"homePage": "https://elsewhere.example", "name": "Ben Testperson"}},
    ]
    for n, actor in enumerate(named):
        store(school, answers(actor, 100 + n * 50, 10))
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 0


def test_T01_another_school_matches_nothing_here(arriving, school, waymark) -> None:
    other = found_school(waymark, "two")
    arriving.arrive("ben", MAIL, sourcedid="sis-7")
    vendor_rule(school)
    store(other, answers(BY_MAIL, 1, 10) + answers(BY_RULE, 100, 10))
    run(waymark, "evaluate")
    assert other.rows(t.evidence) == other.rows(t.identity) == []
    with pytest.raises(NotFound):
        waymark.db.write(lambda w: matching.click(w, other.tenant, "x", hashed(BY_MAIL), school.people["ben"]))
    with pytest.raises(NotFound):
        vendor_rule(other, credential_id="nobody")
    rule = NewRule(VENDOR, "sub", school.platform)
    with pytest.raises(NotFound):
        account_rules.add(waymark.db, waymark.naming, other.tenant, "command", rule)
    ours = {row.keyed_hash for row in school.rows(t.known_as)}
    assert not ours & {waymark.naming.keyed(other.tenant, hashed(one)) for one in (BY_MAIL, BY_RULE)}


def test_P03_neither_the_mail_nor_its_plain_hash_is_stored(arriving, school) -> None:
    arriving.arrive("ben", MAIL)
    stored = str([school.rows(table) for table in (t.person, t.person_name, t.known_as, t.identity)])
    assert MAIL not in stored
    assert hashed(BY_MAIL) not in stored
    assert len(school.rows(t.known_as, how="mail")) == 4


def test_another_mail_of_the_same_person_replaces_what_was_known(arriving, school) -> None:
    arriving.arrive("ben", MAIL)
    arriving.arrive("ben", None)
    assert len(school.rows(t.known_as, how="mail")) == 4, "a list without mails says nothing about them"
    arriving.arrive("ben", "ben.new@school.example")
    store(school, answers(BY_MAIL, 1, 10) + answers({"mbox": "mailto:ben.new@school.example"}, 100, 10))
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 10


def test_P02_without_mails_and_numbers_our_own_accounts_still_count(arriving, school) -> None:
    arriving.arrive("ben")
    store(school, answers(school.actor("ben"), 1, 10))
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 10
    assert school.rows(t.known_as, how="mail") == []


def test_the_learning_systems_own_account_counts_rewritten_too(arriving, school) -> None:
    arriving.arrive("ben")
    actor = rewritten(school, {"account": {"homePage": "https://lms-one.example", "name": "sub-ben"}})
    store(school, answers(actor, 1, 10))
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 10
    assert source(school, actor) == ["rewritten"]


def test_what_a_launch_gave_cannot_be_taken_apart(arriving, school) -> None:
    arriving.arrive("ben")
    own = hashed(school.actor("ben"))
    with pytest.raises(NotFound):
        school.waymark.db.write(lambda w: matching.take_apart(w, school.tenant, "x", own))
    with pytest.raises(NotFound):
        school.waymark.db.write(lambda w: matching.take_apart(w, school.tenant, "x", hashed(BY_MAIL)))


def test_a_rule_counts_for_everybody_who_is_here_and_who_comes(arriving, school) -> None:
    arriving.arrive("ben", sourcedid="sis-7")
    store(school, answers(BY_RULE, 1, 10))
    late = {"account": {"homePage": VENDOR, "name": "sis-8"}}
    store(school, answers(late, 100, 10))
    run(school.waymark, "evaluate")
    assert school.rows(t.evidence) == []
    rule = vendor_rule(school)
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 10
    arriving.arrive("cleo", sourcedid="sis-8")
    run(school.waymark, "evaluate")
    assert evidence(school, "cleo") == 10
    school.waymark.db.write(lambda w: account_rules.remove(w, school.tenant, "x", rule))
    assert school.rows(t.known_as, how=rule) == []
    arriving.arrive("dora", sourcedid="sis-9")
    store(school, answers({"account": {"homePage": VENDOR, "name": "sis-9"}}, 200, 10))
    run(school.waymark, "evaluate")
    assert evidence(school, "dora") == 0
    assert evidence(school, "ben") == 10, "what was matched stays"


def sender(school: School, kind: str) -> str:
    """Store a key, or a store that is pulled from; return its id."""

    def key(write: Any) -> str:
        values = {"name": "Vendor", "kind": "key", "scopes": ["all"], "actors": "keep", "secret_hash": "x"}
        made = {"tenant_id": school.tenant, "id": "vendor", "created_at": write.now, **values}
        write.conn.execute(insert(t.credential).values(**made))
        return "vendor"

    def pulled(write: Any) -> str:
        new = NewStore("Vendor", "pull", "https://lrs.vendor.example/xapi/", "u", "p")
        return stores.add(write, school.tenant, "command", new, seal=lambda _id, _text: b"", loopback=False)

    return school.waymark.db.write(key if kind == "key" else pulled)


@pytest.mark.parametrize("kind", ["key", "pulled store"])
def test_a_rule_of_one_source_speaks_of_nobody_elses_accounts(arriving, school, kind: str) -> None:
    vendor = sender(school, kind)
    vendor_rule(school, credential_id=vendor)
    arriving.arrive("ben", sourcedid="sis-7")
    arriving.arrive("ana", sourcedid="sis-8")
    store(school, answers(BY_RULE, 1, 10), source=vendor)
    other = {"account": {"homePage": VENDOR, "name": "sis-8"}}
    store(school, answers(other, 100, 10), source=vendor)
    store(school, answers(other, 200, 10))
    run(school.waymark, "evaluate")
    assert (evidence(school, "ben"), evidence(school, "ana")) == (10, 0)
    with school.waymark.db.read() as conn:
        assert [row.source for row in account_rules.listed(conn, school.tenant)] == ["Vendor"]
        waiting = actors.unmatched(conn, school.waymark.naming, school.tenant)
        assert [one.sources for one in waiting.actors] == [(None, "Vendor")]


def test_a_rule_added_twice_is_one_rule(school) -> None:
    assert vendor_rule(school) == vendor_rule(school)
    assert len(school.rows(t.account_rule)) == 1


def test_an_unfinished_rule_matches_nobody(arriving, school) -> None:
    arriving.arrive("ben", sourcedid="sis-7")
    rule = vendor_rule(school)
    change = t.account_rule.update().filter_by(tenant_id=school.tenant, id=rule).values(ready=False)
    school.waymark.db.write(lambda w: w.conn.execute(change))
    store(school, answers(BY_RULE, 1, 10))
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 0
    vendor_rule(school)
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 10


def test_only_the_first_statement_of_somebody_unknown_has_them_looked_at(school, arriving) -> None:
    store(school, answers(BY_MAIL, 1, 3))
    run(school.waymark, "evaluate")
    store(school, answers(BY_MAIL, 4, 3))
    assert not school.rows(t.progress, due=True)
    arriving.arrive("ben", MAIL)
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 6
    store(school, answers(BY_MAIL, 7, 3))
    run(school.waymark, "evaluate")
    assert evidence(school, "ben") == 9

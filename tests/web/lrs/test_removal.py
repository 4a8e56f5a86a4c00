"""One statement is taken out of the log, with everything that was made of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from support.statements import completed, number, run, store, voiding
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import decide, removal
from gateway.services.rebuild import rebuild

_LEAD = "http://adlnet.gov/expapi/verbs/commented"


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    made.learner("teacher", role="teacher")
    return made


def remove(school: School, n: int | UUID) -> removal.Gone:
    one = n if isinstance(n, UUID) else number(n)
    gone = school.waymark.db.write(lambda w: removal.one(w, school.tenant, one))
    run(school.waymark, "evaluate")
    return gone


def about(school: School, n: int, of: int) -> dict[str, Any]:
    """Return a statement that refers to another one."""
    made = completed(school.actor("teacher"), "a1", 1.0, n=n)
    return {**made, "verb": {"id": _LEAD}, "object": {"objectType": "StatementRef", "id": str(number(of))}}


def test_a_removed_statement_is_no_evidence_any_more(school) -> None:
    store(school, [completed(school.actor("ana"), "a1", one / 3, n=one) for one in (1, 2, 3)])
    run(school.waymark, "evaluate")
    assert remove(school, 2).statements == 1
    assert {row.statement_id for row in school.rows(t.evidence)} == {number(1).bytes, number(3).bytes}
    assert [row.answers for row in school.rows(t.learner)] == [2]
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    assert remove(school, 2).statements == 0


def test_a_removed_statements_number_is_not_given_again(school) -> None:
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=one) for one in (1, 2)])
    remove(school, 2)
    store(school, [completed(school.actor("ana"), "a1", 0.5, n=3)])
    assert [row.seq for row in school.rows(t.statement)] == [1, 3]
    run(school.waymark, "evaluate")
    assert len(school.rows(t.evidence)) == 2


def test_the_number_of_the_only_statement_is_not_given_again(school) -> None:
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    remove(school, 1)
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=2)])
    assert [row.seq for row in school.rows(t.statement)] == [2]


def test_what_voided_a_removed_statement_goes_with_it(school) -> None:
    store(
        school, [completed(school.actor("ana"), "a1", 1.0, n=1), voiding(school.actor("teacher"), str(number(1)), n=2)]
    )
    assert remove(school, 1).statements == 2
    for table in (t.statement, t.void, t.reference, t.mention, t.chain):
        assert school.rows(table) == []


def test_a_statement_counts_again_when_what_voided_it_is_removed(school) -> None:
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    run(school.waymark, "evaluate")
    store(school, [voiding(school.actor("teacher"), str(number(1)), n=2)])
    run(school.waymark, "evaluate")
    assert school.rows(t.evidence) == []
    remove(school, 2)
    assert [row.voided for row in school.rows(t.statement)] == [False]
    assert len(school.rows(t.evidence)) == 1
    assert school.rows(t.void) == []


def test_a_statement_stays_void_while_another_one_voids_it(school) -> None:
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    store(school, [voiding(school.actor("teacher"), str(number(1)), n=one) for one in (2, 3)])
    remove(school, 2)
    assert [row.voided for row in school.rows(t.statement, id=number(1).bytes)] == [True]
    assert [row.seq for row in school.rows(t.void)] == [3]


def test_a_chain_ends_where_a_statement_was_removed(school) -> None:
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1), *(about(school, n, of=n - 1) for n in (2, 3, 4))])
    assert len(school.rows(t.chain)) == 6
    remove(school, 2)
    seqs = {bytes(row.id): row.seq for row in school.rows(t.statement)}
    assert {(row.seq, row.target_seq) for row in school.rows(t.chain)} == {
        (seqs[number(4).bytes], seqs[number(3).bytes])
    }
    [row] = school.rows(t.statement, id=number(3).bytes)
    assert row.object_id == str(UUID(int=0))


def test_a_removed_decision_leaves_no_row_no_words_and_no_step(school) -> None:
    people, settings = school.people, school.waymark.settings
    choice = decide.Deciding(
        school.tenant,
        school.course,
        people["ana"],
        people["ana"],
        "choice",
        "x",
        text="because",
        registration=number(7),
    )
    made = school.waymark.db.write(lambda w: decide.decide(w, settings, choice))
    assert len(school.rows(t.decision)) == len(school.rows(t.note)) == 1
    remove(school, made)
    assert school.rows(t.decision) == school.rows(t.note) == []


def test_a_decision_holds_again_when_taking_it_back_is_removed(school) -> None:
    people, settings = school.people, school.waymark.settings
    level = decide.Deciding(school.tenant, school.course, people["teacher"], people["ana"], "level", 3)
    made = school.waymark.db.write(lambda w: decide.decide(w, settings, level))
    before = school.rows(t.decision)
    school.waymark.db.write(lambda w: decide.take_back(w, settings, school.tenant, people["teacher"], made))
    assert school.rows(t.decision) == []
    with school.waymark.db.read() as conn:
        taken = conn.scalar(select(t.statement.c.id).filter_by(tenant_id=school.tenant, seq=2))
    remove(school, UUID(bytes=bytes(taken)))
    assert school.rows(t.decision) == before

"""What is known of activities is a projection: rebuilding makes the same again out of the statements."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, update
from support.statements import completed, key, number
from support.world import School, found_school, iri

from gateway.db import tables as t
from gateway.services import removal
from gateway.services.rebuild import rebuild


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    return made


def named(school: School, n: int, **name: str) -> dict[str, Any]:
    made = completed(school.actor("ana"), "a1", 1.0, n=n)
    return {**made, "object": {"id": iri("a1"), "definition": {"name": name}}}


def send(doors, headers: dict[str, str], *statements: Any) -> None:
    answer = doors("POST", "/xapi/statements", json=list(statements), headers=headers)
    assert answer.status_code == 200, answer.text


def known(school: School) -> dict[str, Any]:
    return {row.activity_id: row.definition for row in school.rows(t.activity_definition)}


def test_definitions_come_out_as_they_were(doors, school) -> None:
    definer, other = key(school, "all"), key(school, "statements/write")
    send(doors, definer, named(school, 1, en="Adding", es="Sumar"))
    send(doors, other, named(school, 2, en="Something else"))
    send(doors, definer, named(school, 3, en="Adding up"))
    before = known(school)
    assert before == {iri("a1"): {"name": {"en": "Adding up", "es": "Sumar"}}}
    done = rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert done.equal
    assert done.activities == 1
    assert known(school) == before


def test_a_definition_that_no_statement_says_is_mended_and_told(doors, school) -> None:
    send(doors, key(school, "all"), named(school, 1, en="Adding"))
    before = known(school)
    change = {"definition": {"name": {"en": "Hacked"}}}
    school.waymark.db.write(
        lambda w: w.conn.execute(update(t.activity_definition).filter_by(tenant_id=school.tenant).values(**change))
    )
    assert not rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    assert known(school) == before
    school.waymark.db.write(lambda w: w.conn.execute(delete(t.activity_definition).filter_by(tenant_id=school.tenant)))
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).different == 1
    assert known(school) == before


def test_what_a_deleted_statement_said_goes_with_the_next_rebuild(doors, school) -> None:
    send(doors, key(school, "all"), named(school, 1, en="Adding"), named(school, 2, es="Sumar"))
    school.waymark.db.write(lambda w: removal.one(w, school.tenant, number(1)))
    rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert known(school) == {iri("a1"): {"name": {"es": "Sumar"}}}


def test_what_an_imported_store_knew_stays(doors, school) -> None:
    """Its keys are not known here, so that its statements define nothing by themselves."""
    send(doors, key(school, "all"), named(school, 1, en="Adding"))
    before = known(school)
    school.waymark.db.write(
        lambda w: w.conn.execute(
            update(t.statement).filter_by(tenant_id=school.tenant).values(credential_id="elsewhere")
        )
    )
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    assert known(school) == before

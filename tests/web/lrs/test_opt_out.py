"""A student who takes no part: nothing is stored, the source is told, and others of the request can be sent again."""

from __future__ import annotations

import pytest
from support.statements import completed, number, run

from gateway.db import tables as t
from gateway.errors import BadRequest, NotFound
from gateway.services import enter, opt_out
from gateway.services.opt_out import TakesNoPart

WHO = "person/teacher"


@pytest.fixture
def out(school):
    """Ana takes no part."""
    ana = school.people["ana"]
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, ana, WHO, "Her parents asked"))
    return ana


def test_a_request_with_a_statement_of_that_student_is_refused_whole_and_names_it(store, school, out) -> None:
    mine, other = (completed(school.actor(who), "a1", 0.5, n=n) for n, who in enumerate(("ana", "ben"), start=1))
    answer = store.post([mine, other])
    assert answer.status_code == 403
    assert (answer.json["code"], answer.json["problems"]) == ("takes-no-part", [str(number(1))])
    assert store.count() == 0
    assert store.post([other]).status_code == 200
    kept = school.rows(t.rejected)[0]
    assert (kept.code, kept.statement_id, kept.problems, kept.skeleton) == ("takes-no-part", None, [], None)


def test_what_was_stored_before_stays_and_is_no_reason_to_refuse(store, school) -> None:
    before = completed(school.actor("ana"), "a1", 0.5, n=1)
    assert store.post([before]).status_code == 200
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["ana"], WHO, "asked"))
    assert store.post([before]).status_code == 200
    run(school.waymark, "evaluate")
    assert store.count() == 1
    assert school.rows(t.evidence) == []  # what was not worked in by then never is


def test_it_can_be_undone_and_the_record_says_who_did_what(store, school, out) -> None:
    school.waymark.db.write(lambda w: opt_out.end(w, school.tenant, out, WHO))
    assert store.post([completed(school.actor("ana"), "a1", 0.5, n=1)]).status_code == 200
    with pytest.raises(NotFound):
        school.waymark.db.write(lambda w: opt_out.end(w, school.tenant, out, WHO))
    row = school.rows(t.opt_out)[0]
    assert (row.reason, row.who, row.ended_who, row.ended_at is not None) == ("Her parents asked", WHO, WHO, True)
    assert [one.what for one in school.rows(t.audit)][-2:] == ["opted-out", "opted-in"]


def test_the_name_goes_and_does_not_come_back_while_it_holds(school, out) -> None:
    assert school.rows(t.person_name, person_id=out) == []
    school.waymark.db.write(lambda w: enter.keep_name(w, school.tenant, out, {"name": "Ana Again"}))
    assert school.rows(t.person_name, person_id=out) == []
    school.waymark.db.write(lambda w: opt_out.end(w, school.tenant, out, WHO))
    school.waymark.db.write(lambda w: enter.keep_name(w, school.tenant, out, {"name": "Ana Again"}))
    assert school.rows(t.person_name, person_id=out)[0].name == "Ana Again"


def test_a_reason_is_asked_for_and_the_first_one_stays(school, out) -> None:
    with pytest.raises(BadRequest):
        school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["ben"], WHO, " "))
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, out, WHO, "another"))
    assert [row.reason for row in school.rows(t.opt_out)] == ["Her parents asked"]
    with pytest.raises(NotFound):
        school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, "nobody", WHO, "why"))


def test_whoever_sends_grades_can_ask_for_all_at_once(school, out) -> None:
    with school.waymark.db.read() as conn:
        assert opt_out.people(conn, school.tenant) == {out}
        with pytest.raises(TakesNoPart):
            opt_out.check(conn, school.tenant, out)
        opt_out.check(conn, school.tenant, school.people["ben"])

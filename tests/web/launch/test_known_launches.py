"""Launches of people who are known: only what is new is written, and what is told still counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from launch_bends import CLAIM, MEMBERSHIP, STUDENT, lti, put
from sqlalchemy import delete, event, select, update
from support.statements import completed, run, store

from gateway.db import tables as t
from gateway.services import joining
from gateway.services.enter import keep_name

WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)")
STAYS = (t.person, t.person_name, t.identity, t.known_as, t.course, t.course_link)


def written(launching, bend: Any = None) -> list[str]:
    """Launch, and return the tables that were written to, in order."""
    form, found = launching.form(STUDENT, bend), []

    def hear(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said = WRITES.match(statement)
        if said and said[1] != "lane":  # an old class list is read beside
            found.append(said[1])

    engine = launching.school.waymark.db.writing
    event.listen(engine, "before_cursor_execute", hear)
    assert launching.doors("POST", "/lti/launch", data=form).status_code == 303
    event.remove(engine, "before_cursor_execute", hear)
    return found


def stored(launching) -> list[Any]:
    return [sorted(launching.school.rows(table), key=str) for table in STAYS]


def me(launching, table: Any) -> Any:
    """Return the student's row."""
    (person,) = {one.person_id for one in launching.school.rows(t.session)}
    name = "id" if table is t.person else "person_id"
    return launching.school.rows(table, **{name: person})[0]


def test_L24_the_second_launch_writes_its_session_its_use_and_its_entry(launching, clock) -> None:
    launching.launch(STUDENT)
    before = stored(launching)
    clock.advance(seconds=20)
    assert sorted(written(launching)) == ["audit", "enrolment", "login_state", "session"]
    assert stored(launching) == before
    assert me(launching, t.enrolment).last_launch_at == clock()
    assert len(launching.school.rows(t.session)) == len(launching.school.rows(t.audit, what="launch")) == 2


def test_F35_an_account_that_was_joined_to_another_opens_nothing(launching) -> None:
    launching.launch(STUDENT)
    school, old = launching.school, me(launching, t.person).id
    new = school.learner("their-new-account")
    school.waymark.db.write(lambda w: joining.join(w, school.tenant, "session/admin", old, new))
    assert school.rows(t.session) == []
    before = launching.count()
    answer = launching.launch(STUDENT)
    assert answer.status_code == 403
    assert "This account was joined to another one of yours" in answer.text
    assert launching.count() == before


TOLD: list[tuple[str, Any, Any, str, Any]] = [
    ("another name", put(name="Maya New"), t.person_name, "name", "Maya New"),
    ("a family name", put(family_name="New"), t.person_name, "family_name", "New"),
    ("the school's number", lti("lis", {"person_sourcedid": "S-9"}), t.person, "sourcedid", "S-9"),
    ("the system's own id", lti("custom", {"lms_user_id": "u-9"}), t.person, "lms_user_id", "u-9"),
    ("a teacher now", lti("roles", [f"{MEMBERSHIP}Instructor"]), t.enrolment, "role", "teacher"),
]


@pytest.mark.parametrize(("name", "bend", "table", "column", "value"), TOLD, ids=[one[0] for one in TOLD])
def test_L21_what_a_launch_tells_anew_of_a_person_is_stored(launching, name, bend, table, column, value) -> None:
    launching.launch(STUDENT)
    assert launching.launch(STUDENT, bend).status_code == 303, name
    assert getattr(me(launching, table), column) == value


def test_F36_what_a_launch_tells_anew_of_a_course_is_stored(launching) -> None:
    launching.launch(STUDENT)

    def bend(claims: dict[str, Any]) -> dict[str, Any]:
        context = {**claims[f"{CLAIM}context"], "title": "Renamed", "label": "R"}
        service = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
        ends = {"scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"], "lineitems": "https://a.example/new"}
        custom = {**claims[f"{CLAIM}custom"], "term": "autumn"}
        return {**claims, f"{CLAIM}context": context, service: ends, f"{CLAIM}custom": custom}

    launching.launch(STUDENT, bend)
    found = {row.title: row for row in launching.school.rows(t.course)}["Renamed"]
    assert (found.label, found.lineitems_url, found.custom["term"]) == ("R", "https://a.example/new", "autumn")
    assert found.ags_scopes == ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]


def test_F32_what_a_class_list_said_meanwhile_is_set_right(launching) -> None:
    launching.launch(STUDENT)
    before, school = stored(launching), launching.school
    key = {"tenant_id": school.tenant, "person_id": me(launching, t.enrolment).person_id}

    def listed(write: Any) -> None:
        write.conn.execute(update(t.enrolment).filter_by(**key).values(role="teacher", status="inactive"))
        keep_name(write, school.tenant, key["person_id"], {"name": "Wrong Name"})

    school.waymark.db.write(listed)
    launching.launch(STUDENT)
    row = me(launching, t.enrolment)
    assert (row.role, row.launch_role, row.status) == ("learner", "learner", "active")
    assert stored(launching) == before


def test_that_somebody_came_is_noted_of_a_system_once_a_minute(launching, waymark, clock) -> None:
    launching.launch(STUDENT)
    first = clock()
    found = []
    for _ in range(2):
        clock.advance(seconds=40)
        launching.launch(STUDENT)
        with waymark.db.read() as conn:
            found.append(conn.scalar(select(t.platform.c.last_launch_at)))
    assert found == [first, first + timedelta(seconds=80)]


def test_statements_that_waited_for_somebody_known_are_looked_at_again(launching, waymark) -> None:
    bend, school = put(email="maya@home.example"), launching.school
    launching.launch(STUDENT, bend)
    mine = me(launching, t.person).id
    other = next(one.login for one in launching.sim.school.students if one.login != STUDENT)
    launching.launch(other, bend)  # two people with one address: nobody can say whose it is
    store(school, [completed({"mbox": "mailto:maya@home.example"}, "a1", 1.0, n=1)])
    run(waymark, "evaluate")
    assert school.rows(t.evidence) == []
    others = delete(t.known_as).where(t.known_as.c.tenant_id == school.tenant, t.known_as.c.person_id != mine)
    waymark.db.write(lambda w: w.conn.execute(others))
    launching.launch(STUDENT, bend)
    run(waymark, "evaluate")
    assert [row.person_id for row in school.rows(t.evidence)] == [mine]

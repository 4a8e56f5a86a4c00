"""Two accounts of one person (F35): joined by an admin's word alone, everything counts once, and undone for 30 days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from support.statements import completed, run, store
from support.world import School, found_school, make_course

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import choose, erase, goals, joining, judge, opt_out, recognise
from gateway.services.joining import CannotJoin, TooLate
from gateway.services.rebuild import rebuild
from lti.mail import read_mail

OLD, NEW, WHO = "maya", "maya-new", "session/admin"
WAY = choose.Way("/student", "en")
SHOWN = (t.evidence, t.learner, t.mastery, t.decision, t.note, t.step, t.identity)


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.publish()
    for name in (OLD, NEW):
        made.learner(name)
    made.learner("ruth", "teacher")
    return made


def results(school: School, who: str, keys: str, first: int, score: float = 1.0) -> None:
    """Let somebody finish these activities."""
    sent = [completed(school.actor(who), key, score, n=first + n) for n, key in enumerate(keys.split())]
    store(school, sent)
    run(school.waymark, "evaluate")


def join(school: School, old: str = OLD, into: str = NEW) -> str:
    people = school.people
    made = school.waymark.db.write(lambda w: joining.join(w, school.tenant, WHO, people[old], people[into]))
    run(school.waymark, "evaluate")
    return made


def undo(school: School, joined: str) -> None:
    school.waymark.db.write(lambda w: joining.undo(w, school.tenant, WHO, joined))
    run(school.waymark, "evaluate")


def decides(school: School) -> None:
    """Let the teacher set a level of the old account, which takes up an activity and sets a goal itself."""
    settings, people = school.waymark.settings, school.people
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
    standard = school.standards["6.B"]

    def plan(write: Any) -> None:
        judge.judge(
            write,
            settings,
            course,
            by=people["ruth"],
            about=people[OLD],
            standard_id=standard,
            level=2,
            reason="saw it",
        )
        goals.set_goal(write, settings, course, people[OLD], goals.Goal(standard, None))
        choose.start(write, settings, course, people[OLD], choose.Choice("b1", standard, ("b1",)), WAY)

    school.waymark.db.write(plan)


def shown(school: School, who: str) -> dict[str, list[Any]]:
    """Return all that is known of somebody, apart from when and how far it was read."""
    left_out = {"through", "stale", "delivered"}
    return {
        table.name: sorted(
            str({name: value for name, value in row._mapping.items() if name not in left_out})
            for row in school.rows(table, person_id=school.people[who])
        )
        for table in SHOWN
    }


def test_F35_what_two_accounts_did_counts_for_one_and_a_rebuild_agrees(school) -> None:
    results(school, OLD, "a1 a1", 1)
    results(school, NEW, "a2", 3)
    decides(school)
    assert [row.pieces for row in school.rows(t.mastery, person_id=school.people[NEW])] == [1]
    join(school)
    old, new = shown(school, OLD), shown(school, NEW)
    assert not any(old.values()), "the old account keeps nothing"
    assert {name: len(rows) for name, rows in new.items() if name in {"evidence", "decision", "note", "step"}} == {
        "evidence": 3, "decision": 3, "note": 1, "step": 1,
    }  # fmt: skip
    pieces = {row.standard_id: row.pieces for row in school.rows(t.mastery, person_id=school.people[NEW])}
    assert pieces[school.standards["6.A"]] == 3
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).different == 0
    assert shown(school, NEW) == new


def test_F35_undoing_gives_everybody_back_what_was_theirs(school, clock) -> None:
    results(school, OLD, "a1 a2 a1", 1)
    results(school, NEW, "c1", 9)
    decides(school)
    before = {who: shown(school, who) for who in (OLD, NEW)}
    delivered = school.rows(t.mastery.c.standard_id, t.mastery.c.delivered, person_id=school.people[OLD])
    joined = join(school)
    results(school, OLD, "b1", 20)  # a tab that was still open
    assert len(school.rows(t.evidence, person_id=school.people[NEW])) == 5
    clock.advance(days=30)
    undo(school, joined)
    assert shown(school, NEW) == before[NEW]
    after = shown(school, OLD)
    assert {name: after[name] for name in ("decision", "note", "step", "identity")} == {
        name: before[OLD][name] for name in ("decision", "note", "step", "identity")
    }
    assert len(after["evidence"]) == 4
    again = school.rows(t.mastery.c.standard_id, t.mastery.c.delivered, person_id=school.people[OLD])
    assert set(delivered) <= set(again)
    with pytest.raises(NotFound):
        undo(school, joined)


def test_F35_after_30_days_it_stands(school, clock) -> None:
    joined = join(school)
    clock.advance(days=30, seconds=1)
    with pytest.raises(TooLate):
        undo(school, joined)
    with school.waymark.db.read() as conn:
        assert not joining.listed(conn, school.tenant, clock())[0].undo
    school.learner("maya-newest")
    results(school, OLD, "a1", 1)
    join(school, NEW, "maya-newest")  # what cannot be undone leads on
    results(school, OLD, "a2", 2)
    assert [row.person_id for row in school.rows(t.evidence)] == [school.people["maya-newest"]] * 2


def test_F35_the_preview_says_what_would_move_and_changes_nothing(school, waymark) -> None:
    results(school, OLD, "a1 a2 ab", 1)
    decides(school)
    other = waymark.db.write(
        lambda w: make_course(w, school.tenant, school.platform, "c2", list(school.standards.values()))
    )
    old, new = school.people[OLD], school.people[NEW]
    enrolled = {"tenant_id": school.tenant, "role": "learner", "status": "active", "sections": []}
    waymark.db.write(
        lambda w: w.conn.execute(insert(t.enrolment).values(**enrolled, course_id=other, person_id=old, since=w.now))
    )
    before = {who: shown(school, who) for who in (OLD, NEW)}
    with waymark.db.read() as conn:
        told = joining.preview(conn, school.tenant, old, new, waymark.clock())
    assert (told.records, told.decisions, told.both, told.alone) == (3, 3, ("Math 6",), ("Math 6",))
    assert told.possible
    assert {who: shown(school, who) for who in (OLD, NEW)} == before


@pytest.mark.parametrize("case", ["same", "teacher", "test student", "joined before", "being erased", "no part"])
def test_F35_only_two_students_who_stand_for_themselves_are_joined(school, waymark, case) -> None:
    people = school.people
    pair = {"same": (OLD, OLD), "teacher": (OLD, "ruth")}.get(case, (OLD, NEW))
    if case == "test student":
        key = {"tenant_id": school.tenant, "id": people[OLD]}
        waymark.db.write(lambda w: w.conn.execute(update(t.person).filter_by(**key).values(is_test=True)))
    if case == "joined before":
        school.learner("other")
        join(school, "other", OLD)
    if case == "being erased":
        home = waymark.settings.people_home
        waymark.db.write(lambda w: erase.begin(w, home, school.tenant, people[NEW], WHO))
    if case == "no part":
        waymark.db.write(lambda w: opt_out.begin(w, school.tenant, people[OLD], WHO, "asked for"))
    before = len(school.rows(t.joined))
    with pytest.raises(CannotJoin):
        join(school, *pair)
    with waymark.db.read() as conn:
        assert not joining.preview(conn, school.tenant, people[pair[0]], people[pair[1]], waymark.clock()).possible
    assert len(school.rows(t.joined)) == before
    with pytest.raises(NotFound):
        waymark.db.write(lambda w: joining.join(w, school.tenant, WHO, people[OLD], "nobody"))


def test_F35_what_others_send_of_the_old_account_counts_for_the_one_that_stays(school, waymark) -> None:
    join(school)
    one = recognise.Arrived(school.people[OLD], read_mail("maya@school.example"))
    waymark.db.write(lambda w: recognise.arrived(w, waymark.naming, school.tenant, [one]))
    store(school, [completed({"mbox": "mailto:maya@school.example"}, "a1", 1.0, n=1)])
    run(waymark, "evaluate")
    assert [row.person_id for row in school.rows(t.evidence)] == [school.people[NEW]]


def test_F35_P10_erasing_somebody_erases_the_accounts_that_were_joined_to_them(school, waymark) -> None:
    results(school, OLD, "a1", 1)
    results(school, NEW, "a2", 2)
    join(school)
    erase.erase(waymark.db, waymark.settings.people_home, school.tenant, school.people[NEW], WHO)
    assert school.rows(t.statement) == school.rows(t.evidence) == school.rows(t.joined) == []
    assert [row.id for row in school.rows(t.person)] == [school.people["ruth"]]


def test_F35_joining_and_undoing_stand_in_the_audit_log(school) -> None:
    undo(school, join(school))
    with school.waymark.db.read() as conn:
        what = conn.scalars(select(t.audit.c.what).filter_by(tenant_id=school.tenant).order_by(t.audit.c.number))
        assert list(what)[-2:] == ["accounts-joined", "accounts-taken-apart"]
    assert school.rows(t.joined)[0].undone_at - school.rows(t.joined)[0].at == timedelta(0)

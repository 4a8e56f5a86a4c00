"""What each result did to the next steps is kept, with the reason where a result does not count, and made again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from support.clock import NOON
from support.statements import completed, number, run, store, voiding
from support.world import School, found_school, iri

from gateway.db import tables as t
from gateway.services import opt_out, path, replanned, replans
from gateway.services.path import Wish
from gateway.services.rebuild import rebuild


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.publish()
    made.learner("ana")
    return made


def send(school: School, keys: str, score: float = 1.0, first: int = 1, **how: Any) -> None:
    sent = [completed(school.actor("ana"), key, score, n=first + n, **how) for n, key in enumerate(keys.split())]
    store(school, sent, course=school.course)
    run(school.waymark, "evaluate")


def rows(school: School) -> list[Any]:
    return sorted(school.rows(t.replan), key=lambda row: (row.at, row.seq))


def offered(school: School) -> list[list[str]]:
    """Return the cards that the page would show now."""
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, course, school.people["ana"], rows(school)[-1].at)
        ids = course.activity_ids
        return [[ids[one.activity], one.standard, one.reason.code] for one in path.cards(learner, Wish())]


def counted_for(school: School, key: str, code: str, *, counts: bool) -> None:
    """Have the course count an activity for a standard, or not."""
    body = school.rows(t.pathway)[0].body
    activity = school.rows(t.activity, iri=iri(key))[0].id
    changed = {**body, "declined": [] if counts else [[activity, school.standards[code]]]}
    published = update(t.pathway).filter_by(tenant_id=school.tenant).values(body=changed)
    school.waymark.db.write(lambda w: w.conn.execute(published))
    school.set_course()


def rebuilt(school: School) -> bool:
    return rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_each_result_keeps_the_next_steps_that_were_offered_after_it(school):
    for place, key in enumerate(["a1", "a2", "ab", "b1"], start=1):
        send(school, key, first=place)
        assert len(rows(school)) == place
        assert rows(school)[-1].cards == offered(school)
    assert {row.why for row in rows(school)} == {""}
    assert len({str(row.cards) for row in rows(school)}) > 1
    assert school.rows(t.replan_due) == []


def test_what_does_not_count_is_kept_with_its_reason(school):
    school.set_course(practice_counts=False)
    send(school, "a1", 0.2, duration="PT5S")
    assert [row.why for row in rows(school)] == ["practice"]
    school.set_course(practice_counts=True)
    run(school.waymark, "evaluate")
    assert [row.why for row in rows(school)] == ["rapid"]
    counted_for(school, "a1", "6.A", counts=False)
    run(school.waymark, "evaluate")
    assert [(row.why, row.cards) for row in rows(school)] == [("unaligned", None)]
    assert rebuilt(school)


def test_rows_that_are_lost_and_results_that_come_late_give_the_rows_of_results_one_by_one(school):
    for place, key in enumerate(["a1", "a2", "ab", "b1"], start=1):
        send(school, key, first=place)
    at_once = rows(school)
    school.waymark.db.write(lambda w: w.conn.execute(delete(t.replan).filter_by(tenant_id=school.tenant)))
    assert not rebuilt(school)
    assert rows(school) == at_once
    send(school, "c1", 0.0, first=50, at=NOON - timedelta(days=20))
    late = rows(school)
    assert [row.seq for row in late][1:] == [row.seq for row in at_once]
    assert rebuilt(school)
    assert rows(school) == late
    store(school, [voiding(school.actor("ana"), str(number(50)), n=51)])
    run(school.waymark, "evaluate")
    assert rows(school) == at_once


def test_what_was_offered_before_the_course_changed_stands_and_a_rebuild_agrees(school):
    send(school, "a1")
    send(school, "a2", first=2)
    before = rows(school)
    kept = [row for row in school.rows(t.course_activity) if row.activity_id not in str(before)]
    key = {"tenant_id": school.tenant, "activity_id": kept[0].activity_id if kept else before[0].cards[0][0]}
    school.waymark.db.write(lambda w: w.conn.execute(delete(t.course_activity).filter_by(**key)))
    school.set_course(must=[])
    run(school.waymark, "evaluate")
    send(school, "b1", first=10)
    assert rows(school)[:2] == before
    assert rows(school)[2].basis != before[1].basis
    assert rebuilt(school)
    assert rows(school)[:2] == before


def test_a_row_that_is_not_what_the_log_says_is_told_and_mended(school):
    send(school, "a1")
    send(school, "a2", first=2)
    before = rows(school)
    wrong = update(t.replan).filter_by(tenant_id=school.tenant, seq=before[0].seq).values(cards=[])
    school.waymark.db.write(lambda w: w.conn.execute(wrong))
    assert not rebuilt(school)
    assert rows(school) == before
    assert rebuilt(school)


def test_of_results_that_come_at_once_the_last_is_planned_after(school):
    send(school, "a1 a2 ab")
    assert [row.basis == replans.TOGETHER for row in rows(school)] == [True, True, False]
    assert [row.cards for row in rows(school)] == [None, None, offered(school)]
    before = rows(school)
    assert rebuilt(school)
    assert rows(school) == before
    send(school, "b1", first=10)
    assert rows(school)[:3] == before
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        found = replanned.read(conn, course, school.people["ana"])
    assert [one.why for one in found] == [replans.TOGETHER, replans.TOGETHER, "", ""]
    assert found[3].before == found[2].after


def test_rows_are_the_newest_alone(school):
    send(school, " ".join(["a1", "a2", "b1"] * 6))
    assert len(rows(school)) == replans.KEPT
    newest = {row.seq for row in sorted(school.rows(t.evidence), key=lambda row: row.timestamp)[-replans.KEPT :]}
    assert {row.seq for row in rows(school)} == newest
    send(school, "c1", first=90)
    assert len(rows(school)) == replans.KEPT
    assert rebuilt(school)


def test_who_takes_no_part_leaves_no_rows(school):
    send(school, "a1")
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["ana"], "person/x", "asked"))
    school.waymark.db.write(lambda w: w.conn.execute(delete(t.replan).filter_by(tenant_id=school.tenant)))
    rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert rows(school) == []

"""What counts as whose evidence, in which course, and what a change beneath the folds does to delivered values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select
from support.clock import NOON
from support.statements import completed, number, run, store, voiding
from support.world import School, align, enrol, found_school, make_course

from gateway.db import tables as t
from gateway.services import judge, naming
from gateway.services.due import mark_due, person_due
from gateway.services.rebuild import rebuild


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.publish()
    made.learner("ana")
    return made


def answers(school: School, who: str, keys: str, score: float, first: int = 1) -> list[dict[str, Any]]:
    actor = school.actor(who)
    return [completed(actor, key, score, n=first + n) for n, key in enumerate(keys.split())]


def wanted(school: School, who: str, code: str) -> Any:
    """Return the points that the gradebook should show, None for a blank cell."""
    place = school.rows(t.place.c.id, standard_id=school.standards[code])
    if not place:
        return None
    rows = school.rows(t.cell.c.wanted, place_id=place[0].id, person_id=school.people[who])
    return rows[0].wanted["value"] if rows and rows[0].wanted else None


def mastery(school: School, who: str, code: str) -> Any:
    rows = school.rows(t.mastery, person_id=school.people[who], standard_id=school.standards[code])
    return rows[0] if rows else None


def test_a_cell_stays_blank_until_three_pieces_from_two_activities(school) -> None:
    store(school, answers(school, "ana", "a1 a1", 1.0))
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A").pieces == 2
    assert wanted(school, "ana", "6.A") is None
    store(school, answers(school, "ana", "a2", 1.0, first=3))
    run(school.waymark, "evaluate")
    assert wanted(school, "ana", "6.A") in {3, 4}


def test_S08_a_rebuild_gives_the_same_to_the_last_digit(school) -> None:
    ben = school.learner("ben")
    teacher = school.learner("ruth", "teacher")
    for part in range(5):
        for who in ("ana", "ben"):
            first = part * 20 + (10 if who == "ben" else 0)
            store(school, answers(school, who, "a1 a2 ab b1 c1 c2 a1 a2", 0.3 + 0.15 * part, first=first + 1))
        run(school.waymark, "evaluate")
    store(school, [voiding(school.actor("ana"), str(number(3)), n=900)])
    run(school.waymark, "evaluate")
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
    school.waymark.db.write(
        lambda w: judge.judge(
            w, school.waymark.settings, course, by=teacher, about=ben, standard_id=school.standards["6.A"], level=2,
            reason="saw it",
        )
    )  # fmt: skip
    before = [school.rows(table) for table in (t.learner, t.mastery, t.evidence, t.decision)]
    assert len(school.rows(t.parameter_set)) >= 1
    made = rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert made.equal
    assert [school.rows(table) for table in (t.learner, t.mastery, t.evidence, t.decision)] == before


def test_S11_a_late_statement_and_a_voided_one_fold_the_learner_again(school) -> None:
    store(school, answers(school, "ana", "a1 a2 a1", 1.0))
    run(school.waymark, "evaluate")
    first = school.rows(t.learner)[0].state
    store(school, [completed(school.actor("ana"), "a2", 0.0, n=50, at=NOON - timedelta(days=20))])
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A").pieces == 4
    store(school, [voiding(school.actor("ana"), str(number(50)), n=51)])
    run(school.waymark, "evaluate")
    assert school.rows(t.learner)[0].state == first


def test_F17_a_correction_that_voids_and_replaces_changes_the_delivered_value(school) -> None:
    store(school, answers(school, "ana", "a1 a2 a1", 1.0))
    run(school.waymark, "evaluate")
    high = wanted(school, "ana", "6.A")
    ana = school.actor("ana")
    store(
        school,
        [voiding(ana, str(number(n)), n=50 + n) for n in (1, 2, 3)] + answers(school, "ana", "a1 a2 a1", 0.0, 20),
    )
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A").pieces == 3
    assert wanted(school, "ana", "6.A") < high


def test_a_standard_whose_evidence_was_all_voided_has_a_blank_cell_again(school) -> None:
    store(school, answers(school, "ana", "a1 a2 a1", 1.0))
    run(school.waymark, "evaluate")
    assert wanted(school, "ana", "6.A")
    store(school, [voiding(school.actor("ana"), str(number(n)), n=50 + n) for n in (1, 2, 3)])
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A") is None
    assert wanted(school, "ana", "6.A") is None


def test_evidence_of_a_credential_bound_to_another_course_counts_nowhere_else(school) -> None:
    standards = list(school.standards.values())
    other = school.waymark.db.write(lambda w: make_course(w, school.tenant, school.platform, "c2", standards))
    school.waymark.db.write(lambda w: enrol(w, school.tenant, other, school.people["ana"], "learner"))
    store(school, answers(school, "ana", "a1 a2", 1.0), course=other)
    store(school, answers(school, "ana", "a1", 1.0, first=9))
    run(school.waymark, "evaluate")
    pieces = {row.course_id: row.pieces for row in school.rows(t.mastery)}
    assert pieces == {school.course: 1, other: 3}


def test_statements_of_an_unknown_actor_are_kept_and_count_once_it_is_known(school) -> None:
    stranger = {"objectType": "Agent", "account": {"homePage": "https://elsewhere.example", "name": "ana-2"}}
    store(school, [completed(stranger, "a1", 1.0, n=1), completed(stranger, "a2", 1.0, n=2)])
    store(school, answers(school, "ana", "b1", 1.0, first=5))
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A") is None
    known = naming.key_hash("account|https://elsewhere.example|ana-2")

    def confirm(write: Any) -> None:
        write.conn.execute(
            insert(t.identity).values(
                tenant_id=school.tenant, key_hash=known, person_id=school.people["ana"], source="click", since=write.now
            )
        )
        mark_due(write, school.tenant, {known})

    school.waymark.db.write(confirm)
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A").pieces == 2
    assert mastery(school, "ana", "6.B").pieces == 1


def test_an_alignment_confirmed_later_counts_what_was_done_before(school) -> None:
    standard = school.standards["6.A"]

    def forget(write: Any) -> None:
        write.conn.execute(delete(t.alignment).filter_by(tenant_id=school.tenant, activity_id="a1"))

    school.waymark.db.write(forget)
    store(school, answers(school, "ana", "a1 a1", 1.0))
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A") is None
    school.waymark.db.write(lambda w: align(w, school.tenant, "a1", standard))
    school.set_course()
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A").pieces == 2
    school.waymark.db.write(forget)
    school.set_course()
    run(school.waymark, "evaluate")
    assert mastery(school, "ana", "6.A") is None
    assert not school.rows(t.evidence)


def test_a_new_parameter_set_alone_changes_no_delivered_value(school) -> None:
    ben = school.learner("ben")
    store(school, answers(school, "ben", "a1 a2 a1 ab b1 b1", 0.7))
    run(school.waymark, "evaluate")
    key = {"person_id": ben}
    before = {row.standard_id: row.delivered for row in school.rows(t.mastery, **key)}
    store(school, answers(school, "ana", "a1 a2 ab b1 c1 c2 " * 6, 0.1, first=20))
    run(school.waymark, "evaluate")
    assert school.rows(t.parameter_set)
    assert school.rows(t.learner, **key)[0].parameters > 0
    assert {row.standard_id: row.delivered for row in school.rows(t.mastery, **key)} == before


@pytest.mark.parametrize("test", [True, False])
def test_P25_what_a_test_student_answers_teaches_nothing_about_difficulty(school, test: bool) -> None:
    school.learner("view", test=test)
    store(school, answers(school, "view", "a1 a2 ab b1 c1 c2 " * 6, 0.1))
    run(school.waymark, "evaluate")
    assert bool(school.rows(t.parameter_set)) is not test


def test_other_points_for_the_levels_are_delivered_without_new_evidence(school) -> None:
    store(school, answers(school, "ana", "a1 a2 a1 a2 a1", 1.0))
    run(school.waymark, "evaluate")
    level = wanted(school, "ana", "6.A")
    school.set_course(points={"4": 10, "3": 8, "2": 5, "1": 2})
    run(school.waymark, "evaluate")
    assert wanted(school, "ana", "6.A") == {4: 10, 3: 8, 2: 5, 1: 2}[level]
    place = school.rows(t.place, standard_id=school.standards["6.A"])[0]
    assert place.wanted["maximum"] == school.rows(t.cell, place_id=place.id)[0].wanted["maximum"] == 10


@pytest.mark.parametrize("every", [1, 7, 100])
def test_parameter_sets_are_published_at_the_same_places_of_the_log(waymark, every: int) -> None:
    found = []
    for step in (every, 3):
        school = found_school(waymark, f"s{step}-{every}")
        for who in ("ana", "ben", "cleo"):
            school.learner(who)
        sent = []
        for n in range(75):
            who = ("ana", "ben", "cleo")[n % 3]
            sent += answers(school, who, ("a1", "ab", "c2", "unknown")[n % 4], (n % 5) / 4, first=n + 1)
        for start in range(0, len(sent), step):
            store(school, sent[start : start + step])
            run(waymark, "evaluate")
        newest = max(school.rows(t.parameter_set), key=lambda row: row.version)
        states = sorted(row.state for row in school.rows(t.learner))
        found.append((newest.version, newest.through, newest.answers, newest.body, states))
    assert found[0] == found[1]


def test_nobody_due_is_left_after_a_run(school) -> None:
    store(school, answers(school, "ana", "a1 a2", 1.0))
    run(school.waymark, "evaluate")
    with school.waymark.db.read() as conn:
        due = conn.execute(select(t.progress).filter_by(tenant_id=school.tenant, due=True)).all()
    assert not due


def test_a_learner_who_joins_later_brings_what_was_done_before(school) -> None:
    stranger = school.learner("dora", "teacher")
    store(school, answers(school, "dora", "a1 a2", 1.0))
    run(school.waymark, "evaluate")
    other = school.waymark.db.write(
        lambda w: make_course(w, school.tenant, school.platform, "c3", list(school.standards.values()))
    )

    def join(write: Any) -> None:
        enrol(write, school.tenant, other, stranger, "learner")
        person_due(write, school.tenant, [stranger])

    school.waymark.db.write(join)
    run(school.waymark, "evaluate")
    assert school.rows(t.mastery, course_id=other)[0].pieces == 2

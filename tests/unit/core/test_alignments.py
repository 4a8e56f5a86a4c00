"""Alignments belong to the tenant; what one course does not count, another still may."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import insert, update
from support.statements import completed, run, store
from support.world import ACTIVITIES, School, enrol, found_school, make_course

from gateway.db import tables as t
from gateway.services import publish, setup
from gateway.services.drafts import Author
from gateway.services.rebuild import rebuild


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    assessable = update(t.standard).filter_by(tenant_id=made.tenant).values(assessable=True)
    waymark.db.write(lambda w: w.conn.execute(assessable))
    made.learner("ana")
    return made


def second_course(school: School, activities: Sequence[str]) -> str:
    standards = list(school.standards.values())

    def plan(write) -> str:
        course = make_course(write, school.tenant, school.platform, "c2", standards)
        for one in activities:
            values = {"tenant_id": school.tenant, "course_id": course, "activity_id": one, "graded": False}
            write.conn.execute(insert(t.course_activity).values(**values))
        enrol(write, school.tenant, course, school.people["ana"], "learner")
        return course

    return school.waymark.db.write(plan)


def set_up(school: School, course: str, *without: str) -> None:
    """Publish a course with all activities and every alignment but these."""
    who = Author(school.tenant, course, None)
    framework = school.rows(t.standard, id=school.standards["6.A"])[0].framework_id
    ids = list(school.standards.values())
    keys = [f"{one}:{school.standards[code]}" for one, codes in ACTIVITIES.items() for code in codes]

    def plan(write) -> None:
        setup.save_standards(write, who, framework, "6", ids)
        setup.save_activities(write, who, ACTIVITIES, ())
        setup.save_alignments(write, who, [one for one in keys if one not in without])
        setup.save_draft(write, who)
        publish.publish(write, who, write_grades=False)

    school.waymark.db.write(plan)


def pieces(school: School, course: str, code: str) -> int:
    rows = school.rows(t.mastery, course_id=course, standard_id=school.standards[code])
    return rows[0].pieces if rows else 0


def served(school: School, course: str, code: str) -> set[str]:
    with school.waymark.db.read() as conn:
        inputs = school.waymark.cache.get(conn, school.tenant, course)
    return {inputs.activity_ids[one.id] for one in inputs.library.by_standard[school.standards[code]]}


def test_an_alignment_that_one_course_does_not_tick_still_counts_in_another(school) -> None:
    other = second_course(school, list(ACTIVITIES))
    set_up(school, school.course, f"ab:{school.standards['6.A']}")
    store(school, [completed(school.actor("ana"), key, 0.5, n=n) for n, key in enumerate(("a1", "ab"), start=1)])
    run(school.waymark, "evaluate")
    assert [pieces(school, school.course, code) for code in ("6.A", "6.B")] == [1, 1]
    assert [pieces(school, other, code) for code in ("6.A", "6.B")] == [2, 1]
    assert served(school, school.course, "6.A") == {"a1", "a2"}
    assert served(school, other, "6.A") == {"a1", "a2", "ab"}
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_a_parameter_set_knows_only_what_the_course_counts(school) -> None:
    second_course(school, list(ACTIVITIES))
    set_up(school, school.course, f"a1:{school.standards['6.A']}")
    sent = [completed(school.actor("ana"), ("a1", "a2")[n % 2], 0.5, n=n + 1) for n in range(62)]
    store(school, sent[:58])
    run(school.waymark, "evaluate")
    assert not school.rows(t.parameter_set, course_id=school.course)
    store(school, sent[58:])
    run(school.waymark, "evaluate")
    assert [row.answers for row in school.rows(t.parameter_set, course_id=school.course)] == [30]


def test_ticking_what_nobody_counted_reaches_the_other_courses_too(school) -> None:
    set_up(school, school.course, f"ab:{school.standards['6.A']}")
    other = second_course(school, ["ab", "b1"])
    assert served(school, other, "6.A") == set()
    set_up(school, school.course)
    assert served(school, other, "6.A") == {"ab"}

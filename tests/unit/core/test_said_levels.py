"""What is said of a level in the product: over new parameter sets, voided results and rebuilds (design.md 1.2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from support.harder import publish_set
from support.statements import completed, number, run, store, voiding
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import path
from gateway.services.rebuild import rebuild


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.publish()
    made.learner("ana")
    made.learner("ben")
    return made


def answers(school: School, who: str, keys: str, score: float, first: int = 1) -> None:
    actor = school.actor(who)
    store(school, [completed(actor, key, score, n=first + n) for n, key in enumerate(keys.split())])
    run(school.waymark, "evaluate")


def row(school: School, who: str, code: str = "6.A") -> Any:
    return school.rows(t.mastery, person_id=school.people[who], standard_id=school.standards[code])[0]


def doubted(school: School) -> None:
    """Let ben be said to master 6.A, and then learn that everything is harder than was thought."""
    answers(school, "ben", "a1 a2 " * 4, 1.0)
    publish_set(school, -1.0)
    answers(school, "ben", "a1", 1.0, first=30)
    assert row(school, "ben").level == 4
    publish_set(school, 2.0)
    found = row(school, "ben")
    assert found.estimated < found.level == found.delivered == 4


def shown(school: School, who: str) -> Any:
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, course, school.people[who], school.waymark.clock())
    return learner.mastery(school.standards["6.A"])


def test_a_new_set_says_nothing_new_and_the_next_full_result_keeps_what_is_said_and_delivered(school) -> None:
    doubted(school)
    assert (shown(school, "ben").level, shown(school, "ben").proposed) == (4, row(school, "ben").estimated)
    answers(school, "ben", "a1", 1.0, first=100)
    found = row(school, "ben")
    assert (found.level, found.delivered, found.state, found.fell) == (4, 4, "done", None)


def test_a_result_of_nothing_after_a_new_set_takes_the_level_back_and_is_named(school) -> None:
    doubted(school)
    answers(school, "ben", "a1", 0.0, first=100)
    found = row(school, "ben")
    assert found.level == found.delivered < 4
    assert (found.fell["before"], found.fell["after"], found.fell["cause"]) == (4, found.level, "result")
    assert found.fell["statement_id"] == str(number(100))


def test_S08_a_rebuild_says_what_was_said_and_how_it_fell(school) -> None:
    doubted(school)
    answers(school, "ben", "a2 b1 b1 ab", 0.0, first=100)
    answers(school, "ana", "a1 a2 a1", 1.0, first=120)
    before = [school.rows(one) for one in (t.mastery, t.learner)]
    assert any(one.fell for one in before[0])
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    assert [school.rows(one) for one in (t.mastery, t.learner)] == before


def test_what_is_voided_takes_back_its_own_part_and_says_that_what_counts_changed(school) -> None:
    answers(school, "ana", "a1 a2 a1", 0.3)
    answers(school, "ana", "a2 a1 a2 a1 a2 a1", 1.0, first=10)
    high = row(school, "ana").level
    store(school, [voiding(school.actor("ana"), str(number(n)), n=80 + n) for n in range(10, 16)])
    run(school.waymark, "evaluate")
    found = row(school, "ana")
    assert found.level == found.estimated < high
    assert (found.fell["before"], found.fell["cause"]) == (high, "counted")


def test_batches_do_not_change_what_is_said_nor_how_it_fell(waymark) -> None:
    found = []
    for tag, step in (("one", 1), ("all", 20)):
        school = found_school(waymark, tag)
        school.publish()
        school.learner("ana")
        keys = [("a1", 1.0)] * 5 + [("a2", 1.0)] * 3 + [("a1", 0.0), ("a2", 0.0)] * 2 + [("a1", 1.0)]
        sent = [completed(school.actor("ana"), key, score, n=n + 1) for n, (key, score) in enumerate(keys)]
        for start in range(0, len(sent), step):
            store(school, sent[start : start + step])
            run(waymark, "evaluate")
        with waymark.db.read() as conn:
            rows = conn.execute(select(t.mastery).filter_by(tenant_id=school.tenant)).all()
        found.append([(one.level, one.estimated, one.delivered, one.fell) for one in rows])
    assert found[0] == found[1]
    assert found[0][0][3]["best"] == 4

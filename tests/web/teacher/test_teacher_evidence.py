"""A teacher sees all evidence with what each piece did: odd dates are explained, what does not count says why."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert
from support import statements
from support.clock import NOON
from teacher_school import CODES, run, work

from gateway.db import tables as t
from gateway.learn.state import KEPT_CONTRIBUTIONS
from gateway.services.rebuild import rebuild


def sheet(teacher, school, name="maya"):
    return teacher.open(f"students/{school.people[name]}/standards/{school.standards[CODES[0]]}")


def also_used_elsewhere(school, activity):
    """Have another course use an activity: what this one declines goes on counting there."""
    other = next(row.id for row in school.rows(t.course) if row.id != school.course)
    row = {"tenant_id": school.tenant, "course_id": other, "activity_id": activity, "graded": False}
    school.waymark.db.write(lambda write: write.conn.execute(insert(t.course_activity).values(row)))


def send(school, number, stamp, key="juice-stand", share=0.8):
    sent = statements.completed(school.actor("maya"), key, share, n=number) | {"timestamp": stamp}
    statements.store(school, [sent], course=school.course)
    run(school)


def test_a_result_that_is_dated_ahead_counts_from_when_it_came_and_the_evidence_says_so(teacher, school, waymark):
    teacher.publish()
    for number, stamp in enumerate(("2099-12-31T23:59:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:10:00Z"), start=1):
        send(school, number, stamp)
    assert all(NOON <= row.timestamp < NOON + timedelta(seconds=1) for row in school.rows(t.evidence))
    text = sheet(teacher, school)
    assert "Dated ahead, to Dec 31, 2099: it counts from when it came." in text
    assert "Dated ahead, to Dec 31, 9999" in text
    assert "Its clock said Jan 1, 1970: it counts from when it came." in text
    kept = school.rows(t.statement, t.statement.c.timestamp, id=statements.number(1).bytes)
    assert kept[0].timestamp.year == 2099  # the statement stays as it was sent
    waymark.clock.advance(hours=1)
    send(school, 4, waymark.clock().isoformat(), share=0.2)
    assert sheet(teacher, school).count("counts from when it came") == 3
    learner = school.rows(t.learner)[0]
    assert (learner.answers, learner.stale) == (4, False)
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_each_of_many_results_says_how_far_it_moved_the_estimate(teacher, school):
    teacher.publish()
    many = KEPT_CONTRIBUTIONS + 5
    sent = [statements.completed(school.actor("maya"), "juice-stand", 0.6, n=n) for n in range(1, many + 1)]
    statements.store(school, sent, course=school.course)
    run(school)
    assert len(re.findall(r"expected \d+, then \d+", sheet(teacher, school))) == many


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_a_course_does_not_count_says_so(teacher, school):
    teacher.publish()
    work(school, "maya", ("juice-stand",))
    assert "not counted" not in sheet(teacher, school)
    (activity,) = {row.activity_id for row in school.rows(t.evidence)}
    also_used_elsewhere(school, activity)
    keys = re.findall(r'name="key" value="([^"]+)"', teacher.open("setup?step=alignments"))
    teacher.send("setup/alignments", key=[one for one in keys if not one.startswith(activity)])
    teacher.open("setup?step=draft")
    teacher.send("setup/draft")
    teacher.send("setup/publish")
    run(school)
    assert "not counted here: in this course its activity does not show this standard" in sheet(teacher, school)

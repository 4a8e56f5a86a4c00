"""Students who are said to master the first standard, and what takes that back."""

from __future__ import annotations

from support import statements
from support.harder import publish_set
from teacher_school import CODES, run

from gateway.db import tables as t

SKILL = 0
KEYS = ("juice-stand", "bike-shed")


def results(school, name, score, count, start, keys=KEYS):
    """Have a student do some activities, one statement at a time."""
    actor = school.actor(name)
    sent = [statements.completed(actor, keys[n % len(keys)], score, n=start + n) for n in range(count)]
    statements.store(school, sent, course=school.course)
    run(school)


def mastered(school, name="maya", start=1):
    """Let a student be said to master the first standard."""
    results(school, name, 1.0, 6, start)
    publish_set(school, -1.0)
    results(school, name, 1.0, 1, start + 6)
    assert level(school, name) == 4


def level(school, name):
    return school.rows(
        t.mastery, t.mastery.c.level, person_id=school.people[name], standard_id=school.standards[CODES[SKILL]]
    )[0].level


def fall(school, name="maya", start=20):
    count = 0
    while level(school, name) == 4:
        results(school, name, 0.0, 1, start + count)
        count += 1
        assert count < 20

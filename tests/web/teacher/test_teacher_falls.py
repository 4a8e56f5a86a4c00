"""A fall is told: to the teacher in whatever unit, beside whatever else waits, and to the student, kindly and truly."""

from __future__ import annotations

from support import statements
from support.harder import publish_set
from teacher_school import CODES, run

from gateway.db import tables as t
from gateway.services.decide import decided

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


def test_a_fall_in_any_unit_is_a_todo_until_a_support_step_answers_it(teacher, school):
    teacher.publish()
    mastered(school)
    assert "went back" not in teacher.open()
    fall(school)
    text = teacher.open()
    assert "<strong>Maya Okafor</strong> went back in" in text
    assert "from Mastered to" in text
    person = school.people["maya"]
    teacher.send("support", person=person, standard=school.standards[CODES[SKILL]])
    with school.waymark.db.read() as conn:
        assert decided(conn, school.tenant, school.course, kinds=("support",))
    assert "went back" not in teacher.open()


def test_the_sheet_of_the_level_says_what_took_it_back_now_and_after_later_results(teacher, school):
    teacher.publish()
    mastered(school)
    fall(school)
    sheet = f"students/{school.people['maya']}/standards/{school.standards[CODES[SKILL]]}"
    assert "That moved it from Mastered to" in teacher.open(sheet)
    results(school, "maya", 0.6, 1, 60)
    text = teacher.open(sheet)
    assert "That moved it" not in text
    assert "It was Mastered until 0 of" in text

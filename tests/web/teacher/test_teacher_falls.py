"""A fall is told: to the teacher in whatever unit, beside whatever else waits, and to the student, kindly and truly."""

from __future__ import annotations

from falling_levels import SKILL, fall, mastered, results
from teacher_school import CODES

from gateway.services.decide import decided


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


def test_a_fall_of_an_earlier_unit_is_told_beside_what_else_waits_for_the_same_student(teacher, school):
    teacher.publish()
    mastered(school)
    teacher.send("pathway/units/2/open")
    teacher.send("pathway/units/1/close")
    results(school, "maya", 0.0, 4, 40, keys=("bike-ride",))
    assert "without moving" in teacher.open()
    fall(school, start=60)
    text = teacher.open()
    assert "<strong>Maya Okafor</strong> went back in" in text
    assert "without moving" in text

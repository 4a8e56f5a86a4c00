"""Proposed changes of levels: a new set changes none by itself, a teacher uses or keeps, and takes that back."""

from __future__ import annotations

import re

from falling_levels import fall, level, mastered, results
from support.harder import publish_set
from teacher_school import run, wanted

from gateway.db import tables as t
from gateway.services.rebuild import rebuild


def doubted(teacher, school, *names: str):
    """Publish a course that writes grades, let students master a standard, then let new figures doubt it."""
    teacher.publish(write=True)
    for number, name in enumerate(names):
        mastered(school, name, 1 + 100 * number)
    publish_set(school, 2.0)


def changes(teacher):
    return list(dict.fromkeys(re.findall(r'name="use" value="([^"]+)"', teacher.open("gradebook/levels"))))


def test_a_new_set_changes_no_level_and_no_grade_and_the_teacher_finds_what_it_proposes(teacher, school):
    teacher.publish(write=True)
    assert "Nothing is proposed" in teacher.open("gradebook/levels")
    mastered(school)
    grade = wanted(school, "maya")
    publish_set(school, 2.0)
    assert (level(school, "maya"), wanted(school, "maya")) == (4, grade)
    assert "For <strong>1 student</strong> the same results say another level" in teacher.open()
    text = teacher.open("gradebook/levels")
    assert "Lower than before" in text
    assert "Maya Okafor" in text
    assert "The same 7 results: expected" in text
    sheet = teacher.open(f"students/{school.people['maya']}/standards/{changes(teacher)[0].split('.')[1]}")
    assert "Mastered stands until a new result moves it or you decide" in sheet


def test_a_used_level_is_said_and_delivered_told_to_all_and_can_be_taken_back(teacher, school, waymark):
    doubted(teacher, school, "maya")
    before = wanted(school, "maya")
    (change,) = changes(teacher)
    new = int(change[-1])
    teacher.send("gradebook/levels", use=change)
    assert (level(school, "maya"), wanted(school, "maya")) == (new, [new])
    assert "Nothing is proposed" in teacher.open("gradebook/levels")
    assert "1 new level was used" in teacher.open("gradebook/levels")
    assert "used the new level</strong> of" in teacher.open(f"students/{school.people['maya']}")
    sheet = teacher.open(f"students/{school.people['maya']}/standards/{change.split('.')[1]}")
    assert "It was Mastered until a teacher used the new level" in sheet
    assert "went back" not in teacher.open()
    kept = [school.rows(one) for one in (t.mastery, t.learner, t.decision)]
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    assert [school.rows(one) for one in (t.mastery, t.learner, t.decision)] == kept
    batch = re.search(r'name="batch" value="([^"]+)"', teacher.open("gradebook/levels"))[1]
    teacher.send("gradebook/levels/undo", batch=batch)
    assert (level(school, "maya"), wanted(school, "maya"), changes(teacher)) == (4, before, [change])
    assert school.rows(t.mastery, t.mastery.c.fell, level=4)[0].fell is None


def test_a_kept_level_is_proposed_no_more_until_the_figures_say_something_else(teacher, school):
    doubted(teacher, school, "maya")
    (change,) = changes(teacher)
    teacher.send("gradebook/levels", keep=change)
    assert (level(school, "maya"), changes(teacher)) == (4, [])
    assert "1 level was kept" in teacher.open("gradebook/levels")
    publish_set(school, 8.0)
    assert [one[-3:] for one in changes(teacher)] != [change[-3:]]
    assert level(school, "maya") == 4


def test_all_at_once_is_one_answer_that_is_taken_back_at_once(teacher, school):
    doubted(teacher, school, "maya", "caleb")
    asked = changes(teacher)
    assert len(asked) == 2
    teacher.send("gradebook/levels", use_all="1", change=asked)
    assert {level(school, one) for one in ("maya", "caleb")} == {int(one[-1]) for one in asked}
    text = teacher.open("gradebook/levels")
    assert "2 new levels were used" in text
    teacher.send("gradebook/levels/undo", batch=re.search(r'name="batch" value="([^"]+)"', text)[1])
    assert (level(school, "maya"), level(school, "caleb")) == (4, 4)


def test_what_changed_since_the_page_was_opened_and_what_it_never_offered_is_left_alone(teacher, school):
    doubted(teacher, school, "maya")
    (change,) = changes(teacher)
    fall(school)
    now = level(school, "maya")
    teacher.send("gradebook/levels", use=change)
    assert level(school, "maya") == now
    assert not school.rows(t.decision, kind="new_level")
    for odd in ("x", "a.b.4", "a.b.9.1", f"{change}.1"):
        teacher.send("gradebook/levels", use=odd, status=400)
    teacher.send("gradebook/levels", status=400)
    teacher.send("gradebook/levels/undo", batch="of-nobody", status=404)


def test_a_level_that_a_teacher_set_has_no_proposal(teacher, school):
    doubted(teacher, school, "maya")
    (change,) = changes(teacher)
    person, standard, *_ = change.split(".")
    teacher.send(f"students/{person}/standards/{standard}/level", level="2", reason="we talked")
    assert changes(teacher) == []
    results(school, "maya", 1.0, 1, 90)
    run(school)
    assert level(school, "maya") == 4

"""Answers that came too fast are shown as such and count for nothing; a course chooses what is too fast."""

import pytest
from support import statements
from teacher_school import run

from gateway.db import tables as t
from gateway.services import rebuild

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def fast(teacher, school):
    """Have Maya answer five questions in six seconds, few of them right, and Diego take his time."""
    teacher.publish()
    for n, (name, duration) in enumerate((("maya", "PT6S"), ("diego", "PT90S")), start=1):
        sent = statements.completed(school.actor(name), "juice-stand", 0.4, n=n, duration=duration)
        statements.store(school, [sent], course=school.course)
    run(school)
    return teacher


def pieces(school, name):
    return [row.pieces for row in school.rows(t.mastery, person_id=school.people[name])]


def sheet(teacher, school, name):
    standards = {one for row in school.rows(t.evidence, person_id=school.people[name]) for one in row.standards}
    return teacher.open(f"students/{school.people[name]}/standards/{min(standards)}")


def test_a_rapid_guess_counts_for_nothing_and_the_evidence_says_so(fast, school):
    assert pieces(school, "maya") == []
    assert set(pieces(school, "diego")) == {1}
    assert "not counted: answered too fast" in sheet(fast, school, "maya")
    assert "not counted" not in sheet(fast, school, "diego")


def test_a_round_of_which_most_is_right_was_not_guessed(teacher, school):
    teacher.publish()
    sent = statements.completed(school.actor("maya"), "juice-stand", 0.8, n=1, duration="PT6S")
    statements.store(school, [sent], course=school.course)
    run(school)
    assert set(pieces(school, "maya")) == {1}


def test_a_course_chooses_what_is_too_fast_and_levels_follow(fast, school):
    for seconds, counted in (("1", {1}), ("60", set()), ("0", {1}), ("", set())):
        fast.send("setup/levels", formula="", rapid=seconds)
        run(school)
        assert set(pieces(school, "maya")) == counted, seconds
    fast.send("setup/levels", formula="", rapid="2,5")
    assert 'name="rapid" value="2.5"' in fast.open("setup/levels")


def state(school, name):
    found = school.rows(t.learner, person_id=school.people[name])
    return found[0].state if found else None


def test_more_time_lowers_the_limit_for_one_student_and_without_a_clock_there_is_none(fast, school):
    school.set_course(mastery={"rapid_seconds": 1.8})
    run(school)
    assert pieces(school, "maya") == []  # 1.2 seconds each
    helps = f"students/{school.people['maya']}/supports"
    for form, counted in (
        ({"extra_time": "25"}, set()), ({"extra_time": "50"}, {1}), ({}, set()), ({"no_timer": "on"}, {1}),
    ):  # fmt: skip
        fast.send(helps, **form)
        run(school)
        assert set(pieces(school, "maya")) == counted, form
        assert ("answered too fast" in sheet(fast, school, "maya")) == (not counted)


def test_what_helps_changes_nothing_in_the_estimate_of_the_same_results(fast, school):
    before, maya = state(school, "diego"), state(school, "maya")
    fast.send(f"students/{school.people['diego']}/supports", extra_time="100", no_timer="on", fewer_items="on")
    run(school)
    assert state(school, "diego") == before
    assert state(school, "maya") == maya
    assert [row.stale for row in school.rows(t.learner)] == [False, False]
    assert rebuild.rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_what_is_no_number_of_seconds_is_said_and_kept_nowhere(fast, school):
    for wrong in ("-1", "61", "nan", "soon"):
        assert "From 0 to 60 seconds." in fast.send("setup/levels", 200, formula="", rapid=wrong).text
    assert "mastery" not in school.rows(t.course, id=school.course)[0].settings


def test_what_it_would_change_is_told_before(fast, school):
    rule = {"formula": "latest", "look": "1", "possible": "4", "cut2": "1", "cut3": "2", "cut4": "3", "least": "1"}
    for rapid, said in (("3", "Levels of 1 student of 2"), ("1", "Levels of 2 students of 2")):
        assert said in fast.send("setup/levels", 200, rapid=rapid, **rule).text

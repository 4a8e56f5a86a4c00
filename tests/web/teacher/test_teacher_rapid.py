"""Answers that came too fast are shown as such and count for nothing; a course chooses what is too fast."""

import pytest
from support import statements
from teacher_school import run

from gateway.db import tables as t

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


def test_what_is_no_number_of_seconds_is_said_and_kept_nowhere(fast, school):
    for wrong in ("-1", "61", "nan", "soon"):
        assert "From 0 to 60 seconds." in fast.send("setup/levels", 200, formula="", rapid=wrong).text
    assert "mastery" not in school.rows(t.course, id=school.course)[0].settings


def test_what_it_would_change_is_told_before(fast, school):
    rule = {"formula": "latest", "look": "1", "possible": "4", "cut2": "1", "cut3": "2", "cut4": "3", "least": "1"}
    for rapid, said in (("3", "Levels of 1 student of 2"), ("1", "Levels of 2 students of 2")):
        assert said in fast.send("setup/levels", 200, rapid=rapid, **rule).text

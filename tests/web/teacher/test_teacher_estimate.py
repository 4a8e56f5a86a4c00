"""What a course asks of the estimate: aim, results, activities, days until review, hints (mastery.md 2.4, 2.5, 4.5)."""

from datetime import timedelta

import pytest
from support import statements
from support.clock import NOON
from teacher_school import CODES, run, wanted, work

from gateway.db import tables as t
from gateway.learn.mastery import read
from gateway.learn.policies import Rule
from gateway.learn.settings import Settings
from gateway.services import path
from gateway.services.inputs import settings_of
from gateway.services.rebuild import rebuild
from gateway.services.views import marks

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
FORM = {"formula": "", "aim": "70", "pieces": "3", "activities": "2", "review_days": "14", "hints": "share"}
BOTH = ("juice-stand", "bike-shed")


def choose(teacher, status=303, **changed: str):
    return teacher.send("setup/levels", status=status, **{**FORM, **changed})


def daily(school, results, share):
    """Have Maya do the two activities in turn, one a day up to an hour ago."""
    sent = [
        statements.completed(
            school.actor("maya"), BOTH[n % 2], share, n=n + 1, at=NOON - timedelta(days=results - n - 1, hours=1)
        )
        for n in range(results)
    ]
    statements.store(school, sent, course=school.course)
    run(school)


def asked(school):
    return settings_of(school.rows(t.course, id=school.course)[0].settings)


def stands(school, waymark, name="maya"):
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, course, school.people[name], waymark.clock())
        return read(learner.state, school.standards[CODES[0]], waymark.clock(), course.learn)


def test_a_lower_aim_gives_the_level_at_once_and_the_gradebook_follows(teacher, school, waymark):
    teacher.publish(write=True)
    daily(school, 12, 0.9)
    (before,) = wanted(school, "maya")
    text = choose(teacher, status=200, aim="50", look="1").text
    assert "Levels of 1 student of 1 would change." in text
    assert 'name="aim" value="50"' in text
    assert wanted(school, "maya") == [before]
    choose(teacher, aim="50")
    run(school)
    assert before < 4
    assert wanted(school, "maya") == [4]
    assert asked(school).aim == 0.5
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    choose(teacher)
    run(school)
    assert wanted(school, "maya") == [before]


@ON_SQLITE
def test_a_course_says_how_many_results_of_how_many_activities_it_takes(teacher, school, waymark):
    teacher.publish()
    work(school, "maya", ("juice-stand", "juice-stand"))
    assert stands(school, waymark).level is None
    choose(teacher, pieces="2", activities="1")
    run(school)
    assert stands(school, waymark).level is not None
    choose(teacher, pieces="5", activities="2")
    run(school)
    assert stands(school, waymark).level is None
    assert 'name="pieces" value="5"' in teacher.open("setup/levels")


@ON_SQLITE
def test_what_is_mastered_comes_up_for_review_when_the_course_says(teacher, school, waymark):
    teacher.publish(write=True)
    daily(school, 14, 1.0)
    assert stands(school, waymark).state == "done"
    choose(teacher, review_days="2")
    (row,) = school.rows(t.mastery, person_id=school.people["maya"], standard_id=school.standards[CODES[0]])
    assert row.delivered == 4  # when something comes up for review moves no level
    run(school)
    waymark.clock.advance(days=40)
    assert stands(school, waymark).state == "due"
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
        on_grid = marks.read(conn, course, waymark.clock()).state((school.people["maya"], row.standard_id))
    assert on_grid[0] == "due"
    assert wanted(school, "maya") == [4]


def with_hints(school, number, *, shown=False):
    extension = "https://waymark.example/xapi/extensions/"
    said = {f"{extension}questions": 5, f"{extension}hints-used": 2, f"{extension}hints-available": 4}
    sent = statements.completed(school.actor("maya"), BOTH[number % 2], 1.0, n=number)
    sent["result"]["extensions"] = {**said, f"{extension}answer-shown": shown}
    statements.store(school, [sent], course=school.course)
    run(school)


@ON_SQLITE
@pytest.mark.parametrize(("rule", "counted"), [("share", 0.5), ("free", 1.0), ("wrong", 0.0)])
def test_a_course_says_what_hints_leave_of_a_result_and_a_shown_answer_leaves_nothing(
    teacher, school, waymark, rule, counted
):
    teacher.publish()
    choose(teacher, hints=rule)
    with_hints(school, 1)
    with_hints(school, 2, shown=True)
    newest, first = stands(school, waymark).contributions
    assert (first.score, first.earned) == (counted, 1.0)
    assert (newest.score, newest.earned) == (0.0, 1.0)
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    assert f'value="{rule}" selected' in teacher.open("setup/levels")


@ON_SQLITE
@pytest.mark.parametrize(
    ("field", "values", "said"),
    [
        ("aim", ("49", "96", "nan", "much", "-70", "inf"), "From 50 to 95 percent."),
        ("pieces", ("0", "21", "2.5", "three"), "From 1 to 20 results."),
        ("activities", ("0", "4", "x"), "From 1 to 10 activities, and no more than results."),
        ("review_days", ("0", "366", "nan", "soon"), "From 1 to 365 days."),
        ("hints", ("double",), "Choose one of the ways in the list."),
    ],
)
def test_nonsense_is_refused_with_what_to_change_and_changes_nothing(teacher, school, field, values, said):
    for value in values:
        text = choose(teacher, status=200, **{field: value}).text
        assert "Not saved yet" in text, value
        assert text.count(said) >= 2, value
    assert "mastery" not in school.rows(t.course, id=school.course)[0].settings


@ON_SQLITE
def test_what_the_estimate_asks_for_waits_beneath_a_rule_of_the_school(teacher, school):
    rule = {"possible": "4", "cut2": "1", "cut3": "2", "cut4": "3", "least": "1"}
    choose(teacher, aim="82,5", pieces="4", activities="3")
    choose(teacher, formula="latest", aim="82,5", pieces="4", activities="3", **rule)
    assert (asked(school).rule, asked(school).pieces) == (Rule("latest", 0, 4.0, (1.0, 2.0, 3.0)), 1)
    assert 'name="aim" value="82.5"' in teacher.open("setup/levels")
    choose(teacher, aim="82,5", pieces="4", activities="3")
    assert asked(school) == Settings(aim=0.825, pieces=4, activities=3)
    choose(teacher)
    course = school.rows(t.course, id=school.course)[0]
    assert (course.settings["mastery"], asked(school)) == ({}, Settings())
    (first, *_) = school.rows(t.audit, what="levels")
    assert first.about["aim"] == 0.825


@ON_SQLITE
def test_a_level_that_a_teacher_set_comes_up_for_review_and_stays(teacher, school, waymark):
    teacher.publish(write=True)
    standard, maya = school.standards[CODES[0]], school.people["maya"]
    teacher.send(f"students/{maya}/standards/{standard}/level", level="4", reason="saw it in class")

    def shown():
        with waymark.db.read() as conn:
            course = waymark.cache.get(conn, school.tenant, school.course)
            learner = path.load(conn, course, maya, waymark.clock())
            class_page = marks.read(conn, course, waymark.clock()).state((maya, standard))
        return learner.mastery(standard).state, class_page, learner.guidance.review

    assert shown() == ("done", ("done", 0, True), frozenset())
    waymark.clock.advance(days=15)
    assert shown() == ("due", ("due", 0, True), frozenset({standard}))
    assert wanted(school, "maya") == [4]
    sent = statements.completed(school.actor("maya"), BOTH[0], 1.0, n=9, at=waymark.clock())
    statements.store(school, [sent], course=school.course)
    run(school)
    assert shown() == ("done", ("done", 1, True), frozenset())

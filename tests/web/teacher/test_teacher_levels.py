"""Levels by a school's own rule: chosen per course, shown and delivered, the estimate beside it (mastery.md 2.4)."""

from teacher_school import CODES, run, wanted, work

from gateway.db import tables as t
from gateway.learn.mastery import read
from gateway.learn.policies import Rule
from gateway.services import path
from gateway.services.inputs import settings_of
from gateway.services.rebuild import rebuild

FORM = {
    "formula": "weighted_average", "parameter": "65", "possible": "4", "least": "1", "cut2": "1,5", "cut3": "2.5",
    "cut4": "3.5", "word1": "", "word2": "", "word3": "Meets", "word4": "Exceeds",
}  # fmt: skip
SHARES = (0.5, 0.75, 1.0, 0.75)
"""In points of 4: 2, 3, 4, 3; weighted 65/35 that is 1.95 + 1.05 = 3.0."""


def cell_path(school):
    return f"students/{school.people['maya']}/standards/{school.standards[CODES[0]]}"


def choose(teacher, status=303, **changed: str):
    return teacher.send("setup/levels", status=status, **{**FORM, **changed})


def results(school, name="maya"):
    for number, share in enumerate(SHARES):
        work(school, name, ("juice-stand",), share, start=number + 1)


def stands(waymark, school, name="maya"):
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, course, school.people[name], waymark.clock())
        return read(learner.state, school.standards[CODES[0]], waymark.clock(), course.learn)


def test_the_page_shows_the_estimate_first_and_what_an_own_rule_would_begin_with(teacher):
    text = teacher.open("setup/levels")
    assert 'value="" selected' in text
    assert 'name="parameter" value="65"' in text
    assert "The estimate of Waymark" in teacher.open("gradebook")


def test_a_chosen_rule_is_shown_and_delivered_and_the_estimate_goes_on_beside(teacher, school, waymark):
    teacher.publish(write=True)
    results(school)
    estimate = stands(waymark, school)
    assert wanted(school, "maya") == []  # one activity is not enough for the estimate
    choose(teacher)
    run(school)
    found = stands(waymark, school)
    assert (found.value, found.level, found.state) == (3.0, 3, "near")
    assert (found.p_ref, found.low, found.high) == (estimate.p_ref, estimate.low, estimate.high)
    assert wanted(school, "maya") == [3]
    comment = next(row.wanted["comment"] for row in school.rows(t.cell, person_id=school.people["maya"]))
    assert comment.startswith("Meets")
    text = teacher.open(cell_path(school))
    assert "3 of 4: Meets" in text
    assert "4 Exceeds" in text
    assert "Weighted average" in teacher.open("gradebook")


def test_back_to_the_estimate_gives_the_levels_it_gave_before(teacher, school, waymark):
    teacher.publish(write=True)
    results(school)
    work(school, "maya", ("bike-shed", "juice-stand"), 1.0, start=20)
    before, row = wanted(school, "maya"), school.rows(t.mastery, person_id=school.people["maya"])[0]
    choose(teacher, formula="highest", cut4="4")
    run(school)
    assert wanted(school, "maya") == [4]
    choose(teacher, formula="")
    run(school)
    assert wanted(school, "maya") == before
    after = school.rows(t.mastery, person_id=school.people["maya"])[0]
    assert (after.level, after.delivered, after.expected) == (row.level, row.delivered, row.expected)


def test_a_level_that_a_teacher_set_stays_under_any_rule(teacher, school):
    teacher.publish(write=True)
    results(school)
    teacher.send(f"{cell_path(school)}/level", level="1", reason="talked it through")
    choose(teacher, formula="highest", cut4="4")
    work(school, "maya", ("juice-stand",), 1.0, start=30)
    assert wanted(school, "maya") == [1]


def test_a_rebuild_under_a_rule_comes_out_equal(teacher, school, waymark):
    teacher.publish(write=True)
    choose(teacher, formula="decaying_average")
    results(school)
    kept = [school.rows(one) for one in (t.mastery, t.learner)]
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    assert [school.rows(one) for one in (t.mastery, t.learner)] == kept


def test_what_cannot_be_used_stays_on_the_page_with_what_to_change(teacher, school):
    for changed in (
        {"parameter": "200"}, {"parameter": "much"}, {"possible": "0"}, {"possible": "nan"}, {"cut3": "1"},
        {"cut4": "5"}, {"least": "0"}, {"formula": "import os"}, {"word4": "x" * 50}, {"cut2": ""},
    ):  # fmt: skip
        text = choose(teacher, status=200, **changed).text
        assert "Not saved yet" in text, changed
        assert 'aria-invalid="true"' in text or 'class="field__error"' in text, changed
    assert "mastery" not in school.rows(t.course, id=school.course)[0].settings


def test_a_rule_is_written_down_once_and_says_how_many_results_it_needs(teacher, school):
    choose(teacher, formula="n_mastery", parameter="3")
    course = school.rows(t.course, id=school.course)[0]
    settings = settings_of(course.settings)
    assert settings.rule == Rule("n_mastery", 3, 4.0, (1.5, 2.5, 3.5), ("", "", "Meets", "Exceeds"))
    assert (settings.pieces, settings.activities) == (3, 1)
    choose(teacher, formula="n_mastery", parameter="3")
    assert school.rows(t.course, id=school.course)[0].version == course.version


def test_what_a_rule_would_change_is_shown_before_anything_is_saved(teacher, school, waymark):
    teacher.publish(write=True)
    results(school)
    text = choose(teacher, status=200, look="1").text
    assert "Levels of 1 student of 1 would change." in text
    assert "given for the first time: 1" in text
    assert 'value="weighted_average" selected' in text
    assert stands(waymark, school).level is None
    choose(teacher)
    run(school)
    assert "level would change." in choose(teacher, status=200, look="1").text


def test_a_rule_that_cannot_be_used_is_not_previewed(teacher):
    teacher.publish()
    assert "Not saved yet" in choose(teacher, status=200, look="1", cut3="9").text


def test_practice_can_be_told_not_to_count_and_still_chooses_next_steps(teacher, school, waymark):
    teacher.publish(write=True)
    results(school)
    assert stands(waymark, school).n == len(SHARES)
    assert "Levels of" not in choose(teacher, status=200, formula="", practice="off", look="1").text
    choose(teacher, formula="", practice="off")
    run(school)
    found = stands(waymark, school)
    assert (found.n, found.state) == (0, "none")
    text = teacher.open(cell_path(school))
    assert text.count("not counted") == len(SHARES)
    assert '<option value="off" selected>' in teacher.open("setup/levels")
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, course, school.people["maya"], waymark.clock())
    done = next(one for one in course.library.by_id if one.endswith("/juice-stand"))
    assert learner.state.times(done) == len(SHARES)
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    choose(teacher, formula="")
    run(school)
    assert stands(waymark, school).n == len(SHARES)

"""Marking by the rows of a rubric: every mark is evidence for its row's standards, and keeps its meaning."""

import orjson
from marking_school import HALF_LEVELS, TALK, TODAY, form, post, project, publish, save, scores, used, written
from teacher_school import CODES, path_of, run

from gateway.db import tables as t
from gateway.services.rebuild import rebuild
from xapi import names


def test_each_mark_is_evidence_for_the_standards_of_its_row(teacher, school):
    words, numbers = used(teacher)
    save(teacher, {(words, "maya"): "3", (numbers, "maya"): "2", (words, "caleb"): "1"})
    run(school)
    found = {(row.person_id, frozenset(row.standards)): row.score for row in school.rows(t.evidence)}
    first, second = school.standards[CODES[0]], school.standards[CODES[1]]
    assert found == {
        (school.people["maya"], frozenset({first})): 1.0,
        (school.people["maya"], frozenset({first, second})): 0.6,
        (school.people["caleb"], frozenset({first})): 0.0,
    }
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_a_mark_of_the_same_day_replaces_and_one_of_another_day_adds(teacher, school):
    words, _numbers = used(teacher)
    save(teacher, {(words, "maya"): "1"})
    save(teacher, {(words, "maya"): "3"}, was={(words, "maya"): "1"})
    run(school)
    assert scores(school) == [1.0]
    save(teacher, {(words, "maya"): "2"}, day="2026-09-10", was={(words, "maya"): "3"})
    run(school)
    assert scores(school) == [0.6, 1.0]
    save(teacher, {(words, "maya"): ""}, was={(words, "maya"): "3"})
    run(school)
    assert scores(school) == [0.6]


def test_a_new_version_leaves_what_was_given_and_other_standards_make_another_row(teacher, school):
    words, numbers = used(teacher)
    save(teacher, {(words, "maya"): "2"})
    rubric = school.rows(t.rubric)[0].id
    rows = (("Words", (CODES[2],)), ("Numbers", (CODES[0], CODES[1])))
    post(teacher, f"library/rubrics/{rubric}", form(school, rows, (words, numbers), HALF_LEVELS))
    save(teacher, {(words, "maya"): "2"})
    run(school)
    found = {row.standards[0]: row.score for row in school.rows(t.evidence)}
    assert found == {school.standards[CODES[0]]: 0.6, school.standards[CODES[2]]: 0.5}
    said = [orjson.loads(one.body)["result"] for one in school.rows(t.statement, verb=names.SCORED)]
    told = [{name.rpartition("/")[2]: value for name, value in one["extensions"].items()} for one in said]
    named = sorted((one["rubric"].rpartition("/")[2], one["rubric-row"], one["rubric-word"]) for one in told)
    assert named == [("1", words, "Nearly"), ("2", words, "Half")]


def test_what_an_activity_has_of_its_own_goes_on_counting_beside_the_marks(teacher, school):
    publish(school)
    maya = school.people["maya"]
    teacher.send(f"rubric/{TALK}?day={TODAY}", day=TODAY, **{f"level:{maya}": "4"})
    rubric, (words, _numbers) = written(teacher)
    teacher.send(f"library/{TALK}/rubric", rubric=rubric)
    save(teacher, {(words, "maya"): "2"})
    run(school)
    assert scores(school) == [0.6, 1.0]
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_a_row_of_a_project_is_finer_than_the_project(teacher, school):
    publish(school)
    rubric, keys = written(teacher)
    stops = (("Plan", "2026-09-18", keys[:1]), ("Stand", "2026-09-25", keys))
    made = path_of(post(teacher, "library/projects/new", project(rubric, stops))).rpartition("/")[2]
    plan, stand = (one.id for one in sorted(school.rows(t.checkpoint), key=lambda one: one.position))
    save(teacher, {(keys[0], "maya"): "3"}, at=f"marking/{made}?part={plan}")
    save(teacher, {(keys[0], "maya"): "1"}, at=f"marking/{made}?part={stand}")
    run(school)
    assert scores(school) == [0.0, 1.0]
    within = {(one.activity_id, one.within_id) for one in school.rows(t.nested)}
    assert within == {(one.id, made) for one in school.rows(t.marked_row)}
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal

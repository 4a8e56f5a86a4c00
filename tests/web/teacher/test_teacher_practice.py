"""A teacher says of any activity whether it is practice; where a course leaves practice out, levels follow."""

import pytest
from sqlalchemy import insert
from support import statements
from teacher_school import CODES, path_of, run

from gateway.db import tables as t
from gateway.services import library
from gateway.services.rebuild import rebuild

JUICE = library.activity_id("https://waymark.example/activities/juice-stand")


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def page(teacher, school):
    """Publish a course with a page elsewhere that reports; return its id. Maya has a result there and one more."""
    teacher.publish()
    made = path_of(teacher.send("library/link", url="https://quiz.example/a", title="Quiz", reports="on"))
    describe(teacher, activity := made.rpartition("/")[2])
    iri = school.rows(t.activity, id=activity)[0].iri
    sent = [statements.completed(school.actor("maya"), "juice-stand", 0.8, n=n) for n in (1, 2)]
    sent[1]["object"] = {"id": iri}
    statements.store(school, sent, course=school.course)
    run(school)
    return activity


def describe(teacher, activity, **said: str):
    fields = {"title": "Quiz", "style": "try", "minutes": "10", "medium": "", "place": "anywhere", **said}
    teacher.send(f"library/{activity}", **fields, standard=[teacher.school.standards[CODES[0]]])
    run(teacher.school)


def counted(school):
    return [row.pieces for row in school.rows(t.mastery, person_id=school.people["maya"])]


def sheet(teacher, school):
    return teacher.open(f"students/{school.people['maya']}/standards/{school.standards[CODES[0]]}")


def test_what_is_called_practice_is_left_out_where_the_course_leaves_practice_out(teacher, school, page, waymark):
    assert counted(school) == [2]
    describe(teacher, page, practice="on")
    assert counted(school) == [2]
    teacher.send("setup/levels", formula="", practice="off")
    run(school)
    assert counted(school) == []
    assert sheet(teacher, school).count("not counted: practice does not count in this course") == 2
    text = teacher.open(f"library/{page}")
    assert 'name="practice" value="on" autocomplete="off" checked' in text
    assert "Results of practice do not count in this course" in text
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    describe(teacher, page)
    assert counted(school) == [1]


def test_a_practice_activity_may_be_said_to_be_none(teacher, school, page):
    teacher.send("setup/levels", formula="", practice="off")
    run(school)
    assert counted(school) == [1]
    describe(teacher, JUICE)
    assert counted(school) == [2]
    assert school.rows(t.course, id=school.course)[0].settings["practice"] == {JUICE: False}
    describe(teacher, JUICE, practice="on")
    assert counted(school) == [1]
    assert school.rows(t.course, id=school.course)[0].settings["practice"] == {}


def test_questions_inside_what_is_practice_are_practice_too(teacher, school, page):
    teacher.send("setup/levels", formula="", practice="off")
    whole = path_of(teacher.send("library/link", url="https://quiz.example/", title="Unit")).rpartition("/")[2]
    row = {"tenant_id": school.tenant, "activity_id": page, "within_id": whole}
    school.waymark.db.write(lambda write: write.conn.execute(insert(t.nested).values(row)))
    describe(teacher, whole)
    assert counted(school) == [1]
    describe(teacher, whole, practice="on")
    assert counted(school) == []

"""Ideas of students: kept, answered in the log, offered to whom they are meant for, never in the way of a choice."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from ratios_school import Student

from gateway.db import tables as t
from gateway.services import judge, path, proposals, rebuild, take_over
from gateway.services.path import Wish

ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])


class Teacher:
    """The teacher's browser, as far as ideas need it."""

    def __init__(self, doors, school) -> None:
        self.doors = doors
        handle = doors.sign_in(school, "teacher", school.people["alvarez"])
        self.home = f"/teacher/{handle}/"
        self.csrf = school.rows(t.session, t.session.c.csrf, id=handle)[0].csrf

    def open(self, page):
        answer = self.doors("GET", self.home + page)
        assert answer.status_code == 200, answer.text
        return answer.text

    def answer(self, way, status=303, **fields: str):
        found = re.search(r"decisions/[0-9a-f-]{36}/answer", self.open("students/ideas"))
        sent = self.doors("POST", self.home + found[0], data={"csrf": self.csrf, "way": way, **fields})
        assert sent.status_code == status, sent.text


@pytest.fixture
def teacher(doors, school):
    return Teacher(doors, school)


def propose(maya, number=0, status=303, **fields: str):
    standard = list(maya.school.standards.values())[number]
    idea = {"standard": standard, "what": "Count cars by colour", "shows": "That I can find a ratio"}
    answer = maya.press("/ideas", "ideas", **{**idea, **fields})
    assert answer.status_code == status, answer.text
    return answer.text


def load(school, name="maya"):
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return path.load(conn, course, school.people[name], school.waymark.clock())


def test_an_accepted_idea_is_an_activity_of_its_student_alone(maya, teacher):
    school = maya.school
    school.learner("ben")
    before = path.cards(load(school), Wish())
    propose(maya)
    assert path.cards(load(school), Wish()) == before, "a choice is there while it waits"
    assert "It waits for an answer." in maya.open("ideas").text
    assert "students/ideas" in teacher.open("")
    teacher.answer("accept", title="Cars by colour")
    (row,) = [one for one in school.rows(t.activity) if one.title == {"en": "Cars by colour"}]
    assert row.iri in load(school, "ben").guidance.forbids
    mine = load(school)
    assert row.iri in path.offered(mine).by_id
    assert row.iri not in path.offered(load(school, "ben")).by_id
    assert "Your teacher said yes." in maya.open("ideas").text
    assert "Cars by colour" in maya.open(f"activity/{row.id}").text
    assert "Cars by colour" in teacher.open("rubric")
    (made,) = school.rows(t.decision, kind="answer")
    assert made.value["value"]["way"] == "accept"
    assert len(made.value["options"]) == 4
    body = "".join(one.body for one in school.rows(t.statement))
    assert "Count cars" not in body, "words lie beside the log"
    with school.waymark.db.read() as conn:
        copied = take_over.carried(conn, school.tenant, school.course)
    assert row.id not in copied["activities"], "it is no part of next year's course"
    assert copied["activities"]
    done = rebuild.rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert done.equal
    assert load(school).guidance.forbids == mine.guidance.forbids


@ONE_STORE
def test_one_for_everybody_with_a_page_opens_for_everybody(maya, teacher):
    school = maya.school
    school.learner("ben")
    propose(maya, link="https://example.org/cars")
    teacher.answer("accept_all", title="Cars", word="Good one")
    (row,) = [one for one in school.rows(t.activity) if one.title == {"en": "Cars"}]
    assert (row.kind, row.detail["url"]) == ("link", "https://example.org/cars")
    ben = load(school, "ben")
    assert row.iri not in ben.guidance.forbids
    assert row.iri in path.offered(ben).by_id
    assert "Good one" in maya.open("ideas").text


@ONE_STORE
def test_a_change_is_asked_for_with_a_word_and_the_idea_comes_again(maya, teacher):
    propose(maya)
    teacher.answer("change", status=400)
    teacher.answer("nonsense", status=400, word="x")
    teacher.answer("change", word="How many cars?")
    text = maya.open("ideas").text
    assert "How many cars?" in text
    again = re.search(r"ideas\?again=[0-9a-f-]+", text)[0]
    assert "Count cars by colour</textarea>" in maya.open(again).text
    propose(maya, what="Count 50 cars")
    teacher.answer("decline", word="Not now")
    assert "Not this time." in maya.open("ideas").text
    assert "declined" in teacher.open("students/ideas")
    sheet = teacher.open(f"students/{maya.school.people['maya']}")
    assert "had an idea" in sheet
    assert "How many cars?" in sheet


@ONE_STORE
def test_what_is_missing_wrong_or_too_much_is_said_and_not_kept(maya):
    assert "Write the whole address" in propose(maya, status=422, link="javascript:x")
    assert "Write a few words" in propose(maya, status=422, what="")
    assert "Pick one of these first." in propose(maya, status=422, standard="nothing")
    assert maya.school.rows(t.decision, kind="proposal") == []
    for number in range(proposals.MOST):
        propose(maya, number)
    assert "Three ideas of yours wait already" in propose(maya, 4, status=409)
    maya.press("/ideas/back", "ideas")
    propose(maya, 4)


@ONE_STORE
def test_what_a_teacher_gave_for_the_same_standard_comes_first(maya):
    school = maya.school
    course = load(school).course
    standard = next(iter(school.standards.values()))
    given = course.activity_ids[course.library.by_standard[standard][0].id]
    steps = [(school.people["maya"], given, None)]
    settings = school.waymark.settings
    school.waymark.db.write(lambda w: judge.give_support(w, settings, course, school.people["alvarez"], steps))
    assert "Your teacher chose this one for you" in propose(maya, 0, status=409)
    propose(maya, 5)


@ONE_STORE
def test_nobody_answers_or_takes_back_what_is_not_theirs_to(maya, teacher, doors):
    school = maya.school
    school.learner("ben")
    propose(maya)
    (made,) = school.rows(t.decision, kind="proposal")

    ben = Student(doors, school, "ben")
    form = ben.open("ideas").csrf
    idea = str(UUID(bytes=bytes(made.statement_id)))
    assert doors("POST", f"{ben.home}ideas/back", data={"csrf": form, "idea": idea}).status_code == 404
    assert doors("POST", f"{ben.home}ideas/back", data={"csrf": form, "idea": "x"}).status_code == 404
    teacher.answer("decline", word="no")
    fields = {"csrf": teacher.csrf, "way": "accept", "title": "x"}
    assert doors("POST", f"{teacher.home}decisions/{idea}/answer", data=fields).status_code == 404

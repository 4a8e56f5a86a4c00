"""Testing out: one round of questions settles a standard; it is no level, and a later failure takes it back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from ratios_school import Student, later
from sqlalchemy import insert, update

from gateway.db import tables as t
from gateway.services import path, rebuild
from gateway.services.path import Wish


def load(maya):
    school = maya.school
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return path.load(conn, course, school.people["maya"], school.waymark.clock())


@pytest.fixture
def first(maya):
    """Return the first standard of the course."""
    return next(iter(load(maya).course.standards))


def questions(maya, standard):
    """Open the round; return its query and the values behind the #."""
    answer = maya.press("/start", f"show/{standard}")
    assert answer.status_code == 303, answer.text
    url = urlsplit(answer.headers["Location"])
    return parse_qs(url.query), {name: values[0] for name, values in parse_qs(url.fragment).items()}


def show(maya, standard, scaled):
    query, launch = questions(maya, standard)
    assert query["items"] == ["5"]
    assert launch["return"].endswith(f"/show/{standard}")
    assert maya.complete(launch, scaled).status_code == 200
    return maya.open(f"show/{standard}").text


def test_a_round_that_works_out_settles_the_standard_and_gives_no_level(maya, first):
    assert f"show/{first}" in maya.open().text
    assert "You showed that you know this" in show(maya, first, 0.8)
    learner = load(maya)
    assert learner.test_outs.settled == {first}
    assert learner.finished([first])
    assert all(card.standard != first for card in path.cards(learner, Wish()))
    assert maya.school.rows(t.mastery, level=4) == []
    page = maya.open().text
    assert f"show/{first}" not in page
    assert "You showed that you know this. Nothing more of it is asked for." in page


def test_a_round_that_does_not_work_out_is_practice_and_comes_again_another_day(maya, first):
    assert "Not all of it is there yet" in show(maya, first, 0.6)
    learner = load(maya)
    assert learner.test_outs.settled == frozenset()
    assert f"show/{first}" not in maya.open().text
    action = f"{maya.home}show/{first}/start"
    csrf = maya.open().csrf
    assert maya.doors("POST", action, data={"csrf": csrf}).status_code == 409
    later(maya.school, hours=13)
    maya = Student(maya.doors, maya.school)  # a session ends before that
    assert f"show/{first}" in maya.open().text
    assert "You showed that you know this" in show(maya, first, 1.0)
    assert {one.value["value"] for one in maya.school.rows(t.decision, kind="test_out")} == {1, 2}


def test_a_round_that_was_left_is_gone_on_with(maya, first):
    _query, launch = questions(maya, first)
    assert "You began this before." in maya.open(f"show/{first}").text
    _query, again = questions(maya, first)
    assert (launch["registration"], launch["activity_id"]) == (again["registration"], again["activity_id"])
    assert len(maya.school.rows(t.decision, kind="test_out")) == 1


def test_a_later_result_that_does_not_work_out_asks_for_the_standard_again(maya, first):
    show(maya, first, 1.0)
    later(maya.school, hours=13)
    maya = Student(maya.doors, maya.school)  # a session ends before that
    maya.do("juice-stand", 0.2)
    assert load(maya).test_outs.settled == frozenset()


def test_a_teachers_lower_level_stands_above_it(maya, desk, first):
    show(maya, first, 1.0)
    person = maya.school.people["maya"]
    desk.send(f"students/{person}/standards/{first}/level", level="2", reason="Let us look at it together.")
    assert load(maya).test_outs.settled == frozenset()


def test_fewer_questions_where_they_help(maya, first):
    school = maya.school
    key = {"tenant_id": school.tenant, "course_id": school.course, "person_id": school.people["maya"]}
    row = {**key, "kind": "fewer_items", "value": True, "by_person_id": None, "at": school.waymark.clock()}
    school.waymark.db.write(lambda w: w.conn.execute(insert(t.person_support).values(**row)))
    query, _launch = questions(maya, first)
    assert query["items"] == ["3"]
    assert "Answer 3 questions in one go." in maya.open(f"show/{first}").text


def test_a_course_may_leave_it_out(maya, first):
    school = maya.school
    settings = {**load(maya).course.settings, "test_out": False}
    school.waymark.db.write(
        lambda w: w.conn.execute(
            update(t.course)
            .filter_by(tenant_id=school.tenant, id=school.course)
            .values(settings=settings, version=t.course.c.version + 1)
        )
    )
    assert f"show/{first}" not in maya.open().text
    maya.open(f"show/{first}", 404)


def test_unknown_standards_and_those_without_questions_are_not_found(maya):
    maya.open("show/nothing", 404)


def test_a_rebuild_finds_the_same(maya, first):
    show(maya, first, 1.0)
    before = load(maya).test_outs
    assert rebuild.rebuild(maya.school.waymark.db, maya.school.tenant, maya.school.waymark.naming).equal
    assert load(maya).test_outs == before

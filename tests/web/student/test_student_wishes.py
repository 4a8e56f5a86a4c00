"""Goal, help, and the two ways out."""

import pytest
from ratios_school import RETURN, Student
from sqlalchemy import update

from gateway.db import tables as t
from gateway.services import arrival


def test_a_goal_with_a_day_stands_on_the_path(maya):
    standard = maya.school.standards["6.RP.A.2"]
    assert maya.press("/goal", "goal", goal=standard, aim="2026-09-21").status_code == 303
    text = maya.open().text
    assert "You want to reach it on September 21." in text
    assert f'value="{standard}" autocomplete="off" checked' in maya.open("goal").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Pick one of these first."),
        ({"goal": "nothing"}, "Pick one of these first."),
        ({"goal": "mine", "aim": "2026-09-01"}, "Pick a day that is still to come."),
        ({"goal": "mine", "aim": "someday"}, "Pick a day that is still to come."),
    ],
)
def test_a_goal_that_is_none_is_asked_for_again(maya, fields, said):
    if fields.get("goal") == "mine":
        fields = {**fields, "goal": maya.school.standards["6.RP.A.2"]}
    answer = maya.press("/goal", "goal", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_help_is_asked_once_and_can_be_taken_back(maya):
    assert maya.press("/help").status_code == 303
    assert "Alvarez Testperson sees that you would like help." in maya.open().text
    csrf = maya.open().csrf
    maya.doors("POST", f"{maya.home}help", data={"csrf": csrf})
    assert len(maya.school.rows(t.decision, kind="help")) == 1
    assert maya.press("/help/back").status_code == 303
    assert "I need help" in maya.open().text
    assert maya.school.rows(t.decision, kind="help") == []


def with_return(maya) -> None:
    session = update(t.session).filter_by(tenant_id=maya.school.tenant, id=maya.handle)
    maya.school.waymark.db.write(lambda w: w.conn.execute(session.values(return_url=RETURN)))


def test_not_you_ends_the_session_and_says_what_to_do(maya):
    with_return(maya)
    answer = maya.press("/not-you")
    assert "This path is closed now" in answer.text
    assert RETURN in answer.text
    maya.open(status=401)


def test_done_ends_the_session_and_says_what_was_done_today(maya):
    with_return(maya)
    maya.do("juice-stand", 0.8)
    maya.complete(maya.start("bike-shed"), 1.0)
    answer = maya.press("/done")
    assert "Today you did 2 activities." in answer.text
    assert "You got 4 of 5 in “The juice stand” today." in answer.text
    assert RETURN in answer.text
    maya.open(status=401)


def test_T15_a_form_without_its_token_is_refused(maya):
    for path in ("help", "done", "not-you", "goal", "language"):
        assert maya.doors("POST", maya.home + path).status_code == 403


def test_T01_the_page_of_another_session_is_closed(maya, doors):
    other = maya.school.session("learner", maya.school.people["maya"])
    assert doors("GET", f"/student/{other.handle}/").status_code == 401


def test_who_comes_later_says_how_they_would_like_to_begin_until_a_teacher_decided(maya, doors, clock):
    school = maya.school
    assert "How would you like to begin?" not in maya.open().text, "there from the start"
    school.listed()
    maya.start("juice-stand")
    clock.advance(days=1)
    school.learner("zoe")
    zoe = Student(doors, school, "zoe")
    assert "How would you like to begin?" in zoe.open().text
    assert zoe.press("/begin", way="class").status_code == 303
    assert "You said: Where the class is now. Your teacher sees it." in zoe.open().text
    assert zoe.press("/begin", way="backwards").status_code == 400
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
    teacher, person = school.people["alvarez"], school.people["zoe"]
    settings = school.waymark.settings
    school.waymark.db.write(lambda w: arrival.choose(w, settings, course, teacher, person, "placement"))
    text = zoe.open().text
    assert "How would you like to begin?" not in text
    assert "Find a good start with a few questions" in text

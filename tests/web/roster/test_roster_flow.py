"""Class lists from a learning system to the teacher's pages: launches, the button, changes, test student, observers."""

from __future__ import annotations

from typing import Any

import pytest
from roster_room import Room
from sqlalchemy import select
from support.gradebooks import open_gradebook

from gateway.db import tables as t
from gateway.services import platforms

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"


@pytest.fixture
def book(site, waymark, clock) -> Any:
    """Connect a school whose course nobody has opened yet."""
    made = open_gradebook(site, waymark, clock, column=False, enrolled=False)
    site.sim.faults.platform_storage = "off"
    school = made.school
    waymark.db.write(lambda w: platforms.deploy(w, school.platform, site.sim.deployment_id, school.tenant))
    return made


@pytest.fixture
def room(doors, site, book) -> Room:
    return Room(doors, site, book.school)


def test_a_teachers_launch_brings_everybody_before_they_were_here(room):
    room.enter()
    room.read()
    text = room.page()
    for person in room.sim.school.students:
        assert person.name in text
    assert text.count("Not here yet") == len(room.sim.school.students)
    assert "Class list from" in text
    assert "Changes to the class list" not in text


def test_U30_the_teacher_reads_the_list_again_and_sees_what_changed(room, clock):
    room.enter()
    room.read()
    gone = room.sim.school.students[0]
    room.sim.enrol(gone.login, "deleted")
    clock.advance(minutes=10)
    room.press_update()
    text = room.page()
    assert f"{gone.name} left the course." in text
    assert "Left the course; work kept" in text
    room.sim.enrol(gone.login, "active")
    room.press_update()
    assert f"{gone.name} is back." in room.page()


def test_F32_a_page_that_fails_keeps_the_list_and_says_so(room, clock):
    room.enter()
    room.read()
    room.sim.enrol(room.sim.school.students[0].login, "deleted")
    room.sim.faults.roster_503_on_page = 1
    room.press_update()
    text = room.page()
    assert "It could not be read just now" in text
    assert "Left the course" not in text
    asked = room.calls()
    clock.advance(minutes=2)
    room.launch(room.sim.school.students[1].login)
    room.read()
    assert room.calls() == asked, "a launch does not break the pause"
    room.sim.faults.roster_503_on_page = 0
    clock.advance(minutes=4)
    room.read()
    text = room.page()
    assert "It could not be read" not in text
    assert "Left the course; work kept" in text


def test_a_list_is_read_again_by_a_launch_only_once_it_is_an_hour_old(room, clock):
    room.enter()
    room.read()
    asked = room.calls()
    for minutes, more in ((30, 0), (31, 1), (1, 0)):
        clock.advance(minutes=minutes)
        before = room.calls()
        room.launch(room.sim.school.students[0].login)
        room.read()
        assert (room.calls() > before) is bool(more)
    assert room.calls() > asked


def test_F30_P25_the_test_student_is_labelled_and_counted_nowhere(room):
    room.sim.faults.test_student_in_roster = True
    room.enter()
    room.read()
    text = room.page()
    students = len(room.sim.school.students)
    assert "Test student" in text
    assert f"{students} students" in text
    (test,) = room.school.rows(t.person, is_test=True)
    assert "Test student: left out of all counts." in room.page(f"students/{test.id}")


def observer(*subs: str) -> Any:
    def bend(claims: Any) -> Any:
        named = {f"{CLAIM}role_scope_mentor": list(subs)} if subs else {}
        return {**claims, "sub": "parent-1", "name": "Pat Parent", f"{CLAIM}roles": [MENTOR], **named}

    return bend


def test_P13_an_observer_sees_exactly_the_students_that_the_launch_names(room):
    room.enter()
    room.read()
    own, other = room.sim.school.students[:2]
    room.enter(own.login, observer(room.sim.sub(own.login), "somebody-elsewhere"))
    text = room.page("")
    assert own.name in text
    assert other.name not in text
    with room.waymark.db.read() as conn:
        seen = [row.about for row in conn.execute(select(t.audit).filter_by(tenant_id=room.school.tenant))
                if row.what == "view-student"]  # fmt: skip
    subs = {row.id: row.sub for row in room.school.rows(t.person)}
    assert [subs[one["student"]] for one in seen] == [room.sim.sub(own.login)]


def test_P13_an_observer_whom_nobody_is_linked_to_sees_nobody(room):
    room.enter()
    room.read()
    room.enter(room.sim.school.students[0].login, observer())
    text = room.page("")
    assert "You are here as an observer" in text
    assert not any(person.name in text for person in room.sim.school.students)


def test_an_observer_is_no_member_of_the_class(room):
    room.enter()
    room.launch(room.sim.school.students[0].login, observer(room.sim.sub(room.sim.school.students[1].login)))
    room.read()
    subs = {row.id: row.sub for row in room.school.rows(t.person)}
    assert "parent-1" not in {subs[row.person_id] for row in room.school.rows(t.enrolment)}


def test_P02_without_names_students_have_a_word_each(room):
    room.sim._lms.state.tool.privacy = "anonymous"
    room.enter()
    room.read()
    text = room.page()
    assert room.school.rows(t.person_name) == []
    assert text.count(">Student ") >= len(room.sim.school.students)

"""A teacher whom the learning system limits to a section sees its students and nobody else (canvas.md 8.6)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from roster_room import Room
from support.gradebooks import open_gradebook

from gateway.db import tables as t
from gateway.services import platforms

PAGES = ("", "students", "gradebook", "gradebook?all=1", "pathway", "setup?step=publish&all=1")


@pytest.fixture
def room(doors, site, waymark, clock) -> Room:
    """Return a published course whose class list was read."""
    made = open_gradebook(site, waymark, clock, column=False, enrolled=False)
    site.sim.faults.platform_storage = "off"
    school = made.school
    waymark.db.write(lambda w: platforms.deploy(w, school.platform, site.sim.deployment_id, school.tenant))
    found = Room(doors, site, school)
    found.enter()
    found.read()
    school.publish()
    return found


def second(room: Room) -> Any:
    """Return the teacher of one section."""
    return next(one for one in room.sim.school.people if one.role == "teacher" and len(one.section_ids) == 1)


def names(room: Room, *, of: Any, inside: bool) -> list[str]:
    """Return the students who share a section with somebody, or who do not."""
    return [one.name for one in room.sim.school.students if bool(set(one.section_ids) & set(of.section_ids)) is inside]


def stranger(room: Room) -> str:
    """Return the id of a student of the other section."""
    others = names(room, of=second(room), inside=False)
    login = next(one.login for one in room.sim.school.students if one.name in others)
    return next(row.id for row in room.school.rows(t.person) if row.sub == room.sim.sub(login))


@pytest.fixture
def limited(room) -> Room:
    """Enter the same room as the teacher of one section."""
    room.sim.faults.limited_to_section = [second(room).login]
    room.enter(second(room).login)
    return room


def test_every_page_names_the_own_sections_students_alone(limited) -> None:
    ours = names(limited, of=second(limited), inside=True)
    others = names(limited, of=second(limited), inside=False)
    assert ours
    assert others
    for path in PAGES:
        text = limited.page(path)
        assert [one for one in others if one in text] == [], path
    text = limited.page("students")
    assert [one for one in ours if one not in text] == []
    assert "Period 2" not in text
    assert "students of your own section" in limited.page("")


def test_T01_a_student_of_another_section_is_not_there_for_any_form(limited) -> None:
    person = stranger(limited)
    standard = next(iter(limited.school.standards.values()))
    sheet = f"students/{person}"
    assert limited.doors("GET", limited.home + sheet).status_code == 404
    assert limited.doors("GET", f"{limited.home}{sheet}/standards/{standard}").status_code == 404
    level = limited.send(f"{sheet}/standards/{standard}/level", level="4", reason="seen")
    support = limited.send("support", person=person, standard=standard)
    grade = limited.send(f"gradebook/{'0' * 32}/{person}/again")
    assert (level.status_code, support.status_code, grade.status_code) == (404, 404, 404)
    assert limited.school.rows(t.decision) == []


def test_what_another_teacher_decided_about_them_is_not_taken_back(limited) -> None:
    person = stranger(limited)
    standard = next(iter(limited.school.standards.values()))
    limited.enter()
    assert limited.send(f"students/{person}/standards/{standard}/level", level="4", reason="seen").status_code == 303
    decision = limited.school.rows(t.decision)[0]
    limited.enter(second(limited).login)
    assert limited.send(f"decisions/{UUID(bytes=bytes(decision.statement_id))}/undo").status_code == 404
    assert len(limited.school.rows(t.decision)) == 1


def test_a_teacher_of_one_section_who_is_not_limited_sees_all(room) -> None:
    room.enter(second(room).login)
    text = room.page("students")
    assert [one.name for one in room.sim.school.students if one.name not in text] == []


def test_limited_without_a_section_sees_nobody(room) -> None:
    room.sim.faults.limited_to_section = [second(room).login]

    def no_section(claims: dict[str, Any]) -> None:
        claims["https://purl.imsglobal.org/spec/lti/claim/custom"]["lms_section_ids"] = "$Canvas.course.sectionIds"

    room.enter(second(room).login, no_section)
    text = room.page("students")
    assert [one.name for one in room.sim.school.students if one.name in text] == []

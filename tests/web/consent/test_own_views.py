"""Levels in the system's own mastery views: switched on by a teacher, beside the columns, a teacher's rating stays."""

from __future__ import annotations

import pytest
from consent_office import Office, signed_in
from support.gradebooks import Site, open_gradebook

from gateway.db import tables as t
from gateway.services.own_views import KIND

MAYA = 0


@pytest.fixture
def shown(office):
    """Publish one standard's course that writes grades, connect it, and switch its mastery views on."""
    office.book.school.publish()
    office.connect()
    assert "Mastery views of" in office.open()
    office.send("consent/views", 303, views="on")
    return office


def level(office, value: int, number: int = MAYA, code: str = "6.A") -> None:
    """Set a level as the teacher, and let everything follow."""
    book = office.book
    path = f"students/{book.person(number)}/standards/{book.school.standards[code]}/level"
    office.send(path, 303, level=str(value), reason="Seen in class")
    follow(office)


def follow(office) -> None:
    office.waymark.clock.advance(seconds=70)
    office.waymark.runner.run_due()
    office.waymark.clock.advance(seconds=70)
    office.waymark.runner.run_due()


def rated(office, number: int = MAYA):
    return [(one.key, one.value, one.mastered) for one in office.sim.rated(office.book.student(number).login)]


def test_a_level_stands_in_the_gradebook_and_in_the_mastery_views(shown):
    level(shown, 4)
    assert rated(shown) == [("6.a", 4, True)]
    [noted] = shown.sim.rated(shown.book.student(MAYA).login)
    assert noted.note == "Mastered, set by the teacher."
    columns = [one for one in shown.sim.readback().columns if one.label.startswith("6.A")]
    assert shown.sim.readback().cell(shown.book.student(MAYA).login, columns[0].id).value == 4
    assert "1 level stands there" in shown.open()
    level(shown, 2)
    assert rated(shown) == [("6.a", 2, False)]


def test_off_by_default_and_off_again_nothing_more_is_written(office):
    office.book.school.publish()
    office.connect()
    level(office, 4)
    assert office.sim.standards() == ()
    office.send("consent/views", 303, views="on")
    follow(office)
    assert rated(office) == [("6.a", 4, True)]
    office.send("consent/views", 303)
    level(office, 1)
    assert rated(office) == [("6.a", 4, True)]
    office.send("consent/views", 303, views="on")
    follow(office)
    assert rated(office) == [("6.a", 1, False)]


def test_removing_everything_takes_the_levels_out_of_the_mastery_views_too(shown):
    level(shown, 4)
    assert "mastery view" in shown.open("gradebook/writing")
    shown.send("gradebook/writing/remove", 303, sure="on")
    shown.send("consent/views", 303)  # the wish for removal outlives other changes of what is written
    follow(shown)
    follow(shown)
    assert (shown.sim.standards(), shown.sim.readback().columns) == ((), ())


def test_F20_what_a_teacher_rates_there_stays_and_is_counted(shown):
    level(shown, 4)
    shown.sim.type_rating("6.a", shown.book.student(MAYA).login, 1)
    level(shown, 3)
    assert [one[1] for one in rated(shown)] == [1]
    assert "1 set there by a teacher" in shown.open()


def test_F10_a_rating_whose_answer_got_lost_is_written_once(shown):
    level(shown, 4, number=1)
    shown.sim.faults.drop_answer_after_store = 1
    level(shown, 3, number=1)
    follow(shown)
    [one] = shown.sim.rated(shown.book.student(1).login)
    assert (one.value, one.times) == (3, 2)


def test_a_consent_that_is_over_holds_the_levels_and_lets_the_columns_go_on(shown):
    shown.sim.take_back("rosa.alvarez")
    level(shown, 4)
    assert rated(shown) == []
    columns = [one for one in shown.sim.readback().columns if one.label.startswith("6.A")]
    assert shown.sim.readback().cell(shown.book.student(MAYA).login, columns[0].id).value == 4
    assert "no longer lets Waymark work in your name" in shown.open()
    shown.connect()
    follow(shown)
    assert rated(shown) == [("6.a", 4, True)]


def test_a_teachers_rubric_on_the_column_is_said_and_kept(office):
    office.book.school.publish()
    office.connect()
    level(office, 2, number=1)
    column = next(one for one in office.sim.readback().columns if one.label.startswith("6.A"))
    office.sim.put_rubric(column.id, "Neatness")
    office.send("consent/views", 303, views="on")
    level(office, 4)
    assert rated(office) == []
    assert "it is never replaced" in office.open()
    held = [row for row in office.book.school.rows(t.place, kind=KIND) if row.state == "held"]
    assert [row.reason["code"] for row in held] == ["rubric_taken"]


@pytest.fixture(scope="session")
def unasking_site():
    """Run a system that asks nobody: its admin gives a token for all."""
    with Site("moodle").running() as running:
        yield running


def test_where_nobody_is_asked_the_page_is_about_the_mastery_views_alone(unasking_site, waymark, clock, app):
    book = open_gradebook(unasking_site, waymark, clock, column=False, own_interface=True)
    book.school.learner("t1", "teacher")
    book.school.publish()
    doors, handle, csrf = signed_in(book, app, "teacher", book.school.people["t1"])
    office = Office(book, app, doors, f"/teacher/{handle}/", csrf)
    assert "Levels can stand in the mastery views of" in office.open("gradebook")
    assert "Connect" not in office.open()
    office.send("consent/views", 303, views="on")
    level(office, 4)
    assert [(key, mastered) for key, _, mastered in rated(office)] == [("6.a", True)]
    assert "1 level stands there" in office.open()


def test_T01_nobody_else_switches_it(shown, app, doors):
    assert doors("POST", f"{shown.home}consent/views", data={"views": "on"}).status_code == 401

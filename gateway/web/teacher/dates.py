"""Dates of units, days on which a student is not here, and how a student begins who came later."""

from __future__ import annotations

from datetime import date

from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn.pace import Window
from gateway.services import arrival, pacing
from gateway.services.inputs import CourseInputs
from gateway.services.views import begin as view
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.teacher.base import author, change, change_course, desk, doors, go_back, links, page, reach


@doors.post("/pathway/units/<int:number>/dates")
@allowed(STAFF)
def date_unit(number: int) -> Response:
    """Give a unit its dates; both fields empty for none."""
    who = author()
    given = [form_text(name, most=10, required=False) for name in ("begins", "ends")]
    wanted = Window(_day(given[0]), _day(given[1])) if any(given) else None
    change(lambda write: pacing.set_dates(write, who, number, wanted))
    return go_back(links().at("pathway"), said="dates")


@doors.post("/students/<person_id>/away")
@allowed(STAFF)
def note_away(person_id: str) -> Response:
    """Note days on which a student is not here."""
    first = _day(form_text("first", most=10))
    last = _day(form_text("last", most=10, required=False) or first.isoformat())
    by, within = session().person, reach()

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        pacing.add_away(write, course, by, person_id, first, last)

    change_course(plan)
    return go_back(links().student(person_id), said="away")


@doors.post("/students/<person_id>/here")
@allowed(STAFF)
def take_away_back(person_id: str) -> Response:
    """Take days away back."""
    first = _day(form_text("first", most=10))
    by, within = session().person, reach()

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        pacing.end_away(write, course, by, person_id, first)

    change_course(plan)
    return go_back(links().student(person_id), said="away")


@doors.get("/students/<person_id>/begin")
@allowed(STAFF)
def begin(person_id: str) -> str:
    """Show how a student could begin, and what the plan would be."""
    with desk() as at:
        model = view.show(at.conn, at.course, at.inputs, at.links, at.language, person_id, at.now)
        return page("teacher/begin_page.html", model, at, "students")


@doors.post("/students/<person_id>/begin")
@allowed(STAFF)
def choose_begin(person_id: str) -> Response:
    """Decide how a student begins."""
    settings, by, within = waymark().settings, session().person, reach()
    way = request.form.get("way", "")

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        arrival.choose(write, settings, course, by, person_id, way)

    change_course(plan)
    return go_back(links().student(person_id), said="start")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest("a day that is none") from None

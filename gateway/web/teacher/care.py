"""What is arranged for one student: what helps, where each unit starts, and taking no part."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import judge, opt_out, placement, supports
from gateway.services.inputs import CourseInputs
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.i18n import LANGUAGES
from gateway.web.teacher.base import change_course, doors, go_back, links, reach


@doors.post("/students/<person_id>/supports")
@allowed(STAFF)
def arrange_supports(person_id: str) -> Response:
    """Keep what helps a student."""
    settings, by, within, wanted = waymark().settings, session().person, reach(), _wanted()

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        supports.arrange(write, settings, course, by, person_id, wanted)

    change_course(plan)
    return go_back(links().student(person_id), said="supports")


def _wanted() -> dict[str, Any]:
    """Return what the form asks for; BadRequest for a value that it does not offer."""
    found: dict[str, Any] = {kind: True for kind in supports.SWITCHES if request.form.get(kind)}
    time, language = (form_text(name, most=8, required=False) for name in ("extra_time", "language"))
    if time:
        if not (time.isascii() and time.isdigit()):
            raise BadRequest("a share of time is a number")
        found["extra_time"] = int(time)
    if language:
        if language not in LANGUAGES:
            raise BadRequest("a language that the page does not offer")
        found["language"] = language
    return found


@doors.post("/students/<person_id>/start/<int:number>")
@allowed(STAFF)
def set_start(person_id: str, number: int) -> Response:
    """Have a student start a unit elsewhere, or where the answers say."""
    settings, by, within = waymark().settings, session().person, reach()
    standard_id = form_text("standard", most=32, required=False)

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        placement.set_start(write, settings, course, by, person_id, number - 1, standard_id)

    change_course(plan)
    return go_back(links().student(person_id), said="start")


@doors.post("/students/<person_id>/opt-out")
@allowed(STAFF)
def opt_student_out(person_id: str) -> Response:
    """Record nothing of a student from now on; the reason is kept."""
    reason = form_text("reason", most=500)
    _part(person_id, reason)
    return go_back(links().student(person_id), said="untaken")


@doors.post("/students/<person_id>/opt-in")
@allowed(STAFF)
def opt_student_in(person_id: str) -> Response:
    """Let a student take part again."""
    _part(person_id, "")
    return go_back(links().student(person_id), said="taking")


def _part(person_id: str, reason: str) -> None:
    who, within = f"person/{session().person}", reach()

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        judge.check_learner(write, course, person_id)
        if reason:
            opt_out.begin(write, course.tenant_id, person_id, who, reason)
        else:
            opt_out.end(write, course.tenant_id, person_id, who)

    change_course(plan)

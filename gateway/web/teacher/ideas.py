"""Ideas of students: look at them, and accept, ask for a change, or decline with a word."""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.services import proposals
from gateway.services.course_activities import LONGEST
from gateway.services.inputs import CourseInputs
from gateway.services.proposals import Answer
from gateway.services.views import ideas as view
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.teacher.base import change_course, desk, doors, go_back, links, page, reach


@doors.get("/students/ideas")
@allowed(STAFF)
def ideas() -> str:
    """Show what students propose."""
    with desk() as at:
        model = view.show(at.conn, at.course, at.inputs, at.links, at.language, at.now)
        return page("teacher/ideas_page.html", model, at, "students")


@doors.post("/decisions/<uuid:statement_id>/answer")
@allowed(STAFF)
def answer_idea(statement_id: UUID) -> Response:
    """Answer one of them."""
    settings, by, within = waymark().settings, session().person, reach()
    minutes = request.form.get("minutes", 20, type=int)
    what = Answer(
        request.form.get("way", ""), form_text("word", most=500, required=False),
        form_text("title", most=80, required=False), min(max(minutes, 1), LONGEST),
    )  # fmt: skip

    def plan(write: Write, course: CourseInputs) -> None:
        found = proposals.answer(write, settings, course, by, statement_id, what)
        within(write.conn, [found.person_id])

    change_course(plan)
    return go_back(links().at("students/ideas"), said="answered")

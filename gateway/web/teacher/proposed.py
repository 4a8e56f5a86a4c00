"""Proposed changes of levels: look at them, use or keep them one by one or together, and take that back."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.security import new_id
from gateway.services import proposed_levels
from gateway.services.inputs import CourseInputs
from gateway.services.proposed_levels import Proposed
from gateway.services.views import proposed as view
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.teacher.base import change_course, desk, doors, go_back, links, page, reach

TOGETHER = 10
"""So many proposals in one transaction: statements wait for the same writer."""


@doors.get("/gradebook/levels")
@allowed(STAFF)
def proposed() -> str:
    """Show what new figures would change of levels."""
    with desk() as at:
        model = view.show(at.conn, at.course, at.inputs, at.links, session().person_id, at.now)
        return page("teacher/proposed_page.html", model, at, "gradebook")


@doors.post("/gradebook/levels")
@allowed(STAFF)
def answer_proposed() -> Response:
    """Use the new level, or keep the one that stands: one, or all that the page showed."""
    form = request.form
    pressed = next((name for name in ("use", "keep", "use_all", "keep_all") if name in form), None)
    if pressed is None:
        raise BadRequest("no button that the page has")
    asked = view.read(form.getlist("change") if pressed.endswith("_all") else [form[pressed]])
    settings, by, within, batch = waymark().settings, session().person, reach(), new_id()
    use = pressed.startswith("use")
    for start in range(0, len(asked), TOGETHER):
        some = asked[start : start + TOGETHER]

        def plan(write: Write, course: CourseInputs, some: list[Proposed] = some) -> int:
            within(write.conn, [one.person_id for one in some])
            return proposed_levels.answer(write, settings, course, by, some, batch, use=use)

        change_course(plan)
    return go_back(links().at("gradebook/levels"), said="new_levels" if use else "old_levels")


@doors.post("/gradebook/levels/undo")
@allowed(STAFF)
def undo_proposed() -> Response:
    """Take an answer back."""
    settings, by, within = waymark().settings, session().person, reach()
    batch = form_text("batch", most=40)

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [one.person_id for one in proposed_levels.batches(write.conn, course).get(batch, [])])
        proposed_levels.undo(write, settings, course, by, batch)

    change_course(plan)
    return go_back(links().at("gradebook/levels"), said="taken")

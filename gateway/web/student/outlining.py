"""Fill an outline: kept as it is typed, handed in as a whole."""

from __future__ import annotations

from flask import Response, make_response, redirect, request

from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import outlines
from gateway.services.outlines import LONGEST, WHY, NotWhole, Written
from gateway.web.context import LEARNER, allowed, session, wants_part, waymark
from gateway.web.student import views
from gateway.web.student.frame import desk, doors, link


@doors.post("/<handle>/activity/<activity_id>/outline")
@allowed(LEARNER)
def outline(activity_id: str) -> Response:
    """Keep what was typed; hand it in where the button says so."""
    parts, person_id = waymark(), session().person
    with parts.db.read() as conn:
        here = desk(conn)
    row = here.course.activities.get(activity_id)
    sections = outlines.sections_of(row) if row is not None else ()
    if not sections:
        raise NotFound(activity_id)
    typed = {one.key: _typed(one.key) for one in sections}
    parts.db.write(lambda write: outlines.save(write, here.course, person_id, activity_id, typed))
    if request.form.get("go") != "hand-in":
        if wants_part():  # a script that keeps what is typed needs no page
            return make_response("", 204)
        return make_response(redirect(link("activity", activity_id=activity_id), 303))

    def plan(write: Write) -> None:
        outlines.hand_in(write, parts.settings, here.course, person_id, activity_id)

    try:
        parts.db.write(plan)
    except NotWhole as error:
        empty = tuple(str(one) for one in error.problems)
        return make_response(views.activity_page(activity_id, empty=empty), error.status)
    return make_response(redirect(link("activity", activity_id=activity_id) + "#handed", 303))


def _typed(key: str) -> Written:
    """Return what stands in the fields of a section; left out is one whose box is ticked and that has a reason."""
    text = request.form.get(f"text:{key}", "").replace("\r\n", "\n").strip()[:LONGEST]
    why = request.form.get(f"why:{key}", "").strip()[:WHY]
    return Written(text, why if request.form.get(f"waive:{key}") and why else None)

"""Marking by a rubric: the class on one screen, or one student at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import make_response, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import marking, project_end
from gateway.services.inputs import CourseInputs
from gateway.services.marking import Marking
from gateway.services.views import marking as view
from gateway.services.views.marking import Asked
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.teacher.base import change_course, desk, doors, go_back, links, page, reach


@doors.get("/marking/<activity_id>")
@allowed(STAFF)
def mark_page(activity_id: str) -> str:
    """Show what was marked."""
    return _show(activity_id)


@doors.post("/marking/<activity_id>")
@allowed(STAFF)
def save_marks(activity_id: str) -> str | Response:
    """Save the marks that were changed on the page; what somebody else changed meanwhile stays."""
    now: datetime = waymark().clock()
    day = _day(form_text("day", most=10), now.date())
    if day > now.date():
        return make_response(_show(activity_id, str(gettext("The day of a mark cannot be later than today."))), 422)
    settings, by, within, levels = waymark().settings, session().person, reach(), _changed(request.form)
    part = request.args.get("part", "")

    def plan(write: Write, course: CourseInputs) -> int:
        within(write.conn, {person for _key, person in levels})
        what = Marking(by, activity_id, view.part_of(course, activity_id, part), day, levels)
        changed = marking.mark(write, settings, course, what)
        project_end.finish(write, settings, course, activity_id, {person for _key, person in levels})
        return changed

    change_course(plan)
    kept = {"part": part, "section": request.args.get("section", ""), "day": day.isoformat()}
    following = form_text("following", most=32, required=False) or request.args.get("student", "")
    return go_back(links().at(f"marking/{activity_id}", **kept, student=following), said="entered")


def _show(activity_id: str, error: str = "") -> str:
    with desk() as at:
        asked = Asked(
            activity_id, request.args.get("part", ""), request.args.get("section", ""),
            request.args.get("student", ""), _day(request.args.get("day", ""), at.now.date()),
        )  # fmt: skip
        settings = waymark().settings
        model = view.show(at.conn, settings, at.course, at.inputs, at.links, at.language, asked, at.now, error)
        return page("teacher/marking_page.html", model, at, "students")


def _changed(form: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """Return the level of each (row key, person) that differs from what the page showed; 0 for none.

    BadRequest for a field that is none of the page's.
    """
    found = {}
    for name, value in form.items():
        if not name.startswith("m:"):
            continue
        _mark, key, person = [*name.split(":", 2), "", ""][:3]
        if value == form.get(f"w:{key}:{person}", ""):
            continue
        if not key or not person or (value and not value.isdecimal()) or len(value) > 2:
            raise BadRequest("a level is a number")
        found[key, person] = int(value or 0)
    return found


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise BadRequest("a day that is none") from None

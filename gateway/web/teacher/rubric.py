"""Results of a teacher-led activity, entered for many students at once."""

from __future__ import annotations

from datetime import date, datetime

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.services import outcomes
from gateway.services.inputs import CourseInputs
from gateway.services.outcomes import Entering
from gateway.services.views import marking
from gateway.services.views import rubric as view
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.teacher.base import change_course, desk, doors, go_back, links, page, reach


@doors.get("/rubric")
@allowed(STAFF)
def rubric() -> str | Response:
    """Show the rubric with what was entered for the day; what has a rubric of the library is marked on its own page."""
    asked = request.args.get("activity", "")
    with desk() as at:
        marked = [one.id for one in marking.used(at.conn, at.inputs)]
        first = marked[:1] if not asked and not view.led(at.inputs) else [one for one in marked if one == asked]
    if first:
        return redirect(links().at(f"marking/{first[0]}", section=request.args.get("section", "")), 303)
    return _show(asked)


def _show(activity_id: str, error: str = "") -> str:
    with desk() as at:
        asked = (activity_id, request.args.get("section", ""))
        day = _day(request.args.get("day", ""), at.now.date())
        station = request.args.get("station", 0, type=int)
        model = view.show(at.conn, at.course, at.inputs, at.links, at.language, asked, day, at.now, error, station)
        return page("teacher/rubric_page.html", model, at, "students")


@doors.post("/rubric/<activity_id>")
@allowed(STAFF)
def enter(activity_id: str) -> str | Response:
    """Save the results that differ from what stood on the page."""
    now: datetime = waymark().clock()
    day = _day(form_text("day", most=10), now.date())
    if day > now.date():
        return _show(activity_id, str(gettext("The lesson cannot be later than today.")))
    shown = _day(request.args.get("day", ""), now.date())
    settings, by = waymark().settings, session().person
    posted, within = _posted(), reach()

    def plan(write: Write, course: CourseInputs) -> int:
        within(write.conn, posted)
        activity = course.activities.get(activity_id)
        if activity is None or not outcomes.rubric_of(activity):
            raise NotFound("no such activity in this course")
        levels = posted
        if day != shown:
            # The page showed another day's results: only what was changed on it is meant for this day.
            before = outcomes.entered(write.conn, course.tenant_id, course.course_id, activity, shown)
            stood = {person: one.level for person, one in before.items()}
            levels = {person: level for person, level in posted.items() if level != stood.get(person, 0)}
        return outcomes.enter(write, settings, course, Entering(by, activity, day, levels))

    change_course(plan)
    station = request.args.get("station", 0, type=int)
    return go_back(links().at("rubric", activity=activity_id, day=day.isoformat(), station=station), said="entered")


def _posted() -> dict[str, int]:
    """Return the level of each student on the page, 0 for none; BadRequest for what is no number."""
    mark = f"{view.CRITERION}:"
    found = {name[len(mark) :]: value for name, value in request.form.items() if name.startswith(mark)}
    if any(value and not value.isdigit() for value in found.values()):
        raise BadRequest("a level is a number")
    return {person: int(value or 0) for person, value in found.items()}


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise BadRequest("a day that is none") from None

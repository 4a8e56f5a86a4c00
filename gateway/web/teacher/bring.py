"""Bring in this course: look what stands there, pick items, say what they show, and arrange the draft."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.services import bring_course, graded_work
from gateway.services.inputs import CourseInputs
from gateway.services.views import bring as view
from gateway.web.context import STAFF, allowed, waymark
from gateway.web.teacher.base import author, can_of, change_course, desk, doors, go_back, links, page
from lti.lms.base import AdapterError
from lti.lms.graded import Work
from lti.lms.outline import Part


@doors.get("/pathway/bring")
@allowed(STAFF)
def bring_look() -> str:
    """Show what stands in the course now."""
    found = _asked()
    with desk() as at:
        model = view.found(at.conn, at.inputs, at.links, can_of(at), at.language, found)
        return page("teacher/bring_page.html", model, at, "pathway")


@doors.post("/pathway/bring/pick")
@allowed(STAFF)
def bring_pick() -> str | Response:
    """Show what the picked items could count for."""
    values = request.form.getlist("item")
    return _picked(values) if values else go_back(links().at(view.HOME))


def _picked(values: Sequence[str], error: str = "") -> str:
    with desk() as at:
        catalogues = waymark().catalogues.all(at.conn, at.inputs.tenant_id, list(at.inputs.standards))
        model = view.picked(at.conn, at.inputs, at.links, catalogues, values, error)
        return page("teacher/picked_page.html", model, at, "pathway")


@doors.post("/pathway/bring")
@allowed(STAFF)
def bring_save() -> str | Response:
    """Store the items that count for something, and open the draft."""
    values = request.form.getlist("item")[: bring_course.MOST]
    picked = [view.read(value, request.form.getlist(f"standard-{n}"))[0] for n, value in enumerate(values)]
    if not any(one.standards for one in picked):
        return _picked(values, str(gettext("Choose at least one, then go on.")))
    who, settings, works = author(), waymark().settings, _graded()

    def plan(write: Write, course: CourseInputs) -> int:
        if works:
            graded_work.keep_list(write, who, works)
        return bring_course.bring(write, settings, course, who, picked)

    change_course(plan)
    return go_back(links().at("setup", step="draft"), said="brought_in")


def _asked() -> Sequence[Part] | str:
    """Ask the learning system, with no connection of ours held meanwhile; a text is the code of what went wrong."""
    with desk() as at:
        can, adapter = can_of(at), waymark().adapter(at.conn, at.course)
    try:
        return adapter.outline() if can.reads_outline else ()
    except AdapterError as error:
        return error.code


def _graded() -> Sequence[Work]:
    """Ask what the learning system grades; where it does not answer, items come in without their grades."""
    with desk() as at:
        can, adapter = can_of(at), waymark().adapter(at.conn, at.course)
    try:
        return adapter.works() if can.reads_grades else ()
    except AdapterError:
        return ()

"""Work that the learning system grades itself: look what there is, see what it would bring, let it count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.services import graded_work
from gateway.services.inputs import CourseInputs
from gateway.services.views import graded as view
from gateway.web.context import STAFF, allowed, waymark
from gateway.web.teacher.base import author, can_of, change, change_course, desk, doors, go_back, links, page
from lti.lms.base import Adapter, AdapterError
from lti.lms.graded import Grade

T = TypeVar("T")


@doors.get("/gradebook/graded")
@allowed(STAFF)
def graded_works() -> str:
    """Show what was found last, and what of it counts."""
    with desk() as at:
        model = view.works(
            at.conn, at.course, at.inputs, at.links, at.now, can_of(at), request.args.get("failed", "")[:40]
        )
        return page("teacher/works_page.html", model, at, "gradebook")


@doors.post("/gradebook/graded/look")
@allowed(STAFF)
def look() -> Response:
    """Ask the learning system what it grades; nothing counts by that."""
    found = _asked(lambda adapter: adapter.works())
    if isinstance(found, str):
        return go_back(links().at(view.HOME, failed=found))
    who = author()
    change(lambda write: graded_work.keep_list(write, who, found))
    return go_back(links().at(view.HOME))


@doors.post("/gradebook/graded/read")
@allowed(STAFF)
def read_now() -> Response:
    """Have everything that counts read again."""
    who = author()
    change(lambda write: write.wake(graded_work.lane_of(who.tenant_id, who.course_id)))
    return go_back(links().at(view.HOME), said="read")


@doors.get("/gradebook/graded/<graded_id>")
@allowed(STAFF)
def graded_one(graded_id: str) -> str:
    """Show the grades that stand there now, and for which standards they would count."""
    found = _grades(graded_id)
    with desk() as at:
        row = graded_work.find(at.conn, at.course.tenant_id, at.course.id, graded_id)
        model = view.work(at.conn, at.inputs, at.links, can_of(at), row, found, at.course.only)
        return page("teacher/work_page.html", model, at, "gradebook")


@doors.post("/gradebook/graded/<graded_id>")
@allowed(STAFF)
def let_count(graded_id: str) -> Response:
    """Let it count for the ticked standards; with none ticked it counts no more."""
    who, standards, settings = author(), request.form.getlist("standard"), waymark().settings

    def plan(write: Write, course: CourseInputs) -> None:
        graded_work.count(write, settings, course, who, graded_id, standards)

    change_course(plan)
    return go_back(links().at(view.HOME), said="counts" if standards else "counts_not")


def _grades(graded_id: str) -> Mapping[str, Grade] | str:
    """Ask for the grades of one work; return them by our id of the person, or the code of what went wrong."""
    with desk() as at:
        row = graded_work.find(at.conn, at.course.tenant_id, at.course.id, graded_id)
        people = graded_work.learners(at.conn, at.course.tenant_id, at.course.id)
    found = _asked(lambda adapter: adapter.grades(row.work_id, list(people.values())))
    if isinstance(found, str):
        return found
    return {one: found[member.sub] for one, member in people.items() if member.sub in found}


def _asked(question: Callable[[Adapter], T]) -> T | str:
    """Ask the learning system, with no connection of ours held meanwhile."""
    with desk() as at:
        adapter: Any = waymark().adapter(at.conn, at.course)
    try:
        return question(adapter)
    except AdapterError as error:
        return error.code

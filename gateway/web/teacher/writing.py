"""What Waymark writes in the course: its choices, columns that need one, comparing, and taking everything back."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import halted, mending
from gateway.errors import BadRequest, NotFound
from gateway.services import publish
from gateway.services.publish import has_gradebook
from gateway.services.views import writing as view
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.teacher.base import author, can_of, change, desk, doors, go_back, links, page

_PAGE = "gradebook/writing"


@doors.get("/gradebook/writing")
@allowed(STAFF)
def writing() -> str:
    """Show what is written, and what can be done about all of it."""
    with desk() as at:
        if not has_gradebook(at.course):
            raise NotFound("no gradebook")
        model = view.show(at.conn, at.course, at.inputs, at.links, at.now, can_of(at))
        return page("teacher/writing_page.html", model, at, "gradebook")


@doors.get("/gradebook/total")
@allowed(STAFF)
def total() -> str:
    """Ask before the first write where columns cannot be kept out of the course's total."""
    with desk() as at:
        model = view.before_total(at.conn, at.course, at.inputs, at.links, at.now, can_of(at))
        return page("teacher/total_page.html", model, at, "gradebook")


def must_ask(*, on: bool) -> bool:
    """Say whether switching on has to be asked about first: the columns would count in the course's total (U42)."""
    if not on or request.form.get("total") == "on":
        return False
    with desk() as at:
        if not has_gradebook(at.course) or at.course.settings.get("write") or at.course.settings.get("total_ok"):
            return False
        return not can_of(at).out_of_total and not at.course.settings.get("counts")


def ask() -> Response:
    """Go to the question."""
    return go_back(links().at("gradebook/total"))


@doors.post("/gradebook/writing/choose")
@allowed(STAFF)
def choose_writing() -> Response:
    """Change what is written."""
    who, chosen = author(), {name: request.form.get(name) == "on" for name in publish.WRITES}
    change(lambda write: publish.choose(write, who, chosen))
    return go_back(links().at(_PAGE), said="unit")


@doors.post("/gradebook/writing/compare")
@allowed(STAFF)
def compare() -> Response:
    """Compare everything that was sent with what stands in the gradebook."""
    who = author()
    change(lambda write: mending.compare(write, who.tenant_id, who.course_id))
    return go_back(links().at(_PAGE), said="grade")


@doors.post("/gradebook/writing/remove")
@allowed(STAFF)
def remove() -> Response:
    """Take back everything that we made in the course; asked for with a word, so that no slip does it."""
    if request.form.get("sure") != "on":
        raise BadRequest("not confirmed")
    who = author()
    change(lambda write: publish.take_back_all(write, who))
    return go_back(links().at(_PAGE), said="removing")


@doors.post("/gradebook/writing/go-on")
@allowed(STAFF)
def go_on() -> Response:
    """Try a course now that took no grades."""
    who = author()

    def plan(write: Write) -> None:
        halted.go_on(write, who.tenant_id, who.course_id)
        waiting = update(t.place).filter_by(**who.key, state="waiting").values(next_at=write.now)
        write.conn.execute(waiting)
        platform = select(t.course.c.platform_id).filter_by(tenant_id=who.tenant_id, id=who.course_id)
        write.wake(f"deliver/{write.conn.scalar(platform)}")

    change(plan)
    return go_back(links().at(_PAGE), said="grade")


@doors.post("/gradebook/writing/<place_id>/use")
@allowed(STAFF)
def use_column(place_id: str) -> Response:
    """Write into the one of several columns that was chosen."""
    tenant_id, column = author().tenant_id, form_text("column", most=2000, required=False)
    return _about(place_id, lambda write: mending.use_column(write, tenant_id, place_id, column))


@doors.post("/gradebook/writing/<place_id>/leave")
@allowed(STAFF)
def leave_column(place_id: str) -> Response:
    """Do without a column."""
    tenant_id = author().tenant_id
    return _about(place_id, lambda write: mending.leave_column(write, tenant_id, place_id))


def _about(place_id: str, act: Callable[[Write], None]) -> Response:
    """Do something about a column; NotFound for one of another course (T01)."""
    who = author()

    def plan(write: Write) -> None:
        if write.conn.scalar(select(t.place.c.id).filter_by(**who.key, id=place_id)) is None:
            raise NotFound("no such column in this course")
        act(write)

    change(plan)
    return go_back(links().at(_PAGE), said="grade")

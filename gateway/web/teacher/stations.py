"""A lesson with stations: arrange a class for a day, print who begins where, show the cards."""

from __future__ import annotations

from datetime import date

from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import stations as service
from gateway.services.inputs import CourseInputs
from gateway.services.views import stations as view
from gateway.web.context import STAFF, allowed
from gateway.web.teacher.base import change_course, desk, doors, go_back, links, page, reach


@doors.get("/stations")
@allowed(STAFF)
def stations() -> str:
    """Show who begins where."""
    return _show("teacher/stations_page.html")


@doors.get("/stations/cards")
@allowed(STAFF)
def station_cards() -> str:
    """Show the stations large: for a projector, or on paper one to a page."""
    return _show("teacher/stations_cards.html")


def _show(template: str) -> str:
    with desk() as at:
        day = _day(at.now.date())
        model = view.show(
            at.conn, at.course, at.inputs, at.links, at.language, request.args.get("section", ""), day, at.now
        )
        return page(template, model, at, "today")


@doors.post("/stations")
@allowed(STAFF)
def arrange_stations() -> Response:
    """Seat the class by need, in place of what was arranged for that day."""
    count, section, within = request.form.get("count", 0, type=int), request.args.get("section", ""), reach()
    with desk() as at:
        day = _day(at.now.date())
        shown = view.seen(at.conn, at.course, section)
        class_ = view.wanting(at.conn, at.inputs, shown, at.now)

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [one.learner for one in class_])
        service.arrange(write, course, class_, count, day)

    change_course(plan)
    return go_back(links().at("stations", day=day.isoformat(), section=section), said="stations")


def _day(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("day", "") or today.isoformat())
    except ValueError:
        raise BadRequest("a day that is none") from None

"""The published pathway, publishing a newer draft from here, opening units, and undo."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from gateway.services import publish
from gateway.services.views import helped as helped_view
from gateway.services.views import pathway as view
from gateway.web.context import STAFF, allowed
from gateway.web.teacher.base import author, change, desk, doors, go_back, links, page


@doors.get("/pathway")
@allowed(STAFF)
def pathway() -> str:
    """Show what students follow."""
    seen_as = request.args.get("as", "")
    with desk() as at:
        model = view.show(at.conn, at.course, at.inputs, at.links, at.language, seen_as, at.now)
        return page("teacher/pathway_page.html", model, at, "pathway")


@doors.get("/pathway/helped")
@allowed(STAFF)
def helped() -> str:
    """Show what helped."""
    with desk() as at:
        model = helped_view.show(
            at.conn, at.course, at.inputs, at.links, at.language, at.now, everything=bool(request.args.get("all"))
        )
        return page("teacher/helped_page.html", model, at, "pathway")


@doors.post("/pathway/publish")
@allowed(STAFF)
def publish_again() -> Response:
    """Publish the newer draft; the switch stays as it is."""
    with desk() as at:
        on = bool(at.course.settings.get("write"))
    who = author()
    change(lambda write: publish.publish(write, who, write_grades=on))
    return go_back(links().at("pathway"), said="published")


@doors.post("/pathway/undo")
@allowed(STAFF)
def undo() -> Response:
    """Go back to the version before, or to none."""
    who, seen = author(), request.args.get("at", type=int)
    change(lambda write: publish.undo(write, who, seen))
    return go_back(links().at("pathway"), said="undone")


@doors.post("/pathway/units/<int:number>/<any(open, close):way>")
@allowed(STAFF)
def open_unit(number: int, way: str) -> Response:
    """Open a unit, so that its standards have columns, or close it."""
    who = author()
    change(lambda write: publish.open_unit(write, who, number, is_open=way == "open"))
    return go_back(links().at("pathway"), said="unit")

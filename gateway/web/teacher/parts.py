"""Open a part of the course, such as a module, for the students whose path has come to a standard."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from werkzeug.wrappers import Response

from gateway.errors import NotFound
from gateway.services import own_parts
from gateway.services.views import parts as view
from gateway.web.context import STAFF, allowed, form_text, waymark
from gateway.web.teacher.base import author, can_of, change, change_course, desk, doors, go_back, links, page
from lti.lms.base import AdapterError
from lti.lms.outline import Part


@doors.get("/pathway/parts")
@allowed(STAFF)
def parts() -> str:
    """Show the parts of the course, which are tied, and whom a tie that is asked about would let in."""
    found, part, standard = _asked(), request.args.get("part", ""), request.args.get("standard", "")
    with desk() as at:
        asked = None
        if part and not isinstance(found, str):
            asked = view.looked(at.conn, at.course, at.inputs, at.links, at.now, _of(found, part), standard)
        model = view.show(at.conn, at.inputs, at.links, can_of(at), found, asked)
        return page("teacher/parts_page.html", model, at, "pathway")


@doors.post("/pathway/parts")
@allowed(STAFF)
def tie_part() -> Response:
    """Tie a part to a standard."""
    who, standard = author(), form_text("standard", most=64)
    part = _of(_asked(), form_text("part", most=200))
    change_course(lambda write, course: own_parts.tie(write, who, course, part.part_id, part.title, standard))
    return go_back(links().at(view.HOME), said="tied")


@doors.post("/pathway/parts/<place_id>/end")
@allowed(STAFF)
def untie_part(place_id: str) -> Response:
    """Leave a part as it was before."""
    who = author()
    change(lambda write: own_parts.untie(write, who, place_id))
    return go_back(links().at(view.HOME), said="untied")


def _of(found: Sequence[Part] | str, part_id: str) -> Part:
    """Return the part of this id; NotFound where the course has none, or tells nothing now."""
    parts = () if isinstance(found, str) else found
    part = next((one for one in parts if one.part_id == part_id), None)
    if part is None or not part_id:
        raise NotFound("no such part in the course")
    return part


def _asked() -> Sequence[Part] | str:
    """Ask the learning system, with no connection of ours held meanwhile; a text is the code of what went wrong."""
    with desk() as at:
        can, adapter = can_of(at), waymark().adapter(at.conn, at.course)
    try:
        return adapter.outline() if can.opens_parts else ()
    except AdapterError as error:
        return error.code

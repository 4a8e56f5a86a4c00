"""Today, the class list's refresh, and the language of the session."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from gateway.errors import BadRequest
from gateway.services import sessions, take_over
from gateway.services.setup import PUBLISHED
from gateway.services.views import class_page
from gateway.web.context import STAFF, allowed, form_text, session
from gateway.web.i18n import LANGUAGES
from gateway.web.teacher.base import author, change, desk, doors, go_back, page

_SORTS = frozenset({"need", "name", "active"})


@doors.get("/")
@allowed(STAFF)
def today() -> str | Response:
    """Show the class; a course that is not set up yet opens its set-up, unless the teacher put it off."""
    sort = request.args.get("sort", "need")
    asked = class_page.Asked(
        request.args.get("section", ""), request.args.get("unit"), sort if sort in _SORTS else "need",
        bool(request.args.get("left")),
    )  # fmt: skip
    with desk() as at:
        if at.course.setup_step < PUBLISHED and not request.args.get("later"):
            waiting = take_over.offer(at.conn, author())
            return redirect(at.links.at("setup" if waiting is None else "copy"), 303)
        model = class_page.show(at.conn, at.course, at.inputs, at.links, asked, at.language, at.now)
        return page("teacher/class_page.html", model, at, "today")


@doors.post("/roster")
@allowed(STAFF)
def refresh_roster() -> Response:
    """Have the class list read again now."""
    who = author()
    change(lambda write: write.wake(f"roster/{who.tenant_id}/{who.course_id}"))
    return go_back(said="roster")


@doors.post("/language")
@allowed(STAFF)
def language() -> Response:
    """Go on in another language; BadRequest for one we have not."""
    wanted = form_text("language", most=16)
    if wanted not in LANGUAGES:
        raise BadRequest("a language that is not here")
    own = session()
    change(lambda write: sessions.speak(write, own.tenant_id, own.handle, wanted))
    return go_back()

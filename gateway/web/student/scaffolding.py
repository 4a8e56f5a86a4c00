"""A little help with a standard, for a student who is stuck there."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request
from sqlalchemy import Connection

from gateway.errors import NotFound
from gateway.services import path, scaffolds
from gateway.services.path import Learner
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.pages.student.scaffold import Aid, Scaffold
from gateway.web.student.frame import desk, doors, link


def model(conn: Connection, learner: Learner, activity_id: str, standard_id: str) -> Scaffold | None:
    """Return the helps of a standard for the page of an activity; None for who does not need any."""
    rows = scaffolds.needed(conn, learner, standard_id, activity_id)
    if not rows:
        return None
    return Scaffold(
        link("show_help", activity_id=activity_id),
        tuple(
            Aid(one.kind, tuple(line.strip() for line in one.text.splitlines() if line.strip()), one.url,
                urlsplit(one.url).hostname or "")
            for one in rows
        ),
        (("standard", standard_id),), shown=request.args.get("help") == "1",
    )  # fmt: skip


@doors.post("/<handle>/activity/<activity_id>/help")
@allowed(LEARNER)
def show_help(activity_id: str) -> Response:
    """Open the helps, and note that they were used; who takes no part only sees them."""
    opened, parts = session(), waymark()
    with parts.db.read() as conn:
        here = desk(conn)
        if activity_id not in here.course.activities:
            raise NotFound(activity_id)
        standard_id = form_text("standard", most=32)
        learner = path.load(conn, here.course, opened.person, here.now)
        recorded = scaffolds.recorded(conn, learner)
    if recorded:
        parts.db.write(lambda write: scaffolds.use(write, parts.settings, learner, standard_id, activity_id))
    back = link("activity", activity_id=activity_id, standard=standard_id, help=1)
    return make_response(redirect(f"{back}#aid", 303))

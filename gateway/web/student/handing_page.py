"""Build the part of an activity's page where work is handed in."""

from __future__ import annotations

from flask import request
from sqlalchemy import Connection

from gateway.services import handed_files, handing, opt_out, outlines, tenants
from gateway.services.views import people
from gateway.services.views.work import handed
from gateway.web.context import session, waymark
from gateway.web.file_words import ACCEPT
from gateway.web.pages.student.handing import HandIn
from gateway.web.student.frame import Desk, link

MEGA = 1024 * 1024
PART = 64
"""Characters of the name of a part."""


def model(conn: Connection, here: Desk, activity_id: str, error: str = "", address: str = "") -> HandIn | None:
    """Return what was handed in for an activity with the form; None for one that asks for nothing."""
    course, person_id = here.course, session().person
    rows = handing.of(conn, course, person_id, activity_id)
    part = (request.args.get("part") or request.form.get("part", ""))[:PART]
    asked = handing.asks(course, activity_id, part)
    is_outline = course.activities[activity_id].kind == outlines.KIND
    if not rows and (is_outline or not asked):
        return None
    staff = people.staff_names(conn, course.tenant_id, course.course_id)
    settings, tag = waymark().settings, tenants.tag_of(conn, course.tenant_id)
    out = opt_out.standing(conn, course.tenant_id, person_id) is not None
    titles = handing.parts_of(course, activity_id)
    return HandIn(
        url=link("hand_in", activity_id=activity_id, part=part or None),
        lines=tuple(handed(settings, tag, row, here.now, staff, back=link("take_back", hand_in_id=row.id), parts=titles)
                    for row in rows if part in {"", row.part}),
        accept=ACCEPT, most=handed_files.MOST // MEGA, fields=(("part", part),) if part else (),
        outline=is_outline,
        takes_files=settings.content_url is not None, closed=out or not asked, error=error, link=address,
    )  # fmt: skip

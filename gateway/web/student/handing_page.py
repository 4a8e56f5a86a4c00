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


def address(here: Desk, activity_id: str, part: str) -> str:
    """Return the page on which work for an activity is handed in: its own, or that of a project's checkpoint."""
    if activity_id in here.course.projects:
        return link("stop", activity_id=activity_id, part=part)
    return link("activity", activity_id=activity_id)


def model(
    conn: Connection, here: Desk, activity_id: str, error: str = "", address: str = "", part: str = ""
) -> HandIn | None:
    """Return what was handed in for an activity, or for a part of it, with the form; None for what asks for nothing."""
    course, person_id = here.course, session().person
    part = part or request.args.get("part", "")[:PART]
    rows = handing.of(conn, course, person_id, activity_id)
    if activity_id in course.projects:
        rows = [one for one in rows if one.part == part]
    asked = handing.asks(course, activity_id, part)
    is_outline = course.activities[activity_id].kind == outlines.KIND
    if not rows and (is_outline or not asked):
        return None
    staff = people.staff_names(conn, course.tenant_id, course.course_id)
    settings, tag = waymark().settings, tenants.tag_of(conn, course.tenant_id)
    out = opt_out.standing(conn, course.tenant_id, person_id) is not None
    return HandIn(
        url=link("hand_in", activity_id=activity_id, part=part or None),
        lines=tuple(handed(settings, tag, row, here.now, staff, back=link("take_back", hand_in_id=row.id))
                    for row in rows),
        accept=ACCEPT, most=handed_files.MOST // MEGA, fields=(("part", part),) if part else (),
        outline=is_outline,
        takes_files=settings.content_url is not None, closed=out or not asked, error=error, link=address,
    )  # fmt: skip

"""The form of an outline on its activity's page."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import opt_out, outlines
from gateway.services.outlines import Written
from gateway.web.context import session
from gateway.web.pages.student.outline import OutlineForm, Part
from gateway.web.student.frame import Desk, link


def model(conn: Connection, here: Desk, activity_id: str, empty: tuple[str, ...] = ()) -> OutlineForm | None:
    """Return the form of an outline; None for any other activity, and where nothing of the student is recorded."""
    course, person_id = here.course, session().person
    sections = outlines.sections_of(course.activities[activity_id])
    if not sections or opt_out.standing(conn, course.tenant_id, person_id) is not None:
        return None
    found = outlines.written(conn, course, person_id, activity_id)
    parts = []
    for one in sections:
        stands = found.get(one.key, Written())
        parts.append(
            Part(
                one.key, one.title, one.hint, stands.text, stands.waived or "",
                may_waive=not (one.needed or stands.refused), refused=stands.refused,
            )
        )  # fmt: skip
    return OutlineForm(link("outline", activity_id=activity_id), tuple(parts), empty=empty)


def how() -> tuple[str, ...]:
    """Say in short steps how an outline goes."""
    return (
        gettext("Write in each part, or say why you leave it out."),
        gettext("What you type is kept."),
        gettext("Hand it in when it is whole."),
    )

"""The class list's own lines on pages: when it was read, what went wrong, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import roster_changes
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.people import Learner
from gateway.web.pages.delivery import RosterLine
from gateway.web.pages.students_page import ListChange


def roster_line(course: Any, links: Links) -> RosterLine:
    """Return when the list of a course row was read, with the way to read it now where there is one."""
    trouble = course.roster_trouble or {}
    return RosterLine(
        course.roster_at, links.at("roster") if course.memberships_url else "", str(trouble.get("code", ""))
    )


def changes(conn: Connection, course: Any, everyone: Sequence[Learner]) -> tuple[ListChange, ...]:
    """Return the newest differences of the list, the newest first, with the names that staff see."""
    names = people.staff_names(conn, course.tenant_id, course.id) | {one.id: one.name for one in everyone}
    unnamed = str(gettext("Somebody without a name"))
    return tuple(
        ListChange(names.get(row.person_id, unnamed), row.kind, row.at, row.after or "")
        for row in roster_changes.newest(conn, course.tenant_id, course.id)
        if course.only is None or row.person_id in names
    )

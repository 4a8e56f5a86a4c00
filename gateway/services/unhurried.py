"""Read from what helps a student whether more time does (`gateway.services.supports` writes it)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.unhurried import Unhurried
from gateway.services.inputs import CourseInputs

MORE, NO_CLOCK = "extra_time", "no_timer"

KINDS: Final = frozenset({MORE, NO_CLOCK})
"""The supports that are about time."""


def of(conn: Connection, course: CourseInputs, person_id: str) -> Unhurried:
    """Return what more time a student has in a course."""
    rows = conn.execute(
        select(t.person_support.c.kind, t.person_support.c.value)
        .filter_by(tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id)
        .where(t.person_support.c.kind.in_(KINDS))
    )
    found = {row.kind: row.value for row in rows}
    return Unhurried(int(found.get(MORE, 0)), bool(found.get(NO_CLOCK)))

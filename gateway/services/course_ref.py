"""What an adapter is told of a course: where it lives in its learning system, and who teaches it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from lti.lms.base import CourseRef
from lti.roles import Role


def course_ref(conn: Connection, course: Any) -> CourseRef:
    """Return what an adapter needs to know of a course row."""
    return CourseRef(
        context_id=course.context_id, title=course.title, lineitems_url=course.lineitems_url,
        memberships_url=course.memberships_url, ags_scopes=frozenset(course.ags_scopes or ()), custom=course.custom,
        teachers=_teachers(conn, course.tenant_id, course.id),
    )  # fmt: skip


def _teachers(conn: Connection, tenant_id: int, course_id: str) -> frozenset[str]:
    """Return the `sub`s of those who teach a course now, by their launches and the class list."""
    found = conn.scalars(
        select(t.person.c.sub)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.person.c.tenant_id) & (t.enrolment.c.person_id == t.person.c.id),
        )
        .where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id,
            t.enrolment.c.role == Role.TEACHER.value, t.enrolment.c.status == "active",
        )
    )  # fmt: skip
    return frozenset(found)

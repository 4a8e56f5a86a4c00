"""Learners who are back: what was refused because they were not in the course is sent by itself (F29)."""

from __future__ import annotations

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write


def send_again(write: Write, tenant_id: int, course_id: str) -> int:
    """Let the cells of learners whom a complete class list names wait again; return how many."""
    rows = write.conn.execute(
        select(t.cell.c.place_id, t.cell.c.person_id, t.cell.c.reason, t.place.c.platform_id)
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.cell.c.tenant_id)
            & (t.enrolment.c.person_id == t.cell.c.person_id)
            & (t.enrolment.c.course_id == t.place.c.course_id),
        )
        .where(
            t.cell.c.tenant_id == tenant_id, t.place.c.course_id == course_id, t.cell.c.state == "failed",
            t.enrolment.c.status == "active",
        )
    ).all()  # fmt: skip
    back = [row for row in rows if (row.reason or {}).get("code") == "not_in_course"]
    for row in back:
        write.conn.execute(
            update(t.cell)
            .filter_by(tenant_id=tenant_id, place_id=row.place_id, person_id=row.person_id)
            .values(state="waiting", next_at=write.now, tries=0)
        )
        write.wake(f"deliver/{row.platform_id}")
    return len(back)

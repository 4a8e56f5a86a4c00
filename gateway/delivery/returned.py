"""What waits for somebody in the learning system and is tried by itself once a class list was read.

Learners who are back were refused because they were not in the course (F29); an assignment may be published now (F28).
"""

from __future__ import annotations

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write

_WAITS_FOR = {"not_in_course": "failed", "unpublished": "waiting"}
"""Reason and state of what a class list gives another try."""


def send_again(write: Write, tenant_id: int, course_id: str) -> int:
    """Let the cells of learners whom a complete class list names go again, and unpublished ones; return how many."""
    rows = write.conn.execute(
        select(t.cell.c.place_id, t.cell.c.person_id, t.cell.c.state, t.cell.c.reason, t.place.c.platform_id)
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.cell.c.tenant_id)
            & (t.enrolment.c.person_id == t.cell.c.person_id)
            & (t.enrolment.c.course_id == t.place.c.course_id),
        )
        .where(
            t.cell.c.tenant_id == tenant_id, t.place.c.course_id == course_id, t.enrolment.c.status == "active",
            t.cell.c.state.in_(["failed", "waiting"]), t.cell.c.reason.is_not(None),
        )
    ).all()  # fmt: skip
    back = [row for row in rows if _WAITS_FOR.get(row.reason["code"]) == row.state]
    for row in back:
        write.conn.execute(
            update(t.cell)
            .filter_by(tenant_id=tenant_id, place_id=row.place_id, person_id=row.person_id)
            .values(state="waiting", next_at=write.now, tries=0)
        )
        write.wake(f"deliver/{row.platform_id}")
    return len(back)

"""What a teacher does about columns, and about a course as a whole: choose, leave out, compare (F23, F26, F34)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import NotFound

LEFT_OUT = "left_out"
"""Reason of a Place that a teacher wants to do without."""


def use_column(write: Write, tenant_id: int, place_id: str, remote_id: str) -> None:
    """Take the one of several columns that a teacher chose (F26); NotFound for one that was not found there."""
    key = {"tenant_id": tenant_id, "id": place_id}
    row = write.conn.execute(select(t.place.c.reason, t.place.c.platform_id).filter_by(**key)).first()
    found = {one["id"]: one for one in ((row.reason or {}).get("found", ()) if row else ())}
    if row is None or remote_id not in found:
        raise NotFound("no such column")
    chosen = {"state": "there", "reason": None, "remote": found[remote_id], "made_at": write.now, "next_at": None}
    write.conn.execute(update(t.place).filter_by(**key).values(**chosen))
    write.wake(f"deliver/{row.platform_id}")


def leave_column(write: Write, tenant_id: int, place_id: str) -> None:
    """Do without a column that was deleted or is there twice: nothing more is sent to it (F23, F26)."""
    write.conn.execute(
        update(t.place)
        .filter_by(tenant_id=tenant_id, id=place_id, state="held")
        .values(reason={"code": LEFT_OUT}, next_at=None)
    )


def compare(write: Write, tenant_id: int, course_id: str) -> int:
    """Have everything that was sent in a course compared with the gradebook, and sent again where it is gone (F34).

    Values that we once sent count as ours, an empty cell too: the learning system may have been set back to an older
    state. Whatever else stands there is a teacher's, who is asked. Return how many grades are compared.
    """
    places = select(t.place.c.id).filter_by(tenant_id=tenant_id, course_id=course_id, state="there")
    rows = write.conn.execute(
        select(t.cell.c.place_id, t.cell.c.person_id).where(
            t.cell.c.tenant_id == tenant_id, t.cell.c.place_id.in_(places), t.cell.c.state == "sent",
            t.cell.c.wanted.is_not(None),
        )
    ).all()  # fmt: skip
    once = _once_sent(write, tenant_id, course_id)
    for row in rows:
        key = {"tenant_id": tenant_id, "place_id": row.place_id, "person_id": row.person_id}
        tried = [{"known": True}, *once.get((row.place_id, row.person_id), ())]
        values = {"state": "waiting", "next_at": write.now, "tries": 0, "tried": tried}
        write.conn.execute(update(t.cell).filter_by(**key).values(**values))
    key = {"tenant_id": tenant_id, "course_id": course_id}
    upsert(write.conn, t.gradebook, key, {"compared_at": write.now})
    platform = write.conn.scalar(select(t.course.c.platform_id).filter_by(tenant_id=tenant_id, id=course_id))
    write.wake(f"deliver/{platform}")
    return len(rows)


def _once_sent(write: Write, tenant_id: int, course_id: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the different values that ever arrived, by (place, learner); none of them is under way."""
    one = t.attempt.c
    places = select(t.place.c.id).filter_by(tenant_id=tenant_id, course_id=course_id, state="there")
    query = select(one.place_id, one.person_id, one.value).where(
        one.tenant_id == tenant_id, one.place_id.in_(places), one.outcome.in_(["sent", "equal"])
    )
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in write.conn.execute(query):
        mark = {"known": True, **{name: it for name, it in (row.value or {}).items() if name in {"value", "maximum"}}}
        marks = found.setdefault((row.place_id, row.person_id), [])
        if mark not in marks and mark != {"known": True}:
            marks.append(mark)
    return found

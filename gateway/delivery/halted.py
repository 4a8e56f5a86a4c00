"""Courses that take no grades any more: concluded, read-only, or without our tool (F31).

One refusal stands for the whole class: it is kept with the course, its cells wait without being tried one by one, and
one of them is tried each day. After two weeks they fail, and the teacher decides what becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write

CODES = frozenset({"course_closed", "tool_removed"})
"""Refusals that concern a course as a whole."""

DAILY = timedelta(hours=24)
PATIENCE = timedelta(days=14)


def trouble(conn: Connection, tenant_id: int, course_id: str) -> Mapping[str, Any] | None:
    """Return why a course takes nothing (`code`, `since`, `next_at` as ISO 8601), None in the usual case."""
    found: Mapping[str, Any] | None = conn.scalar(
        select(t.gradebook.c.trouble).filter_by(tenant_id=tenant_id, course_id=course_id)
    )
    return found


def until(found: Mapping[str, Any] | None, now: datetime) -> datetime | None:
    """Return when a course is tried again, None where it may be tried now."""
    next_at = datetime.fromisoformat(found["next_at"]) if found else now
    return next_at if next_at > now else None


def halt(write: Write, tenant_id: int, course_id: str, code: str) -> None:
    """Keep a refusal of the whole course; its cells wait for the next day, or fail once it has lasted for two weeks."""
    before = trouble(write.conn, tenant_id, course_id)
    since = datetime.fromisoformat(before["since"]) if before else write.now
    over = write.now - since >= PATIENCE
    next_at = write.now + DAILY
    found = {"code": code, "since": since.isoformat(), "next_at": next_at.isoformat()}
    upsert(write.conn, t.gradebook, {"tenant_id": tenant_id, "course_id": course_id}, {"trouble": found})
    places = select(t.place.c.id).filter_by(tenant_id=tenant_id, course_id=course_id)
    values = {"state": "failed" if over else "waiting", "next_at": None if over else next_at, "reason": {"code": code}}
    write.conn.execute(
        update(t.cell)
        .where(t.cell.c.tenant_id == tenant_id, t.cell.c.place_id.in_(places), t.cell.c.state == "waiting")
        .values(**values)
    )


def go_on(write: Write, tenant_id: int, course_id: str) -> None:
    """Forget a refusal: the course takes grades again, or somebody wants it tried now."""
    write.conn.execute(update(t.gradebook).filter_by(tenant_id=tenant_id, course_id=course_id).values(trouble=None))
    places = select(t.place.c.id).filter_by(tenant_id=tenant_id, course_id=course_id)
    halted = [
        row
        for row in write.conn.execute(
            select(t.cell.c.place_id, t.cell.c.person_id, t.cell.c.reason).where(
                t.cell.c.tenant_id == tenant_id, t.cell.c.place_id.in_(places),
                t.cell.c.state.in_(["waiting", "failed"]), t.cell.c.reason.is_not(None),
            )
        )
        if row.reason["code"] in CODES
    ]  # fmt: skip
    for row in halted:
        key = {"tenant_id": tenant_id, "place_id": row.place_id, "person_id": row.person_id}
        write.conn.execute(
            update(t.cell).filter_by(**key).values(state="waiting", next_at=write.now, tries=0, reason=None)
        )

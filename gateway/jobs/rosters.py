"""Once a day every class list that is in use is read again, spread over the hour so that no system is asked at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import Connection, or_, select

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim, make_due

ROSTERS = "periodic/rosters"
HOURLY = timedelta(hours=1)
OLD = timedelta(hours=23)
"""With the hour over which reading is spread, a list is read about once a day."""

IN_USE = timedelta(days=60)
"""Nobody opened the course for so long: it is over, or on holiday; the next launch reads its list."""

_SOME = 100
"""Lanes in one transaction."""


class Rosters:
    """The handler of the lane `periodic/rosters`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Make the lanes of old lists due within the next hour; those that fail keep the pause they have."""
        del lane, held
        now = self.db.clock()
        with self.db.read() as conn:
            tenants = conn.scalars(select(t.tenant.c.id).order_by(t.tenant.c.id)).all()
            names = [(f"roster/{tenant}/{one}", one) for tenant in tenants for one in old(conn, tenant, now)]
        for some in chunks(names, _SOME):
            self.db.write(_due(some, now))
        return now + HOURLY


def _due(some: Sequence[tuple[str, str]], now: datetime) -> Callable[[Write], None]:
    """Return the plan that gives each of these (lane, course) its turn."""

    def plan(write: Write) -> None:
        for name, course_id in sorted(some):
            make_due(write.conn, name, now + place_in_hour(course_id))

    return plan


def old(conn: Connection, tenant_id: int, now: datetime) -> list[str]:
    """Return the courses of a tenant whose list is a day old, by id; only those that somebody opened lately."""
    opened = select(t.enrolment.c.course_id).where(
        t.enrolment.c.tenant_id == tenant_id,
        t.enrolment.c.course_id == t.course.c.id,
        t.enrolment.c.last_launch_at > now - IN_USE,
    )
    rows = conn.execute(
        select(t.course.c.id, t.course.c.roster_trouble)
        .where(
            t.course.c.tenant_id == tenant_id, t.course.c.memberships_url.is_not(None), opened.exists(),
            or_(t.course.c.roster_at.is_(None), t.course.c.roster_at < now - OLD),
        )
        .order_by(t.course.c.id)
    )  # fmt: skip
    return [row.id for row in rows if not _waits(row.roster_trouble, now)]


def place_in_hour(course_id: str) -> timedelta:
    """Return where in the hour a course has its turn, always the same."""
    return timedelta(seconds=crc32(course_id.encode()) % 3600)


def _waits(trouble: dict[str, str] | None, now: datetime) -> bool:
    """Say whether a failed reading has its next try ahead."""
    return bool(trouble and "next" in trouble and datetime.fromisoformat(trouble["next"]) > now)

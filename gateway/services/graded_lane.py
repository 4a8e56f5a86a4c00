"""Read the grades that count, again and again: the handler of the lanes `grades/<tenant>/<course>`.

Each work is read whole or not at all. What cannot be read now keeps what was read before, and its reason is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim, holds
from gateway.jobs.rosters import IN_USE
from gateway.services import graded_work
from gateway.services.graded_take import Taking, take
from gateway.settings import Settings
from lti.lms.base import Adapter, AdapterError, Transient
from lti.lms.graded import Grade

EVERY = timedelta(hours=4)
SOON = timedelta(minutes=15)
"""After trouble that passes by itself."""

DAILY = timedelta(hours=24)

SOME = 25
"""Learners in one transaction: others wait for the same writer."""

Plan = Callable[[Write], object]


class GradedReading:
    """Reads what teachers let count."""

    def __init__(self, db: Database, adapter: Callable[[Connection, Any], Adapter], settings: Settings) -> None:
        self.db = db
        self.adapter = adapter
        self.settings = settings

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Read every work of the course that counts; return when to read again, None where nothing counts."""
        _, tenant, course_id = lane.split("/")
        tenant_id = int(tenant)
        with self.db.read() as conn:
            course = conn.execute(select(t.course).filter_by(tenant_id=tenant_id, id=course_id)).first()
            rated = graded_work.rated_by_us(conn, tenant_id, course_id)
            listed = graded_work.listed(conn, tenant_id, course_id) if course else []
            works = [one for one in listed if one.counts and not graded_work.is_rated(one, rated)]
            if course is None or not works:
                return None
            if not _in_use(conn, course, self.db.clock()):
                return self.db.clock() + DAILY
            adapter = self.adapter(conn, course)
            learners = graded_work.learners(conn, tenant_id, course_id)
        pause = EVERY
        for work in works:
            try:
                grades = adapter.grades(work.work_id, list(learners.values()))
            except AdapterError as error:
                self._write(held, partial(_say, work=work, trouble={"code": error.code}))
                pause = SOON if isinstance(error, Transient) else pause
                continue
            self._take(held, course, work, {one: grades.get(member.sub) for one, member in learners.items()})
        return self.db.clock() + pause

    def _take(self, held: Claim, course: Any, work: Any, grades: Mapping[str, Grade | None]) -> None:
        people = list(grades)
        for some in chunks(people, SOME):
            what = Taking(work, course.platform_id, {one: grades[one] for one in some})
            self._write(held, partial(take, settings=self.settings, what=what))
        self._write(held, partial(_say, work=work, trouble=None))

    def _write(self, held: Claim, plan: Plan) -> None:
        """Write unless the lane is somebody else's by now (F12)."""
        self.db.write(lambda w: plan(w) if holds(w.conn, held) else None)


def _in_use(conn: Connection, course: Any, now: datetime) -> bool:
    """Say whether somebody opened the course lately; else it is over, or on holiday."""
    opened = select(t.enrolment.c.person_id).where(
        t.enrolment.c.tenant_id == course.tenant_id, t.enrolment.c.course_id == course.id,
        t.enrolment.c.last_launch_at > now - IN_USE,
    )  # fmt: skip
    return conn.execute(opened.limit(1)).first() is not None


def _say(write: Write, work: Any, trouble: Mapping[str, str] | None) -> None:
    values = {"trouble": trouble} if trouble else {"trouble": None, "read_at": write.now}
    row = update(t.graded_work).filter_by(tenant_id=work.tenant_id, id=work.id)
    write.conn.execute(row.values(**values))

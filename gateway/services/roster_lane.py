"""Fetch class lists in the background, and try again later where that fails.

The answer is stored in one transaction of the lane's holder; a list of which a page is missing changes nothing (F32).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim, holds
from gateway.services.naming import Naming
from gateway.services.roster import bring_in, keep, unknown
from lti.lms.base import Adapter, AdapterError, Member, Transient

AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""Pauses after the first failures in a row; from then on, and where only a person can help, once a day."""

DAILY = timedelta(hours=24)

TRIES = len(AGAIN) + 14
"""After so many failures, two weeks, a course is asked only while people still open it (`gateway.jobs.rosters`)."""

SOME = 25
"""New people in one transaction: others wait for the same writer."""

Plan = Callable[[Write], None]


class RosterSync:
    """The handler of the lanes `roster/<tenant>/<course>`."""

    def __init__(self, db: Database, adapter: Callable[[Connection, Any], Adapter], naming: Naming) -> None:
        self.db = db
        self.adapter = adapter
        self.naming = naming

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Fetch the class list and store it; what went wrong is kept where the teacher and the admin see it."""
        _, tenant, course_id = lane.split("/")
        with self.db.read() as conn:
            course = conn.execute(select(t.course).filter_by(tenant_id=int(tenant), id=course_id)).first()
            if course is None or not course.memberships_url:
                return None
            adapter = self.adapter(conn, course)
        asked_at = self.db.clock()
        try:
            members = adapter.roster()
            self._bring_in(course, members, held)
            self.db.write(_of(held, lambda w: _kept(w, course, members, self.naming, asked_at)))
        except AdapterError as error:
            again, trouble = _trouble(course.roster_trouble, error, self.db.clock())
            self.db.write(_of(held, lambda w: _say(w, course, trouble)))
            return again if trouble["tries"] < TRIES else None
        return None

    def _bring_in(self, course: Any, members: Sequence[Member], held: Claim) -> None:
        with self.db.read() as conn:
            new = unknown(conn, course, members)
        for some in chunks(new, SOME):
            self.db.write(_of(held, partial(bring_in, course=course, members=some, naming=self.naming)))


def _of(held: Claim, plan: Plan) -> Plan:
    """Return a plan that does nothing once the lane is somebody else's (F12)."""

    def fenced(write: Write) -> None:
        if holds(write.conn, held):
            plan(write)

    return fenced


def _kept(write: Write, course: Any, members: Any, naming: Naming, asked_at: datetime) -> None:
    keep(write, course, members, naming, asked_at)


def _trouble(before: Any, error: AdapterError, now: datetime) -> tuple[datetime, dict[str, Any]]:
    """Return when to try again, and what to write down: code, since when, tries, next try."""
    tries = int((before or {}).get("tries", 0)) + 1
    pause = AGAIN[tries - 1] if isinstance(error, Transient) and tries <= len(AGAIN) else DAILY
    again = now + max(pause, timedelta(seconds=min(error.retry_after or 0.0, 3600.0)))
    since = (before or {}).get("since", now.isoformat())
    return again, {"code": error.code, "since": since, "tries": tries, "next": again.isoformat()}


def _say(write: Write, course: Any, trouble: dict[str, Any]) -> None:
    write.conn.execute(
        update(t.course).filter_by(tenant_id=course.tenant_id, id=course.id).values(roster_trouble=trouble)
    )

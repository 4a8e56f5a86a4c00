"""Bring about what is wanted in one learning system: the handler of the lanes `deliver/<platform>`.

One holder at a time, one call at a time. A platform that does not answer stops the lane, not the rows: one probe a
minute until it answers again (R4, F07, F09). Every row ends in sent, held or failed with its reason, or waits with the
time of its next try (R8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.delivery import cells, places
from gateway.jobs.lanes import Claim, holds
from lti.lms.base import Adapter, AdapterError, Refused, Transient

FIRST_PROBE = timedelta(seconds=5)
PROBE = timedelta(seconds=60)
KEY_PROBE = timedelta(minutes=10)
ROWS = 25


@dataclass(frozen=True)
class Held:
    """The lane as held by this run; `check` refuses writes of a run whose lease was taken over (F12)."""

    claim: Claim

    def check(self, write: Write) -> None:
        """Raise LeaseLost when somebody else has the lane."""
        if not holds(write.conn, self.claim):
            raise LeaseLost(self.claim.name)


class LeaseLost(Exception):
    """Another process took the lane over; whatever this run was about to write is not written."""


class Delivery:
    """Sends what is due for one platform."""

    def __init__(self, db: Database, adapter: Callable[[Connection, Any], Adapter]) -> None:
        self.db = db
        self.adapter = adapter

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Work until nothing is due, the platform stops answering, or half the lease is used; return when to go on."""
        platform_id = lane.partition("/")[2]
        mine = Held(held)
        until = self._resting(platform_id)
        if until is not None and until > self.db.clock():
            return until
        try:
            while self.db.clock() < held.until - timedelta(seconds=60):
                if not self._one_round(platform_id, mine):
                    return self._next(platform_id)
        except LeaseLost:
            return None
        except (Transient, Refused) as error:
            return self.db.write(_troubled(platform_id, error, mine))
        return self.db.clock()

    def _one_round(self, platform_id: str, mine: Held) -> bool:
        """Do the due Places, then a few due Cells; False when nothing was due."""
        now = self.db.clock()
        with self.db.read() as conn:
            due_places = conn.execute(
                select(t.place)
                .where(t.place.c.platform_id == platform_id, t.place.c.state == "waiting", t.place.c.next_at <= now)
                .order_by(t.place.c.next_at, t.place.c.id)
                .limit(ROWS)
            ).all()
            due_cells = conn.execute(
                select(t.cell, t.place.c.course_id)
                .join(
                    t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id)
                )
                .where(
                    t.place.c.platform_id == platform_id, t.place.c.state == "there", t.cell.c.state == "waiting",
                    t.cell.c.next_at <= now,
                )
                .order_by(t.cell.c.next_at, t.cell.c.place_id, t.cell.c.person_id)
                .limit(ROWS)
            ).all()  # fmt: skip
        adapters: dict[tuple[int, str], Adapter] = {}
        for row in due_places:
            places.bring_about(self.db, self._adapter(adapters, row), row, mine)
            self._answered(platform_id)
        for row in due_cells:
            cells.bring_about(self.db, self._adapter(adapters, row), row, mine)
            self._answered(platform_id)
        return bool(due_places or due_cells)

    def _adapter(self, made: dict[tuple[int, str], Adapter], row: Any) -> Adapter:
        key = (row.tenant_id, row.course_id)
        if key not in made:
            with self.db.read() as conn:
                course = conn.execute(select(t.course).filter_by(tenant_id=row.tenant_id, id=row.course_id)).one()
                made[key] = self.adapter(conn, course)
        return made[key]

    def _resting(self, platform_id: str) -> datetime | None:
        with self.db.read() as conn:
            found = conn.scalar(select(t.platform.c.trouble).where(t.platform.c.id == platform_id))
        return datetime.fromisoformat(found["until"]) if found else None

    def _answered(self, platform_id: str) -> None:
        """Forget the trouble of a platform that answers again; a read decides, so the usual case writes nothing."""
        if self._resting(platform_id) is not None:
            self.db.write(
                lambda w: w.conn.execute(update(t.platform).where(t.platform.c.id == platform_id).values(trouble=None))
            )

    def _next(self, platform_id: str) -> datetime | None:
        with self.db.read() as conn:
            at_place = conn.scalar(
                select(t.place.c.next_at)
                .where(t.place.c.platform_id == platform_id, t.place.c.state == "waiting")
                .order_by(t.place.c.next_at)
                .limit(1)
            )
            at_cell = conn.scalar(
                select(t.cell.c.next_at)
                .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
                .where(t.place.c.platform_id == platform_id, t.place.c.state == "there", t.cell.c.state == "waiting")
                .order_by(t.cell.c.next_at)
                .limit(1)
            )
        return min((one for one in (at_place, at_cell) if one is not None), default=None)


def _troubled(platform_id: str, error: AdapterError, mine: Held) -> Callable[[Write], datetime]:
    """Return the plan that notes that a platform does not take anything now; its value is when to probe it again."""

    def plan(write: Write) -> datetime:
        mine.check(write)
        return _note_trouble(write, platform_id, error)

    return plan


def _note_trouble(write: Write, platform_id: str, error: AdapterError) -> datetime:
    before = write.conn.scalar(select(t.platform.c.trouble).where(t.platform.c.id == platform_id))
    tries = (before["tries"] if before else 0) + 1
    pause = KEY_PROBE if isinstance(error, Refused) else FIRST_PROBE if tries == 1 else PROBE
    if error.retry_after is not None:
        pause = max(pause, timedelta(seconds=min(error.retry_after, 3600.0)))
    until = write.now + pause
    since = before["since"] if before else write.now.isoformat()
    found = {
        "code": error.code,
        "since": since,
        "until": until.isoformat(),
        "tries": tries,
        "detail": error.detail[:200],
    }
    write.conn.execute(update(t.platform).where(t.platform.c.id == platform_id).values(trouble=found))
    return until

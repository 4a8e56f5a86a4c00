"""Bring about what is wanted in one learning system: the handler of the lanes `deliver/<platform>`.

One holder at a time; columns go side by side as far as the learning system likes calls at once, cells of a column one
after the other. A platform that does not answer stops the lane, not the rows: one probe a
minute until it answers again (R4, F07, F09). Every row ends in sent, held or failed with its reason, or waits with the
time of its next try (R8).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.delivery import cells, due, places, together
from gateway.jobs.lanes import Claim, holds
from lti.lms.base import Adapter, AdapterError, Refused, Transient
from lti.quota import Quota

FIRST_PROBE = timedelta(seconds=5)
PROBE = timedelta(seconds=60)
KEY_PROBE = timedelta(minutes=10)
ROWS = 25
COLUMNS = 8
CELLS = 100
"""So many columns, and cells of each, before it is looked what has become due meanwhile."""

SPARE = timedelta(seconds=60)
"""Nothing is begun when the lease has less left: a call may take half of it."""


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
    """Sends what is due for one platform, no faster than its `quota` allows."""

    def __init__(
        self,
        db: Database,
        adapter: Callable[[Connection, Any], Adapter],
        quota: Callable[[str], Quota] = lambda _platform_id: Quota(),
    ) -> None:
        self.db = db
        self.adapter = adapter
        self.quota = quota

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Work until nothing is due, the platform stops answering, or half the lease is used; return when to go on."""
        platform_id = lane.partition("/")[2]
        mine = Held(held)
        until = self._resting(platform_id)
        if until is not None and until > self.db.clock():
            return until
        try:
            while self._in_time(mine):
                pause = self.quota(platform_id).free_at(self.db.clock())
                if pause is not None:
                    return pause
                if not self._one_round(platform_id, mine):
                    return self._next(platform_id)
        except LeaseLost:
            return None
        except (Transient, Refused) as error:
            return self.db.write(_troubled(platform_id, error, mine))
        return self.db.clock()

    def _in_time(self, mine: Held) -> bool:
        return self.db.clock() < mine.claim.until - SPARE

    def _one_round(self, platform_id: str, mine: Held) -> bool:
        """Do the due Places, then the due Cells of a few Places; False when nothing was due."""
        now = self.db.clock()
        with self.db.read() as conn:
            due_places = due.places(conn, platform_id, now, ROWS)
            columns = due.columns(conn, platform_id, now, COLUMNS)
        adapters: dict[tuple[int, str], Adapter] = {}
        for row in due_places:
            places.bring_about(self.db, self._adapter(adapters, row), row, mine)
            self._answered(platform_id)
        self._columns(platform_id, columns, adapters, mine)
        return bool(due_places or columns)

    def _columns(
        self, platform_id: str, columns: Sequence[Any], adapters: dict[tuple[int, str], Adapter], mine: Held
    ) -> None:
        """Send the cells of these columns, side by side where the learning system takes calls at once.

        One that was in trouble is asked by one call, until it has answered (F07).
        """
        if not columns:
            return
        width = min(len(columns), self._adapter(adapters, columns[0]).capabilities.parallel)
        if self._resting(platform_id) is not None:
            for row in columns:
                self._cells(row, self._adapter(adapters, row), mine, lambda: self._answered(platform_id))
        elif width == 1:
            for row in columns:
                self._cells(row, self._adapter(adapters, row), mine, lambda: True)
        else:
            self._side_by_side(columns, width, mine)

    def _side_by_side(self, columns: Sequence[Any], width: int, mine: Held) -> None:
        """Send several columns at once; the first trouble ends all after the calls that are under way."""
        stop = Event()

        def one(row: Any) -> None:
            try:
                if not stop.is_set():
                    # An adapter learns while it works, so no two threads share one.
                    self._cells(row, self._adapter({}, row), mine, lambda: not stop.is_set())
            except BaseException:
                stop.set()
                raise

        with ThreadPoolExecutor(width, thread_name_prefix="deliver") as pool:
            for done in [pool.submit(one, row) for row in columns]:
                done.result()

    def _cells(self, column: Any, adapter: Adapter, mine: Held, after_each: Callable[[], bool]) -> None:
        """Send the cells of one column until none is due, the time is over or the learning system wants a pause."""
        quota = self.quota(column.platform_id)

        def free() -> bool:
            return self._in_time(mine) and quota.free_at(self.db.clock()) is None

        if free():
            with self.db.read() as conn:
                rows = due.cells(conn, column.tenant_id, column.id, self.db.clock(), CELLS)
            several = column.kind == "assignment" and adapter.capabilities.rows > 1 and len(rows) > 1
            send = together.bring_about if several else cells.bring_about
            send(self.db, adapter, rows, mine, lambda: after_each() and free())

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

    def _answered(self, platform_id: str) -> bool:
        """Forget the trouble of a platform that answers again; a read decides, so the usual case writes nothing."""
        if self._resting(platform_id) is not None:
            self.db.write(
                lambda w: w.conn.execute(update(t.platform).where(t.platform.c.id == platform_id).values(trouble=None))
            )
        return True

    def _next(self, platform_id: str) -> datetime | None:
        with self.db.read() as conn:
            return due.following(conn, platform_id)


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

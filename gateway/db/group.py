"""One transaction that serves many plans, each in a savepoint of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from gateway.clock import Clock
from gateway.db import trouble
from gateway.db.driver import change
from gateway.db.trouble import Trouble
from gateway.errors import StoreBusy

LOG_WAIT = 50
"""Milliseconds that a group waits for a tenant's log, which another process writes; others' plans stand behind it.

Doubled twice for a plan that comes again: who waits longer than the other process needs for a group is served.
"""

LOG = 760_001
"""First half of the advisory locks of PostgreSQL that order each tenant's log; the second is the tenant."""

_TRY = text("SELECT pg_try_advisory_xact_lock(:log, :tenant)")
_WAIT = text("SELECT pg_advisory_xact_lock(:log, :tenant)")


class LogTaken(Exception):
    """Another process writes this tenant's log; the plan is put aside and never hears of it."""

    def __init__(self, tenant_id: int) -> None:
        super().__init__(f"the log of tenant {tenant_id} is being written")
        self.tenant_id = tenant_id


@dataclass
class Logs:
    """Which tenants' logs this transaction has locked, since when, or could not lock and does not wait for again."""

    held: dict[int, datetime] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)


@dataclass
class Write:
    """What a plan works with: the connection, the present, and which lanes to wake once the commit is done.

    `erased_key` is the key of `gateway.services.erased`, `known_key` that of `gateway.services.naming`, `tails` what
    `gateway.services.audit` knows of the end of each tenant's log: it holds until the transaction ends or something of
    it is undone.
    """

    conn: Connection
    now: datetime
    clock: Clock
    logs: Logs
    lanes: set[str] = field(default_factory=set)
    locked: dict[int, datetime] = field(default_factory=dict)
    log_wait: int = LOG_WAIT
    erased_key: bytes = field(default=b"", repr=False)
    known_key: bytes = field(default=b"", repr=False)
    tails: dict[int, tuple[int, str]] = field(default_factory=dict)

    def wake(self, lane: str) -> None:
        """Make a lane due with this commit; many wakes of one lane cost one row."""
        self.lanes.add(lane)

    def lock_log(self, tenant_id: int) -> None:
        """Order what is written to a tenant's log, by the lock's holder alone until the commit: `seq` rises in the
        order of commits, and `now`, taken anew, with it. SQLite has one writer anyway.

        Whoever is shut out has nothing of the plan kept and runs it again later (`LogTaken`).
        """
        if self.conn.dialect.name != "postgresql" or tenant_id in self.logs.held or tenant_id in self.locked:
            return
        key = {"log": LOG, "tenant": tenant_id}
        if not self.conn.scalar(_TRY, key):
            self._wait(key)
        self.locked[tenant_id] = self.now = self.clock()

    def _wait(self, key: dict[str, int]) -> None:
        """Queue for the lock for a moment, once in a transaction; whoever queues is served in turn."""
        if self.logs.taken:
            self.logs.taken.add(key["tenant"])
            raise LogTaken(key["tenant"])
        self.conn.execute(text(f"SET LOCAL lock_timeout = {self.log_wait}"))  # undone with the savepoint
        try:
            self.conn.execute(_WAIT, key)
        except DBAPIError as error:
            if trouble.of(error) is Trouble.LOCKED:
                self.logs.taken.add(key["tenant"])
                raise LogTaken(key["tenant"]) from None
            raise
        self.conn.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


class Done:
    """Something that happens once and that one thread waits for; an `Event` costs each request several times that."""

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()

    def set(self) -> None:
        """Say that it has happened."""
        self._lock.release()

    def wait(self, timeout: float) -> bool:
        """Wait for it, at most so many seconds; return whether it happened."""
        return self._lock.acquire(timeout=timeout)


@dataclass
class Job:
    """A plan on its way and what became of it.

    `alone` runs without neighbours, `left` has nobody waiting any more, `log` is the tenant whose log it did not get.
    """

    plan: Callable[[Write], Any]
    born: float = field(default_factory=time.monotonic)
    tries: int = 0
    alone: bool = False
    again_at: float = 0.0
    left: bool = False
    log: int | None = None
    done: Done = field(default_factory=Done)
    value: Any = None
    error: BaseException | None = None


class Group:
    """The plans of one transaction: run each, and keep apart those that did not get what they need."""

    def __init__(
        self, conn: Connection, clock: Clock, on_undo: Callable[[], None], erased_key: bytes = b"",
        known_key: bytes = b"",
    ) -> None:  # fmt: skip
        self.conn = conn
        self.clock = clock
        self.on_undo = on_undo
        self.erased_key, self.known_key = erased_key, known_key
        self.lanes: set[str] = set()
        self.logs = Logs()
        self.tails: dict[int, tuple[int, str]] = {}

    def run(self, job: Job) -> Trouble | None:
        """Run one plan; return the reason where it should be run again, None where it is answered with the commit.

        What ends the whole transaction is raised: no room on SQLite, a lost connection.
        """
        if job.log in self.logs.taken:
            return Trouble.LOCKED
        job.log = job.error = None
        wait = LOG_WAIT * 2 ** min(job.tries, 2)
        write = Write(
            self.conn, self.clock(), self.clock, self.logs, log_wait=wait, erased_key=self.erased_key,
            known_key=self.known_key, tails=self.tails,
        )  # fmt: skip
        try:
            job.value = self._kept_apart(job.plan, write)
        except LogTaken as error:
            job.log, job.error = error.tenant_id, StoreBusy(str(error))
            self.on_undo()
            return Trouble.LOCKED
        except Exception as error:  # noqa: BLE001 - the plan's own error goes to its caller, its savepoint is gone
            self.on_undo()
            return self._failed(job, error)
        self.lanes |= write.lanes
        self.logs.held |= write.locked
        return None

    def _kept_apart(self, plan: Callable[[Write], Any], write: Write) -> Any:
        """Run a plan in a savepoint, which is gone where it raises; by the driver, as every request pays for it."""
        change(self.conn, "SAVEPOINT a_plan")
        try:
            value = plan(write)
        except BaseException:
            self.tails.clear()
            if not self.conn.invalidated:
                change(self.conn, "ROLLBACK TO SAVEPOINT a_plan")
                change(self.conn, "RELEASE SAVEPOINT a_plan")
            raise
        change(self.conn, "RELEASE SAVEPOINT a_plan")
        return value

    def _open(self) -> bool:
        """Say whether the transaction is still there; SQLite ends it where there is no room (lang_transaction 2.1)."""
        return self.conn.dialect.name != "sqlite" or bool(self.conn.connection.driver_connection.in_transaction)  # type: ignore[union-attr]

    def _failed(self, job: Job, error: Exception) -> Trouble | None:
        found = trouble.of(error)
        if found is Trouble.LOST or not self._open():
            raise error
        if found is Trouble.TWICE and self.conn.dialect.name == "sqlite":
            found = Trouble.OTHER  # there nobody else writes meanwhile: it is the plan's own doing
        job.error = trouble.told(error)
        return found if found in {Trouble.LOCKED, Trouble.RACED, Trouble.TWICE} else None

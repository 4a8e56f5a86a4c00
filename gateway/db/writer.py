"""The one door for writes: plans queue up, one thread runs each in its own savepoint, one commit serves them all.

A *plan* is a function of the store: it gets a `Write`, reads what it needs, writes, and returns a value. The caller
gets the value only after the commit ("accepted means committed", design.md 1.5-1.6). A plan that raises is rolled back
alone; its neighbours stay. Grouping is what makes single statements cheap (ingest-notes).

A plan may run more than once, each time on a clean slate: where another process was in its way, it is put aside and
taken up again in one of the next groups, while the plans of other tenants go on. So a plan changes nothing but the
store.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.db.aside import OLD, Aside, undone
from gateway.db.driver import rows_alone
from gateway.db.embedded import Embedded
from gateway.db.engine import BUSY_MS, open_engines
from gateway.db.group import Group, Job, Write
from gateway.db.trouble import Trouble
from gateway.errors import StoreBusy, StoreFull, StoreStopped

__all__ = ["Database", "Write"]

T = TypeVar("T")

GROUP = 256
"""At most so many plans share one commit."""

HOLD = 0.25
"""Seconds after which a group commits with what it has: another process may be waiting for SQLite's one lock."""

SHARED_HOLD = 0.05
"""The same on PostgreSQL, where others queue for a school's log and must not be shut out of it for long."""

QUEUE = 2000
"""More waiting plans than this answer 503: memory stays bounded when the disk stalls."""

CROWD, STALL = 16, 1.0
"""Where so many wait and the database has been locked for so many seconds, further plans are refused at once."""

MOMENT = 0.5
"""Seconds that somebody who reads waits for a note to be written."""

_OTHERS = timedelta(minutes=5)
"""Longer than any transaction of another process lasts: both sides are cut off before."""


class Database:
    """Both engines and the writer thread.

    `on_commit` is told the lanes that a commit made due; `on_undo` hears that something a plan has seen never was.
    `files` is the data folder, where what rows name lies beside them.
    """

    def __init__(
        self, url: str, clock: Clock, on_commit: Callable[[set[str]], None] | None = None, *, patience: int = BUSY_MS
    ) -> None:
        self.url = url
        self.clock = clock
        self.on_commit = on_commit or (lambda _lanes: None)
        self.on_undo: Callable[[], None] = lambda: None
        self.erased_key = self.known_key = b""
        self.files: Path | None = None
        self.reading, self.writing = open_engines(url, patience)
        self._since: datetime | None = None
        self._logged: dict[int, datetime] = {}
        self._unknown = clock() - _OTHERS
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._aside = Aside()
        self._ready: deque[Job] = deque()
        self._began: float | None = None
        self._embedded = Embedded(self.writing, patience) if self.writing.dialect.name == "sqlite" else None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent moment and cannot write."""
        with self.reading.connect() as conn, conn.begin():
            yield conn

    def look(self, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return what one query on tables of no tenant finds; `?`, values and columns as in `driver.rows_of`."""
        return rows_alone(self.reading, query, values)

    def settled(self, tenant_id: int) -> datetime:
        """Return a moment up to which all that is stored of a tenant can be seen, without asking the database.

        Where other processes write as well, it is that of this process's newest write to the tenant's log.
        """
        if self.writing.dialect.name == "postgresql":
            return self._logged.get(tenant_id, self._unknown)
        now, since = self.clock(), self._since  # in this order: a group that begins in between stores later than now
        return now if since is None else min(now, since)

    def write(self, plan: Callable[[Write], T], timeout: float = 30.0) -> T:
        """Run a plan and return its value after the commit; StoreBusy when the writer is overloaded or locked out."""
        self._start()
        if self.crowded():
            raise StoreBusy("the database is locked, and many wait for it already")
        if self._queue.qsize() >= QUEUE:
            raise StoreBusy("too many plans wait")
        job = Job(plan)
        self._queue.put(job)
        if not job.done.wait(timeout):
            job.left = True
            raise StoreBusy
        if job.error is not None:
            raise job.error
        value: T = job.value
        return value

    def crowded(self, beside: int = 0) -> bool:
        """Say whether so many wait for a lock that one more would leave nobody to answer those who only read (S05).

        `beside` is how many wait for plans that are queued already.
        """
        began = self._began
        stalled = began is not None and time.monotonic() - began > STALL
        return stalled and len(self._ready) + self._queue.qsize() + beside >= CROWD

    def note(self, plan: Callable[[Write], object]) -> bool:
        """Write what reading leaves behind, such as a time of last use; False where the store cannot take it now.

        Who reads is not kept waiting for it, nor refused.
        """
        try:
            self.write(plan, timeout=MOMENT)
        except (StoreBusy, StoreFull):
            return False
        return True

    def stop(self) -> None:
        """Finish what is queued, then close both engines (S12)."""
        with self._lock:
            self._stopped = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join(OLD)
        self.reading.dispose()
        self.writing.dispose()

    def _start(self) -> None:
        if self._thread is not None:
            return
        with self._lock:
            if self._stopped:
                raise StoreStopped
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        ready, more = self._ready, True
        while more or ready or self._aside:
            more = self._collect(ready, more=more)
            ready.extendleft(reversed(self._aside.due()))  # they have waited the longest
            if ready:
                self._commit(ready)

    def _collect(self, ready: deque[Job], *, more: bool) -> bool:
        """Take what is queued; wait only when there is nothing else to do. False once the writer is to stop."""
        if not ready:
            wait = self._aside.wait()
            if not more:
                time.sleep(wait or 0.0)
            elif not self._take(ready, wait):
                return False
        while more and len(ready) < GROUP and not self._queue.empty():
            more = self._take(ready, 0.0)
        return more

    def _take(self, ready: deque[Job], wait: float | None) -> bool:
        try:
            job = self._queue.get(timeout=wait) if wait != 0.0 else self._queue.get_nowait()
        except queue.Empty:
            return True
        if job is not None:
            ready.append(job)
        return job is not None

    def _commit(self, ready: deque[Job]) -> None:
        """Run jobs from the front until the lock has been held long enough; each is answered or put aside."""
        jobs: list[Job] = []
        again: dict[int, Trouble | None] = {}
        lanes: set[str] = set()
        committing = False
        self._began = time.monotonic()
        try:
            with self.writing.connect() as conn, self._begun(conn):
                self._began, self._since = None, self.clock()
                group = Group(conn, self.clock, self.on_undo, self.erased_key, self.known_key)
                let_go = time.monotonic() + (SHARED_HOLD if self._embedded is None else HOLD)
                while ready and (not jobs or _fits(jobs[-1], ready[0], let_go)):
                    jobs.append(ready.popleft())
                    begun = time.monotonic()
                    again[id(jobs[-1])] = None if jobs[-1].left else group.run(jobs[-1])
                    if again[id(jobs[-1])] is Trouble.LOCKED:
                        let_go += time.monotonic() - begun  # who waited in vain does not use up the others' time
                _make_due(conn, group.lanes, self.clock())
                committing = True
            lanes = group.lanes
            self._logged |= group.logs.held
        except Exception as error:  # noqa: BLE001 - the whole group failed: each waiting caller must hear it
            committing |= not jobs
            if not jobs:  # the transaction did not even begin: nobody needs to wait for the lock a second time
                jobs.extend(ready)
                ready.clear()
            self.on_undo()
            hit = [job for job in jobs if job.error is None and again.get(id(job)) is None]
            again |= dict.fromkeys(map(id, hit), undone(hit, error, final=committing))
        self._began = self._since = None
        for job in jobs:
            why = again.get(id(job))
            if why is None or not self._aside.keep(job, why):
                job.done.set()
        if lanes:
            self.on_commit(lanes)
        if self._embedded is not None:
            self._embedded.shorten()

    def _begun(self, conn: Connection) -> AbstractContextManager[object]:
        return conn.begin() if self._embedded is None else self._embedded.begin(conn)


def _fits(last: Job, following: Job, let_go: float) -> bool:
    return not (last.alone or following.alone) and time.monotonic() < let_go


def _make_due(conn: Connection, lanes: set[str], now: datetime) -> None:
    """Make lanes due now, in one fixed order so that two processes never deadlock."""
    from gateway.jobs.lanes import make_due  # noqa: PLC0415 - jobs build on the database

    for name in sorted(lanes):
        make_due(conn, name, now)

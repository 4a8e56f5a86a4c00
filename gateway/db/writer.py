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
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.db import trouble
from gateway.db.engine import BUSY_MS, open_engines
from gateway.db.group import Group, Job, Write
from gateway.db.trouble import Trouble
from gateway.errors import StoreBusy, StoreStopped

__all__ = ["Database", "Write"]

T = TypeVar("T")

GROUP = 256
"""At most so many plans share one commit."""

HOLD = 0.25
"""Seconds after which a group commits with what it has: another process may be waiting for SQLite's one lock."""

QUEUE = 2000
"""More waiting plans than this answer 503: memory stays bounded when the disk stalls."""

OLD = 20.0
"""Seconds after which a plan that is put aside again and again is given up: 503."""

_TRIES = {Trouble.RACED: 3, Trouble.LOST: 3, Trouble.TWICE: 1}
"""How often a plan runs again, by what happened (S09); for a lock until it is old."""

_PAUSE = 0.05
"""Seconds before a plan runs again, doubled each time up to `_LONGEST`; not for a log, where it waits in the queue."""

_LONGEST = 2.0


_OTHERS = timedelta(minutes=5)
"""Longer than any transaction of another process lasts: both sides are cut off before."""


class Database:
    """Both engines and the writer thread.

    `on_commit` is told the lanes that a commit made due; `on_undo` hears that something a plan has seen never was.
    """

    def __init__(
        self, url: str, clock: Clock, on_commit: Callable[[set[str]], None] | None = None, *, patience: int = BUSY_MS
    ) -> None:
        self.url = url
        self.clock = clock
        self.on_commit = on_commit or (lambda _lanes: None)
        self.on_undo: Callable[[], None] = lambda: None
        self.reading, self.writing = open_engines(url, patience)
        self._since: datetime | None = None
        self._logged: dict[int, datetime] = {}
        self._unknown = clock() - _OTHERS
        self._queue: queue.Queue[Job | None] = queue.Queue(maxsize=QUEUE)
        self._aside: list[Job] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent moment and cannot write."""
        with self.reading.connect() as conn, conn.begin():
            yield conn

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
        job = Job(plan)
        try:
            self._queue.put(job, timeout=1.0)
        except queue.Full:
            raise StoreBusy from None
        if not job.done.wait(timeout):
            job.left = True
            raise StoreBusy
        if job.error is not None:
            raise job.error
        value: T = job.value
        return value

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
        ready: deque[Job] = deque()
        more = True
        while more or ready or self._aside:
            more = self._collect(ready, more=more)
            now = time.monotonic()
            due = [job for job in self._aside if job.again_at <= now]
            self._aside = [job for job in self._aside if job.again_at > now]
            ready.extendleft(reversed(due))  # they have waited the longest
            if ready:
                self._commit(ready)

    def _collect(self, ready: deque[Job], *, more: bool) -> bool:
        """Take what is queued; wait only when there is nothing else to do. False once the writer is to stop."""
        if not ready:
            until = min((job.again_at for job in self._aside), default=None)
            wait = None if until is None else max(0.0, until - time.monotonic())
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
        aside: dict[int, Trouble] = {}
        lanes: set[str] = set()
        committing = False
        try:
            with self.writing.connect() as conn, conn.begin():
                self._since = self.clock()
                group = Group(conn, self.clock, self.on_undo)
                let_go = time.monotonic() + HOLD
                while ready and (not jobs or _fits(jobs[-1], ready[0], let_go)):
                    jobs.append(ready.popleft())
                    again = None if jobs[-1].left else group.run(jobs[-1])
                    if again is not None:
                        aside[len(jobs) - 1] = again
                _make_due(conn, group.lanes, self.clock())
                committing = True
            lanes = group.lanes
            self._logged |= group.logs.held
        except Exception as error:  # noqa: BLE001 - the whole group failed: each waiting caller must hear it
            if not jobs:  # the transaction did not even begin: nobody needs to wait for the lock a second time
                jobs.extend(ready)
                ready.clear()
                committing = True
            self._undo(jobs, aside, error, final=committing)
        self._since = None
        for at, job in enumerate(jobs):
            if at not in aside or not self._put_aside(job, aside[at]):
                job.done.set()
        if lanes:
            self.on_commit(lanes)

    def _undo(self, jobs: list[Job], aside: dict[int, Trouble], error: Exception, *, final: bool) -> None:
        """Note for each job of a group that failed as a whole what it hears, and where it may run again, alone.

        Not where the connection went with the commit on its way: what came of that nobody knows here.
        """
        self.on_undo()
        found, failure = trouble.of(error), trouble.told(error)
        again = found in {Trouble.LOCKED, Trouble.RACED} or (found is Trouble.LOST and not final)
        for at, job in enumerate(jobs):
            if again and job.error is None:
                job.alone = True
                aside[at] = found
            job.value, job.error = None, job.error or failure

    def _put_aside(self, job: Job, why: Trouble) -> bool:
        """Keep a job for one of the next groups; False where it was tried enough and is answered with its error."""
        job.tries += 1
        now = time.monotonic()
        if job.left or now - job.born > OLD or job.tries > _TRIES.get(why, job.tries):
            return False
        job.again_at = now if job.log is not None else now + min(_PAUSE * 2**job.tries, _LONGEST)
        self._aside.append(job)
        return True


def _fits(last: Job, following: Job, let_go: float) -> bool:
    return not (last.alone or following.alone) and time.monotonic() < let_go


def _make_due(conn: Connection, lanes: set[str], now: datetime) -> None:
    """Make lanes due now, in one fixed order so that two processes never deadlock."""
    from gateway.jobs.lanes import make_due  # noqa: PLC0415 - jobs build on the database

    for name in sorted(lanes):
        make_due(conn, name, now)

"""The one door for writes: plans queue up, one thread runs each in its own savepoint, one commit serves them all.

A *plan* is a function of the store: it gets a `Write`, reads what it needs, writes, and returns a value. The caller
gets the value only after the commit ("accepted means committed", design.md 1.5-1.6). A plan that raises is rolled back
alone; its neighbours stay. Grouping is what makes single statements cheap (ingest-notes).
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from gateway.clock import Clock
from gateway.db.engine import BUSY_MS, open_engines
from gateway.errors import StoreBusy, StoreStopped

T = TypeVar("T")

GROUP = 256
"""At most so many plans share one commit."""

HOLD = 0.25
"""Seconds after which a group commits with what it has: another process may be waiting for SQLite's one lock."""

QUEUE = 2000
"""More waiting plans than this answer 503: memory stays bounded when the disk stalls."""

_LOG_LOCK = 760_001
"""PostgreSQL advisory lock that makes `seq` rise in commit order over all writing processes."""


@dataclass
class Write:
    """What a plan works with: the connection, the present, and which lanes to wake once the commit is done.

    `erased_key` is the key of `gateway.services.erased`.
    """

    conn: Connection
    now: datetime
    lanes: set[str] = field(default_factory=set)
    erased_key: bytes = field(default=b"", repr=False)

    def wake(self, lane: str) -> None:
        """Make a lane due with this commit; many wakes of one lane cost one row."""
        self.lanes.add(lane)

    def lock_log(self) -> None:
        """Order statement writers; held until the commit. SQLite has one writer anyway."""
        if self.conn.dialect.name == "postgresql":
            self.conn.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOG_LOCK})


@dataclass
class _Job:
    plan: Callable[[Write], Any]
    done: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None


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
        self.erased_key = b""
        self.reading, self.writing = open_engines(url, patience)
        self._queue: queue.Queue[_Job | None] = queue.Queue(maxsize=QUEUE)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopped = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent moment and cannot write on SQLite."""
        with self.reading.connect() as conn, conn.begin():
            yield conn

    def write(self, plan: Callable[[Write], T], timeout: float = 30.0) -> T:
        """Run a plan and return its value after the commit; StoreBusy when the writer is overloaded or locked out."""
        self._start()
        job = _Job(plan)
        try:
            self._queue.put(job, timeout=1.0)
        except queue.Full:
            raise StoreBusy from None
        if not job.done.wait(timeout):
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
            thread.join(20)
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
        while True:
            first = self._queue.get()
            if first is None:
                return
            jobs, last = [first], False
            while len(jobs) < GROUP:
                try:
                    following = self._queue.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    last = True
                    break
                jobs.append(following)
            waiting = deque(jobs)
            while waiting:
                self._commit(waiting)
            if last:
                return

    def _commit(self, waiting: deque[_Job]) -> None:
        """Run jobs from the front until the lock has been held long enough; every one is answered, whatever happens."""
        lanes: set[str] = set()
        jobs: list[_Job] = []
        try:
            with self.writing.connect() as conn, conn.begin():
                let_go = time.monotonic() + HOLD
                while waiting and (not jobs or time.monotonic() < let_go):
                    jobs.append(waiting.popleft())
                    lanes |= self._one(conn, jobs[-1])
                _make_due(conn, lanes, self.clock())
        except Exception as error:  # noqa: BLE001 - the whole group failed: each waiting caller must hear it
            failure = _store_error(error)
            if not jobs:  # the transaction did not even begin: nobody needs to wait for the lock a second time
                jobs.extend(waiting)
                waiting.clear()
            for job in jobs:
                job.value, job.error = None, job.error or failure
            self.on_undo()
        for job in jobs:
            job.done.set()
        if lanes:
            self.on_commit(lanes)

    def _one(self, conn: Connection, job: _Job) -> set[str]:
        write = Write(conn, self.clock(), erased_key=self.erased_key)
        try:
            with conn.begin_nested():
                job.value = job.plan(write)
        except OperationalError as error:
            if conn.dialect.name == "sqlite" and "full" in str(error).lower():
                raise
            job.error = _store_error(error)
            self.on_undo()
            return set()
        except Exception as error:  # noqa: BLE001 - the plan's own error goes to its caller, its savepoint is gone
            job.error = error
            self.on_undo()
            return set()
        return write.lanes


def _store_error(error: Exception) -> Exception:
    """Return StoreBusy for what waiting can mend (lock, full disk, lost server), else the error itself."""
    return StoreBusy(str(error.orig)) if isinstance(error, OperationalError) else error


def _make_due(conn: Connection, lanes: set[str], now: datetime) -> None:
    """Make lanes due now, in one fixed order so that two processes never deadlock."""
    from gateway.jobs.lanes import make_due  # noqa: PLC0415 - jobs build on the database

    for name in sorted(lanes):
        make_due(conn, name, now)

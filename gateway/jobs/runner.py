"""The local runner: threads of this process that run due lanes; it needs nothing but the database.

A wake-up only shortens the wait; a sweep every few seconds finds what a lost wake-up would have told.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from gateway.db.writer import Database
from gateway.jobs import lanes

Handler = Callable[[str, lanes.Claim], datetime | None]
"""Runs all that is due in a lane (its name given); returns when it wants to run again, or None."""

SWEEP = 10.0
"""Seconds between looks at the table when nobody wakes us."""

REST = 0.1
"""Seconds between two looks of one thread: while statements stream in, the wake-ups of many commits become one run."""

AFTER_CRASH = timedelta(seconds=30)
"""A handler that raised is tried again after this."""

log = structlog.get_logger("jobs")


class LocalRunner:
    """Runs lanes whose kind (the part before the first slash) has a handler."""

    def __init__(self, db: Database, handlers: Mapping[str, Handler], threads: int = 3) -> None:
        self.db = db
        self.handlers = handlers
        self.owner = uuid.uuid4().hex
        self._wake = threading.Condition()
        self._woken = False
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._loop, name=f"jobs-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what runs and end the threads."""
        self._stop.set()
        self.wake(set())
        for thread in self._threads:
            if thread.is_alive():
                thread.join(20)

    def wake(self, _lanes: set[str]) -> None:
        """Hear of a commit that made lanes due."""
        with self._wake:
            if not self._woken:
                self._woken = True
                self._wake.notify_all()

    def run_due(self, limit: int = 1000) -> int:
        """Run due lanes in this thread until none is due, at most `limit`; return how many ran. For tests, commands."""
        ran = 0
        while ran < limit:
            names = self._due()
            if not names:
                return ran
            ran += sum(self._run(name) for name in names)
        return ran

    def run_now(self, name: str) -> bool:
        """Run one lane in this thread whether it is due or not; False where somebody else holds it. For commands."""
        self.db.write(lambda w: w.wake(name))
        return self._run(name)

    def _due(self) -> list[str]:
        with self.db.read() as conn:
            return lanes.due_lanes(conn, self.db.clock(), self.handlers)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                ran = sum(self._run(name) for name in self._due())
                pause = 0.0 if ran else self._pause()
            except Exception:
                log.exception("sweep failed")
                pause = SWEEP
            self._stop.wait(REST)
            with self._wake:
                if pause and not self._woken and not self._stop.is_set():
                    self._wake.wait(pause)
                self._woken = False

    def _pause(self) -> float:
        with self.db.read() as conn:
            at = lanes.next_due(conn, self.handlers)
        if at is None:
            return SWEEP
        return min(SWEEP, max(0.05, (at - self.db.clock()).total_seconds()))

    def _run(self, name: str) -> bool:
        held = self.db.write(lambda w: lanes.claim(w.conn, name, self.owner, w.now))
        if held is None:
            return False
        again: datetime | None
        try:
            again = self.handlers[name.split("/", maxsplit=1)[0]](name, held)
        except Exception:
            log.exception("lane failed", lane=name)
            again = self.db.clock() + AFTER_CRASH
        self.db.write(lambda w: lanes.give_back(w.conn, held, again))
        return True

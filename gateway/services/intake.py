"""Requests that wait for the writer at the same time are stored as one: one look-up and one insert serve them all.

The first to come leads: its plan takes in whoever joins until it begins. Each request is still stored whole or not at
all and hears its own answer. What is out of the ordinary (an id sent again, a voiding, an error of the plan) is run
again request by request, each in a plan of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gateway.db.group import Done
from gateway.db.writer import Database, Write
from gateway.errors import StoreBusy, StoreFull
from gateway.services.collect import Part, store_alone, store_together

MOST = 400
"""Statements of one round after which nobody joins: the writer is not to be held for long."""

MOMENT = 0.006
"""Seconds that a round waits at most for requests that are on their way."""

BACK = 0.004
"""Seconds within which senders who were answered are expected back: those who send one after another come at once."""

PATIENCE = 60.0
"""Seconds that a request waits for its round at most; the round's own plan is given up before."""


@dataclass
class Coming:
    """A request on its way to a round, until it is there."""

    there: bool = False


@dataclass
class _Request:
    """A request on its way; it has failed until it is told otherwise, and `alone` is to run by itself."""

    part: Part
    done: Done = field(default_factory=Done)
    alone: bool = False
    error: Exception | None = field(default_factory=StoreBusy)


@dataclass
class _Round:
    """A plan that stores all its requests; it may run more than once."""

    tenant_id: int
    begin: Callable[[_Round], None]
    requests: list[_Request] = field(default_factory=list)
    size: int = 0
    failed: bool = False

    def run(self, write: Write) -> list[Exception | bool]:
        """Take in nobody more and store what is there; return the outcome of each."""
        self.begin(self)
        self.failed = False
        if len(self.requests) == 1:
            _alone(self.requests[0].part)(write)
            return [True]
        try:
            return store_together(write, self.tenant_id, [one.part for one in self.requests])
        except Exception:
            self.failed = True
            raise


class Intake:
    """The rounds of all tenants that have not begun yet."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._complete = threading.Condition(self._lock)
        self._coming = 0
        self._open: dict[int, _Round] = {}
        self._waiting = 0
        self._returning = 0
        self._answered = 0.0

    @contextmanager
    def coming(self) -> Iterator[Coming]:
        """Say that a request is on its way to a round; hand the value to `store`."""
        made = Coming()
        with self._lock:
            self._coming += 1
            self._returning = max(0, self._returning - 1)
        try:
            yield made
        finally:
            with self._lock:
                self._arrived(made)

    def store(self, part: Part, coming: Coming | None = None) -> None:
        """Store what a request brings; return after the commit, raise what refuses it: then nothing of it stays."""
        request = _Request(part)
        round_ = self._join(request, coming)
        try:
            if round_.requests[0] is request:
                self._lead(round_)
            elif not request.done.wait(PATIENCE):
                raise StoreBusy
        finally:
            with self._lock:
                self._waiting -= 1
        if request.alone:
            self._db.write(_alone(part))
        elif request.error is not None:
            raise request.error

    def _join(self, request: _Request, coming: Coming | None) -> _Round:
        tenant_id, size = request.part.source.tenant_id, len(request.part.statements)
        with self._lock:
            if self._db.crowded(self._waiting):
                raise StoreBusy("the database is locked, and many wait for it already")
            self._waiting += 1
            round_ = self._open.get(tenant_id)
            if round_ is None or round_.size + size > MOST:
                round_ = self._open[tenant_id] = _Round(tenant_id, self._begin)
            round_.requests.append(request)
            round_.size += size
            self._arrived(coming, full=round_.size >= MOST)
            return round_

    def _arrived(self, one: Coming | None, *, full: bool = False) -> None:
        """Count a request as there, once; whoever leads hears when nobody is to be waited for. The lock is held."""
        if one is not None and not one.there:
            one.there = True
            self._coming -= 1
        if full or not (self._coming or self._returning):
            self._complete.notify_all()

    def _gather(self, round_: _Round) -> None:
        """Wait a moment for requests that are on their way: together they cost little more than one."""
        until = time.monotonic() + MOMENT
        with self._lock:
            while round_.size < MOST and (left := self._until(until) - time.monotonic()) > 0:
                self._complete.wait(left)

    def _until(self, latest: float) -> float:
        """Return until when to wait: for requests that are being read, or for senders who are about to go on."""
        if self._coming:
            return latest
        return min(latest, self._answered + BACK) if self._returning else 0.0

    def _begin(self, round_: _Round) -> None:
        with self._lock:
            if self._open.get(round_.tenant_id) is round_:
                del self._open[round_.tenant_id]

    def _lead(self, round_: _Round) -> None:
        """Have the round written, and tell everybody in it what came of it."""
        self._gather(round_)
        try:
            for request, outcome in zip(round_.requests, self._db.write(round_.run), strict=True):
                request.alone = outcome is False
                request.error = outcome if isinstance(outcome, Exception) else None
        except Exception as error:  # noqa: BLE001 - each request of the round must hear it
            self._begin(round_)
            again = round_.failed and not isinstance(error, StoreBusy | StoreFull)
            for request in round_.requests:
                request.alone, request.error = again, error
        finally:
            with self._lock:
                self._returning, self._answered = len(round_.requests), time.monotonic()
            for request in round_.requests:
                request.done.set()


def _alone(part: Part) -> Callable[[Write], None]:
    return lambda write: store_alone(write, part)

"""A second Waymark over a test's database, as another process would be, and a writer that stops before its commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gateway import wiring
from gateway.db.writer import Write
from gateway.services.collect import store
from gateway.services.source import Source
from gateway.wiring import Waymark
from support.databases import settings_for
from support.statements import taken
from support.world import School


@contextmanager
def another(waymark: Waymark, url: str | None = None) -> Iterator[Waymark]:
    """Open the same database once more, with a writer of its own."""
    made = wiring.build(settings_for(waymark.settings.data_dir, url or waymark.settings.database_url), waymark.clock)
    try:
        yield made
    finally:
        made.close()


@dataclass
class Held:
    """A transaction with rows in it that nobody can see yet; `go_on` lets it commit."""

    rows_are_in: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    done: Future[Any] | None = None


@contextmanager
def held_open(waymark: Waymark, school: School, statements: Sequence[dict[str, Any]]) -> Iterator[Held]:
    """Store statements through this process's writer and stop before the commit, until told to go on or the end."""
    held = Held()

    def plan(write: Write) -> None:
        store(write, Source(school.tenant), taken(school, statements))
        held.rows_are_in.set()
        held.go_on.wait(60)

    with ThreadPoolExecutor(1) as pool:
        held.done = pool.submit(waymark.db.write, plan)
        assert held.rows_are_in.wait(20)
        try:
            yield held
        finally:
            held.go_on.set()

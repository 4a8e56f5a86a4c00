"""What the one writing connection of SQLite needs besides: patience that shrinks, and a log that does not grow on.

SQLite moves the write-ahead log into the database every so many pages, but begins the log anew only when a writer finds
no reader in it. Under many overlapping readers that moment never comes by itself and the file grows (the chapter
"Avoiding Excessively Large WAL Files" of its documentation). So where it has become long, the writer waits a little
for the readers between two groups.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

SHORT = 250
"""Milliseconds to wait for another process's lock once it was found held for the whole patience (S05)."""

LONG_LOG = 64 * 1024 * 1024
"""Bytes of write-ahead log from which the writer waits for readers (S02)."""

_WAIT = 100
"""Milliseconds it waits for them, at most once in `_REST` seconds: a copy of the database reads for longer."""

_REST = 1.0


class Embedded:
    """Looks after the writing connection; used by the writer's thread only."""

    def __init__(self, engine: Engine, patience: int) -> None:
        self.engine = engine
        self.log = Path(f"{engine.url.database}-wal")
        self._patience = self._now = patience
        self._looked = 0.0

    @contextmanager
    def begin(self, conn: Connection) -> Iterator[None]:
        """Begin a transaction and commit it; who finds the database locked for long is in less of a wait next time."""
        if conn.info.get("patience", self._patience) != self._now:
            _set(conn, self._now)
        self._now = min(SHORT, self._patience)
        with conn.begin():
            self._now = self._patience
            yield

    def shorten(self) -> None:
        """Begin the log anew where it has become long and readers let us; between two groups."""
        if time.monotonic() - self._looked < _REST:
            return
        self._looked = time.monotonic()
        if self._length() < LONG_LOG:
            return
        with suppress(sqlite3.Error, DBAPIError), self.engine.connect() as conn:  # it is only put off
            raw: Any = conn.connection.driver_connection
            _set(conn, _WAIT)
            raw.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()

    def _length(self) -> int:
        try:
            return self.log.stat().st_size
        except OSError:
            return 0


def _set(conn: Connection, milliseconds: int) -> None:
    raw: Any = conn.connection.driver_connection
    raw.execute(f"PRAGMA busy_timeout={milliseconds}")
    conn.info["patience"] = milliseconds

"""Bring the write-ahead log into the file and empty it: what was erased stands in its older pages otherwise (P10)."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import Engine


def empty_log(reading: Engine) -> bool:
    """Return True once SQLite's write-ahead log is empty; False while somebody reads or writes: ask again later.

    PostgreSQL has no such file of its own beside the tables; its logs turn over by themselves.
    """
    if reading.dialect.name != "sqlite":
        return True
    with closing(reading.raw_connection()) as raw:
        busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy

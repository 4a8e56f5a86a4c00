"""Open the database: SQLite (WAL, FULL) or PostgreSQL, one engine that reads and one that writes.

SQLite has exactly one writing connection in the product, owned by the writer thread (`gateway.db.writer`); every other
connection is `query_only`, so that a forgotten write fails loudly instead of waiting for a lock (design.md 4, S02). On
PostgreSQL several processes write, and none may keep the others waiting for ever.
Errors never show parameters: they would carry names and answers into the log (P26).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.pool import QueuePool

from gateway.db.driver import change

BUSY_MS = 5000
"""How long a connection waits for another process's lock before it gives up (S05)."""

_COMMON = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)

_WRITER = {
    "idle_in_transaction_session_timeout": "60s",  # a process that hangs holds no log for longer
    "lock_timeout": "500ms",  # the plan is put aside and runs again: others must not wait behind it
}
"""What PostgreSQL holds the writing connections to; whatever else the URL's `options` say comes after it."""

_READER = {
    "default_transaction_isolation": "repeatable\\ read", "default_transaction_read_only": "on", "lock_timeout": "5s",
}  # fmt: skip
"""A reader sees one moment, as it does on SQLite: a page is put together from several queries."""

_KEEP_ALIVE = {
    "connect_timeout": "5", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}  # fmt: skip
"""A server that vanished without a word is given up within half a minute (S09); the URL may say otherwise."""

_WRITER_CACHE, _READER_CACHE = 16 * 1024, 4 * 1024
"""KiB of pages that a connection keeps. There is one writer; thirty readers share what the system keeps of the file."""

_LOG_PAGES = 4000
"""Pages of write-ahead log that are moved into the database at once: a page changed by many commits is moved once."""


def open_engines(url: str, patience: int = BUSY_MS) -> tuple[Engine, Engine]:
    """Return (reading engine, writing engine) for a SQLAlchemy URL; ValueError for another database.

    `patience` is how many milliseconds SQLite waits for another process's lock.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, patience, writes=False), _sqlite(parsed, patience, writes=True)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, writes=False), _postgresql(parsed, writes=True)
    msg = f"{parsed.get_backend_name()} is not supported: use sqlite:///… or postgresql://…"
    raise ValueError(msg)


def _postgresql(url: URL, *, writes: bool) -> Engine:
    given = dict(url.query)
    options = " ".join(f"-c {name}={value}" for name, value in (_WRITER if writes else _READER).items())
    url = url.set(drivername="postgresql+psycopg").difference_update_query([*_KEEP_ALIVE, "options"])
    return create_engine(
        url, pool_pre_ping=True, hide_parameters=True, pool_size=2 if writes else 16, max_overflow=2 if writes else 8,
        connect_args={**_KEEP_ALIVE, **given, "options": f"{options} {given.get('options', '')}".strip()},
    )  # fmt: skip


def _sqlite(url: URL, patience: int, *, writes: bool) -> Engine:
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=1 if writes else 20, max_overflow=0 if writes else 12,
        connect_args={"check_same_thread": False, "cached_statements": 500}, hide_parameters=True,
    )  # fmt: skip
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver must not begin transactions behind our back
        own = (
            f"PRAGMA busy_timeout={patience}",
            f"PRAGMA cache_size=-{_WRITER_CACHE if writes else _READER_CACHE}",
            f"PRAGMA wal_autocheckpoint={_LOG_PAGES}",
            f"PRAGMA query_only={'OFF' if writes else 'ON'}",
            f"PRAGMA secure_delete={'ON' if writes else 'OFF'}",  # what is erased must not stay in freed pages (P10)
        )
        for pragma in (*own[:1], *_COMMON, *own[1:]):
            raw.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        change(connection, begin)

    return engine

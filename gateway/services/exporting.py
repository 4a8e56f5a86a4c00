"""Give away a whole record store as lines of JSON: statements as they were accepted, in order, and what lies beside.

A header with the counts, then statements by their number, contents of attachments (each once), documents, and what is
known of activities. One moment of the store, read a page at a time: memory stays flat, and a server may go on writing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, select

from gateway.db import tables as t
from gateway.db.writer import Database
from xapi import jsontext
from xapi.times import write_time

FORMAT = 1
"""Raised when a line changes its meaning."""

PAGE, FEW = 500, 4
"""Rows read at once; contents may be large, so that of those it is only a few."""

COUNTED: Mapping[str, Table] = {
    "statements": t.statement, "attachments": t.attachment, "documents": t.document,
    "activities": t.activity_definition,
}  # fmt: skip
"""What a file holds, by the names of its header."""


@contextmanager
def one_moment(db: Database) -> Iterator[Connection]:
    """Yield a connection whose every query sees the same moment, however long it takes."""
    with db.reading.connect() as conn:
        if conn.dialect.name == "postgresql":
            conn = conn.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - SQLAlchemy's own way
        with conn.begin():
            yield conn


def lines(conn: Connection, tenant_id: int) -> Iterator[bytes]:
    """Give the lines of a store, each without its end."""
    counts = {name: _count(conn, table, tenant_id) for name, table in COUNTED.items()}
    yield orjson.dumps({"waymark": "store", "format": FORMAT, **counts})
    for rows in _pages(conn, t.statement, "seq", tenant_id, PAGE):
        came_with = _attached(conn, tenant_id, [row.seq for row in rows])
        for row in rows:
            yield orjson.dumps(_statement(row, came_with.get(row.seq, ())))
    for rows in _pages(conn, t.attachment, "sha2", tenant_id, FEW):
        for row in rows:
            line = {"attachment": row.sha2, "type": row.content_type, "content": _text(row.content)}
            yield orjson.dumps(line)
    for rows in _pages(conn, t.document, "key_hash", tenant_id, FEW):
        for row in rows:
            yield orjson.dumps(_document(row))
    for rows in _pages(conn, t.activity_definition, "activity_hash", tenant_id, PAGE):
        for row in rows:
            yield jsontext.write({"activity": row.activity_id, "definition": row.definition})


def _count(conn: Connection, table: Table, tenant_id: int) -> int:
    return int(conn.scalar(select(func.count()).select_from(table).where(table.c.tenant_id == tenant_id)) or 0)


def _pages(conn: Connection, table: Table, key: str, tenant_id: int, size: int) -> Iterator[Sequence[Any]]:
    """Give the rows of a tenant in the order of a key, some at a time."""
    column, last = table.c[key], None
    while True:
        query = select(table).where(table.c.tenant_id == tenant_id).order_by(column).limit(size)
        rows = conn.execute(query if last is None else query.where(column > last)).all()
        if not rows:
            return
        yield rows
        last = getattr(rows[-1], key)


def _attached(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = select(t.attached.c.seq, t.attached.c.sha2).where(
        t.attached.c.tenant_id == tenant_id, t.attached.c.seq.in_(seqs)
    )
    for row in conn.execute(query.order_by(t.attached.c.seq, t.attached.c.sha2)):
        found.setdefault(row.seq, []).append(row.sha2)
    return found


def _statement(row: Any, came_with: Sequence[str]) -> dict[str, Any]:
    """Return a statement with what the store knows beside it; what is not so is left out."""
    line: dict[str, Any] = {"statement": orjson.Fragment(row.body), "stored": write_time(row.stored)}
    beside = {"source": row.credential_id, "course": row.course_id, "voided": row.voided, "decision": row.decision}
    line |= {name: value for name, value in beside.items() if value}
    if came_with:
        line["attached"] = list(came_with)
    return {**line, "fingerprint": bytes(row.fingerprint).hex()}


def _document(row: Any) -> dict[str, Any]:
    """Return a document; whose it is stands there as a hash, as in the store."""
    beside = {"activity": row.activity_id, "agent": row.actor_hash, "registration": row.registration}
    return {
        "document": row.name, "key": row.key_hash, "kind": row.kind,
        **{name: value for name, value in beside.items() if value is not None},
        "type": row.content_type, "etag": row.etag, "updated": write_time(row.updated), "content": _text(row.content),
    }  # fmt: skip


def _text(content: bytes) -> str:
    return b64encode(bytes(content)).decode()

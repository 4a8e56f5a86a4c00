"""Contents of attachments: stored with their statements, once for each hash, and given back with them (rule 23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.writer import Write
from xapi.multipart import Content, declared, printable
from xapi.statement import Accepted

MOST_BYTES = 32 * 1024 * 1024
"""Attachments in one answer at most, unless one statement alone has more: `more` leads on (T13)."""

_SAME = (t.attached.c.tenant_id == t.attachment.c.tenant_id) & (t.attached.c.sha2 == t.attachment.c.sha2)


def keep(
    write: Write, tenant_id: int, numbered: Sequence[tuple[Accepted, int]], contents: Mapping[str, Content]
) -> None:
    """Store what came with new statements; a statement owns only what came with it."""
    if not contents:
        return
    pairs = {
        (seq, attachment["sha2"].lower()): printable(attachment["contentType"])
        for one, seq in numbered
        for _, attachment in declared(one.body)
        if attachment["sha2"].lower() in contents
    }
    kinds = {sha2: kind for (_, sha2), kind in pairs.items()}
    rows = [(tenant_id, sha2, kind, contents[sha2].data) for sha2, kind in sorted(kinds.items())]
    insert_rows(write.conn, t.attachment, rows, conflict="(tenant_id, sha2) DO NOTHING")
    insert_rows(write.conn, t.attached, sorted((tenant_id, *pair) for pair in pairs))


def fitting(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> int:
    """Return how many of these statements, from the first on, fit in one answer with what came with them (T13)."""
    query = (
        select(t.attached.c.seq, t.attachment.c.sha2, func.length(t.attachment.c.content).label("size"))
        .join(t.attachment, _SAME)
        .where(t.attached.c.tenant_id == tenant_id, t.attachment.c.tenant_id == tenant_id, t.attached.c.seq.in_(seqs))
    )
    brought: dict[int, dict[str, int]] = {}
    for row in conn.execute(query):
        brought.setdefault(row.seq, {})[row.sha2] = row.size
    together: dict[str, int] = {}
    for at, seq in enumerate(seqs):
        together |= brought.get(seq, {})
        if at and sum(together.values()) > MOST_BYTES:
            return at
    return len(seqs)


def of(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> dict[str, Content]:
    """Return what came with these statements, each content once."""
    query = (
        select(t.attachment)
        .join(t.attached, _SAME)
        .where(t.attachment.c.tenant_id == tenant_id, t.attached.c.tenant_id == tenant_id, t.attached.c.seq.in_(seqs))
        .order_by(t.attachment.c.sha2)
    )
    return {row.sha2: Content(row.content_type, bytes(row.content)) for row in conn.execute(query)}

"""Contents of attachments: stored with their statements, once for each hash, and given back with them (rule 23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.writer import Write
from xapi.multipart import Content, declared, printable
from xapi.statement import Accepted


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


def of(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> dict[str, Content]:
    """Return what came with these statements, each content once."""
    on = (t.attached.c.tenant_id == t.attachment.c.tenant_id) & (t.attached.c.sha2 == t.attachment.c.sha2)
    query = (
        select(t.attachment)
        .join(t.attached, on)
        .where(t.attachment.c.tenant_id == tenant_id, t.attached.c.tenant_id == tenant_id, t.attached.c.seq.in_(seqs))
        .order_by(t.attachment.c.sha2)
    )
    return {row.sha2: Content(row.content_type, bytes(row.content)) for row in conn.execute(query)}

"""Up to which moment everything stored can be seen (X-Experience-API-Consistent-Through, rule 22; design.md 4).

`stored` is given under the lock of the tenant's log and rises in the order of commits, over all writing processes. So
where nobody holds that lock, nothing older than now can still come; where somebody does, nothing older than the newest
that is visible. Clocks of several machines must agree for that, as they must for sign-ins.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select, text

from gateway.db import tables as t
from gateway.db.group import LOG
from gateway.db.writer import Database

_WRITING = text(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = :log AND objid = :tenant AND objsubid = 2"
    " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
)

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def through(db: Database, conn: Connection, tenant_id: int) -> datetime:
    """Return the moment for what a *later* transaction reads: this one may have begun before a writer ended."""
    if conn.dialect.name != "postgresql":
        return db.settled(tenant_id)
    now = db.clock()
    if conn.scalar(_WRITING, {"log": LOG, "tenant": tenant_id}) is None:
        return now
    newest = (
        select(t.statement.c.stored)
        .where(t.statement.c.tenant_id == tenant_id)
        .order_by(t.statement.c.seq.desc())
        .limit(1)
    )
    return conn.scalar(newest) or _NEVER

"""The audit log: append-only, numbered, each entry hashed over the one before (T23, P15)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, func, insert, select

from gateway.db import tables as t
from gateway.db.types import to_micros
from gateway.db.writer import Write
from gateway.security import new_id

_LAST = (
    select(t.audit.c.number, t.audit.c.hash)
    .where(t.audit.c.tenant_id == bindparam("tenant_id"))
    .order_by(t.audit.c.number.desc())
    .limit(1)
)
_ADD = insert(t.audit)


def record(write: Write, tenant_id: int, who: str, what: str, about: Mapping[str, Any]) -> None:
    """Append one entry; `who` and `about` hold ids, never names or texts."""
    write.lock_log(tenant_id)  # a command beside a running server must not give the same number
    last = write.conn.execute(_LAST, {"tenant_id": tenant_id}).first()
    number = (last.number if last else 0) + 1
    digest = _digest(last.hash if last else "", number, to_micros(write.now), who, what, about)
    entry = {
        "tenant_id": tenant_id, "id": new_id(), "number": number, "at": write.now, "who": who, "what": what,
        "about": dict(about), "hash": digest,
    }  # fmt: skip
    write.conn.execute(_ADD, entry)


def verify(conn: Connection, tenant_id: int) -> int | None:
    """Return the number of the first entry that was changed or is missing, None where the chain holds."""
    before, expected = "", 1
    for row in conn.execute(select(t.audit).where(t.audit.c.tenant_id == tenant_id).order_by(t.audit.c.number)):
        digest = _digest(before, row.number, to_micros(row.at), row.who, row.what, row.about)
        if row.number != expected or row.hash != digest:
            return int(expected)
        before, expected = row.hash, expected + 1
    return None


def count(conn: Connection, tenant_id: int) -> int:
    """Return how many entries a tenant's log has."""
    return int(conn.scalar(select(func.count()).select_from(t.audit).where(t.audit.c.tenant_id == tenant_id)) or 0)


def _digest(before: str, number: int, at: int, who: str, what: str, about: Mapping[str, Any]) -> str:
    line = orjson.dumps([before, number, at, who, what, dict(about)], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(line).hexdigest()

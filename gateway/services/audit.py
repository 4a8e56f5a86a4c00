"""The audit log: append-only, numbered, each entry hashed over the one before (T23, P15)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.driver import rows_of
from gateway.db.types import to_micros
from gateway.db.writer import Write
from gateway.security import new_id
from xapi import jsontext

_LAST = "SELECT number, hash FROM audit WHERE audit.tenant_id = ? ORDER BY number DESC LIMIT 1"


def record(write: Write, tenant_id: int, who: str, what: str, about: Mapping[str, Any]) -> None:
    """Append one entry; `who` and `about` hold ids, never names or texts."""
    write.lock_log(tenant_id)  # a command beside a running server must not give the same number
    last, before = write.tails.get(tenant_id) or _tail(write.conn, tenant_id)
    number, at = last + 1, to_micros(write.now)
    digest = _digest(before, number, at, who, what, about)
    told = jsontext.write(dict(about)).decode()
    insert_rows(write.conn, t.audit, [(tenant_id, new_id(), number, at, who, what, told, digest)])
    write.tails[tenant_id] = (number, digest)


def _tail(conn: Connection, tenant_id: int) -> tuple[int, str]:
    """Return number and hash of the last entry."""
    return next(((int(number), str(hashed)) for number, hashed in rows_of(conn, _LAST, (tenant_id,))), (0, ""))


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

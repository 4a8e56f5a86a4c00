"""An admin's changes to who may use the record store, each with its entry in the audit log (T05, T23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import audit, credentials


@dataclass(frozen=True)
class NewKey:
    """What an admin asks for; `rate` is requests a minute, None without a limit."""

    name: str
    scopes: tuple[str, ...]
    actors: str
    rate: int | None


def create(write: Write, tenant_id: int, who: str, new: NewKey) -> tuple[str, str]:
    """Make a key; return (key, secret): the secret cannot be read again."""
    key, secret = credentials.make_key(write, tenant_id, new.name, new.scopes, new.actors, new.rate)
    about = {"key": key, "scopes": sorted(new.scopes), "actors": new.actors, "rate": new.rate}
    audit.record(write, tenant_id, who, "key-created", about)
    return key, secret


def revoke(write: Write, tenant_id: int, who: str, key: str) -> None:
    """Refuse a key from now on; NotFound when the tenant has no such live key made for a server."""
    identifier = key.rpartition("-")[2]
    kind = write.conn.scalar(select(t.credential.c.kind).filter_by(tenant_id=tenant_id, id=identifier))
    if kind != "key" or not credentials.revoke(write, tenant_id, key):
        raise NotFound(key)
    audit.record(write, tenant_id, who, "key-revoked", {"key": key})


def listed(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the keys of a tenant, those that still work first, each newest first; launches are not among them."""
    rows = conn.execute(
        select(t.credential, t.tenant.c.tag)
        .join(t.tenant, t.tenant.c.id == t.credential.c.tenant_id)
        .where(t.credential.c.tenant_id == tenant_id, t.credential.c.kind == "key")
        .order_by(t.credential.c.revoked_at.is_not(None), t.credential.c.created_at.desc(), t.credential.c.id)
    )
    return list(rows)

"""Who sends records from outside: keys of the record store, and other stores that are pulled from.

A statement's `credential_id` names either; ids are random, so that no two are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from gateway.db import tables as t


@dataclass(frozen=True)
class Sender:
    """One sender; `key` is how commands name it: the whole key, or the store's name. `live`: it may still send."""

    id: str
    name: str
    key: str
    live: bool


def listed(conn: Connection, tenant_id: int) -> list[Sender]:
    """Return the senders of a tenant by name, those that may no longer send too; launches are not among them."""
    keys = conn.execute(
        select(t.credential.c.id, t.credential.c.name, t.credential.c.revoked_at, t.tenant.c.tag)
        .join(t.tenant, t.tenant.c.id == t.credential.c.tenant_id)
        .where(t.credential.c.tenant_id == tenant_id, t.credential.c.kind == "key")
    )
    found = [Sender(row.id, row.name, f"{row.tag}-{row.id}", row.revoked_at is None) for row in keys]
    stores = conn.execute(
        select(t.remote_store.c.id, t.remote_store.c.name).where(
            t.remote_store.c.tenant_id == tenant_id, t.remote_store.c.direction == "pull"
        )
    )
    found += [Sender(row.id, row.name, row.name, live=True) for row in stores]
    return sorted(found, key=lambda one: (one.name, one.id))


def with_names(query: Select[Any], tenant_id: ColumnElement[int], sender: ColumnElement[str]) -> Select[Any]:
    """Join the two tables of senders to a query; `name(sender)` is then a column."""
    key = and_(t.credential.c.tenant_id == tenant_id, t.credential.c.id == sender)
    store = and_(t.remote_store.c.tenant_id == tenant_id, t.remote_store.c.id == sender)
    return query.outerjoin(t.credential, key).outerjoin(t.remote_store, store)


def name(sender: ColumnElement[str]) -> ColumnElement[str | None]:
    """Return the column of a sender's name: its id where it is gone, None where there is none."""
    return func.coalesce(t.credential.c.name, t.remote_store.c.name, sender)

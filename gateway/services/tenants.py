"""Tenants: a school or district. The first one is made on first use, so that a single school never meets the word."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import WaymarkError


class TenantUnclear(WaymarkError):
    """There are several tenants and the command names none, or one that does not exist."""

    code = "tenant-unclear"
    status = 422
    retryable = False


_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def only(write: Write, name: str = "School") -> int:
    """Return the only tenant, made on first use; TenantUnclear when there are several."""
    rows = write.conn.execute(select(t.tenant.c.id).order_by(t.tenant.c.id).limit(2)).all()
    if len(rows) > 1:
        raise TenantUnclear("there are several tenants: name one with --tenant")
    return int(rows[0].id) if rows else make(write, name)


def make(write: Write, name: str) -> int:
    """Make a tenant; return its number."""
    tag = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return int(
        write.conn.execute(
            insert(t.tenant).values(tag=tag, name=name, settings={}, created_at=write.now).returning(t.tenant.c.id)
        ).scalar_one()
    )


def named(write: Write, tag: str | None) -> int:
    """Return the tenant of a tag, or the only one where no tag is given."""
    if tag is None:
        return only(write)
    found = write.conn.scalar(select(t.tenant.c.id).where(t.tenant.c.tag == tag))
    if found is None:
        raise TenantUnclear(f"there is no tenant {tag}")
    return int(found)


def tag_of(conn: Connection, tenant_id: int) -> str:
    """Return the tag with which credentials and content paths of a tenant begin."""
    return str(conn.scalar(select(t.tenant.c.tag).where(t.tenant.c.id == tenant_id)))

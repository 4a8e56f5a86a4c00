"""One-time links by which an IT admin signs in (T22): 15 minutes, once; only a hash is kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import hash_secret, new_secret
from gateway.services import audit
from gateway.settings import Settings

LIFE = timedelta(minutes=15)


def make(write: Write, tenant_id: int, life: timedelta = LIFE) -> str:
    """Store a link of a tenant; return its token, which is never seen again."""
    token = new_secret()
    write.conn.execute(
        insert(t.admin_link).values(token_hash=hash_secret(token), tenant_id=tenant_id, expires_at=write.now + life)
    )
    audit.record(write, tenant_id, "command", "admin-link", {})
    return token


def address(settings: Settings, token: str) -> str:
    """Return the address to open in a browser."""
    return f"{settings.base_url}/admin/enter/{token}"

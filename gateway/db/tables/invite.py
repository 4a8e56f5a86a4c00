"""Invitations: one-time links by which a learning system registers itself (T10)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from gateway.db.tables.base import Id, metadata
from gateway.db.types import Moment

invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("tenant_id", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("deployments", String(8), nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    Column("platform_id", Id, ForeignKey("platform.id", ondelete="SET NULL")),
)
"""`claimed_at` holds it while the learning system is asked, `revoked_at` says that an admin took it back; `platform_id`
is what came of it. `name` may be empty. `asks`: what registers itself waits for an admin, whose link alone is no word
for it."""

"""People who let Waymark use the learning system's own interface in their name, and those who are being asked."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from gateway.db.tables.base import Id, metadata, tenant_table, to
from gateway.db.types import Moment

consent = tenant_table(
    "consent",
    Column("platform_id", Id, ForeignKey("platform.id", ondelete="CASCADE"), nullable=False),
    Column("course_id", Id),
    Column("person_id", Id),
    Column("home", Text, nullable=False),
    Column("user_id", String(255)),
    Column("user_name", Text),
    Column("sealed", LargeBinary, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("busy_until", Moment),
    Column("state", String(8), nullable=False),
    Column("reason", String(32)),
    Column("made_at", Moment, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
)
"""A teacher's consent serves its course; one without a course is a service user's and serves the whole system.

`home` is where the learning system is served, `user_id` and `user_name` are its own of the person. `sealed` holds both
tokens, `ends_at` is the end of the access token, `version` rises with every renewal, and whoever renews holds the row
until `busy_until`. `state`: live, or dead for a `reason`, until somebody consents again."""

consent_asked = Table(
    "consent_asked",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("tenant_id", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("session_id", Id, nullable=False),
    Column("platform_id", Id, nullable=False),
    Column("course_id", Id),
    Column("person_id", Id),
    Column("home", Text, nullable=False),
    Column("state_hash", String(64), unique=True),
    Column("browser_hash", String(64)),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""Somebody who was sent to say yes: the code opens the way there once; state and browser are compared on the return."""

Index("ix_consent_course", consent.c.tenant_id, consent.c.platform_id, consent.c.course_id)

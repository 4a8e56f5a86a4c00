"""What lies between a launch and its page: a minute where no cookie arrives, half an hour where an admin is awaited."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Text

from gateway.db.tables.base import Id, metadata
from gateway.db.types import Moment

pending_launch = Table(
    "pending_launch",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""A checked launch that waits until its browser has asked the platform for the proof (1.5), or a proven one until an
admin has said to which school it belongs (L19); sealed, for it names somebody."""

session_code = Table(
    "session_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("session_id", Id, nullable=False),
    Column("path", Text),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""A code that works once: with a `path` it opens that address (a download), without one it is exchanged for the
session's bearer value."""

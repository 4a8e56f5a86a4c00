"""Rotate the keys with which we sign: a new one is published long before it signs (L31)."""

from __future__ import annotations

from sqlalchemy import insert

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from lti import keys


def add(db: Database, secret_key: bytes) -> str:
    """Publish a new signing key; return its key id. Older ones sign and stay published as `lti.keys.rotation` says."""
    made = keys.make_key()
    kid, sealed = keys.key_id(made.public_key()), keys.seal(made, secret_key)

    def plan(write: Write) -> None:
        values = {"kid": kid, "private_sealed": sealed, "published_at": write.now}
        write.conn.execute(insert(t.tool_key).values(**values))

    db.write(plan)
    return kid

"""What happens to a session after it was opened: used, spoken in another language, ended."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from gateway.db import tables as t
from gateway.db.writer import Write

IDLE = timedelta(hours=1)
"""An administrator who did nothing for so long is signed out (T22); the absolute end is set when a session opens."""

SEEN_AGAIN = timedelta(minutes=1)
"""Use is written down at most this often: reading a page should not cost a write."""


def end(write: Write, tenant_id: int, handle: str) -> None:
    """End a session at once; its cookie opens nothing any more."""
    ended = update(t.session).filter_by(tenant_id=tenant_id, id=handle).where(t.session.c.ended_at.is_(None))
    write.conn.execute(ended.values(ended_at=write.now))


def speak(write: Write, tenant_id: int, handle: str, language: str) -> None:
    """Go on in another language."""
    write.conn.execute(update(t.session).filter_by(tenant_id=tenant_id, id=handle).values(language=language))


def seen(write: Write, tenant_id: int, handle: str) -> None:
    """Note that a session was used just now."""
    write.conn.execute(update(t.session).filter_by(tenant_id=tenant_id, id=handle).values(seen_at=write.now))

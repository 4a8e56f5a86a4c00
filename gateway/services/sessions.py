"""What happens to a session after it was opened: used, spoken in another language, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from gateway.db import tables as t
from gateway.db.writer import Write

IDLE = timedelta(hours=1)
"""An administrator who did nothing for so long is signed out (T22); the absolute end is set when a session opens."""

SEEN_AGAIN = timedelta(minutes=1)
"""Use is written down at most this often: reading a page should not cost a write."""


def listed(conn: Connection, tenant_id: int, now: datetime) -> Sequence[Any]:
    """Return the live sessions of a tenant, the newest first; people only by their ids (P14)."""
    one = t.session.c
    columns = (one.id, one.role, one.person_id, one.course_id, one.created_at, one.seen_at, one.expires_at)
    live = (one.ended_at.is_(None), one.expires_at > now)
    return conn.execute(
        select(*columns).filter_by(tenant_id=tenant_id).where(*live).order_by(one.created_at.desc(), one.id)
    ).all()


def end(write: Write, tenant_id: int, handle: str) -> bool:
    """End a session at once: neither its cookie nor its bearer value opens anything. False where none was live."""
    ended = update(t.session).filter_by(tenant_id=tenant_id, id=handle).where(t.session.c.ended_at.is_(None))
    return write.conn.execute(ended.values(ended_at=write.now)).rowcount == 1


def forget(write: Write, tenant_id: int, before: datetime) -> None:
    """Delete the sessions of a tenant that ended or expired before a moment."""
    one = t.session.c
    over = or_(one.expires_at < before, one.ended_at < before)
    write.conn.execute(delete(t.session).filter_by(tenant_id=tenant_id).where(over))


def speak(write: Write, tenant_id: int, handle: str, language: str) -> None:
    """Go on in another language."""
    write.conn.execute(update(t.session).filter_by(tenant_id=tenant_id, id=handle).values(language=language))


def seen(write: Write, tenant_id: int, handle: str) -> None:
    """Note that a session was used just now."""
    write.conn.execute(update(t.session).filter_by(tenant_id=tenant_id, id=handle).values(seen_at=write.now))

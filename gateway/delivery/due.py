"""What of one platform is due: Places, columns that have Cells to send, and the Cells of one column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.db import tables as t

_PLACE_OF_CELL = (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id)
_PERSON_OF_CELL = (t.person.c.tenant_id == t.cell.c.tenant_id) & (t.person.c.id == t.cell.c.person_id)


def places(conn: Connection, platform_id: str, now: datetime, limit: int) -> Sequence[Any]:
    """Return the Places to look for or to make, the longest due first."""
    return conn.execute(
        select(t.place)
        .where(t.place.c.platform_id == platform_id, t.place.c.state == "waiting", t.place.c.next_at <= now)
        .order_by(t.place.c.next_at, t.place.c.id)
        .limit(limit)
    ).all()


def columns(conn: Connection, platform_id: str, now: datetime, limit: int) -> Sequence[Any]:
    """Return ids and kinds of Places that have Cells to send, with platforms and courses, the longest due first."""
    since = func.min(t.cell.c.next_at)
    place = (t.place.c.tenant_id, t.place.c.platform_id, t.place.c.course_id, t.place.c.id, t.place.c.kind)
    return conn.execute(
        select(*place)
        .select_from(t.cell)
        .join(t.place, _PLACE_OF_CELL)
        .where(
            t.place.c.platform_id == platform_id, t.place.c.state == "there", t.cell.c.state == "waiting",
            t.cell.c.next_at <= now,
        )
        .group_by(*place)
        .order_by(since, t.place.c.id)
        .limit(limit)
    ).all()  # fmt: skip


def cells(conn: Connection, tenant_id: int, place_id: str, now: datetime, limit: int) -> Sequence[Any]:
    """Return the Cells of one Place to send, the longest due first, each with its learner's ids there."""
    return conn.execute(
        select(t.cell.c.tenant_id, t.cell.c.place_id, t.cell.c.person_id, t.person.c.sub, t.person.c.lms_user_id)
        .join(t.person, _PERSON_OF_CELL)
        .where(
            t.cell.c.tenant_id == tenant_id, t.cell.c.place_id == place_id, t.cell.c.state == "waiting",
            t.cell.c.next_at <= now,
        )
        .order_by(t.cell.c.next_at, t.cell.c.person_id)
        .limit(limit)
    ).all()  # fmt: skip


def following(conn: Connection, platform_id: str) -> datetime | None:
    """Return when the next Place or Cell of a platform is due, or None."""
    at_place = conn.scalar(
        select(t.place.c.next_at)
        .where(t.place.c.platform_id == platform_id, t.place.c.state == "waiting")
        .order_by(t.place.c.next_at)
        .limit(1)
    )
    at_cell = conn.scalar(
        select(t.cell.c.next_at)
        .join(t.place, _PLACE_OF_CELL)
        .where(t.place.c.platform_id == platform_id, t.place.c.state == "there", t.cell.c.state == "waiting")
        .order_by(t.cell.c.next_at)
        .limit(1)
    )
    return min((one for one in (at_place, at_cell) if one is not None), default=None)

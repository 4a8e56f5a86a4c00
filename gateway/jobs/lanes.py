"""The lane table: make due, claim with a lease and a fencing epoch, give back.

One holder at a time. Whoever holds a lane writes with its epoch; a holder whose lease ran out and was taken over finds
another epoch and stops (F12).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.db import tables as t

LEASE = timedelta(seconds=120)
"""How long a dead holder can keep a lane to itself (F11)."""


@dataclass(frozen=True)
class Claim:
    """A lane held until `until`; `epoch` fences later holders off from earlier ones."""

    name: str
    epoch: int
    until: datetime


def make_due(conn: Connection, name: str, at: datetime) -> None:
    """Make a lane due at `at`, or leave it at an earlier time if it has one."""
    conn.execute(_due_statement(conn.dialect.name), {"name": name, "due": at})


@cache
def _due_statement(dialect: str) -> Any:
    """Return what `make_due` runs; every commit of statements does, and to build it takes longer than to run it."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(t.lane).values(name=bindparam("name"), due=bindparam("due"), epoch=0)
    earlier = or_(t.lane.c.due.is_(None), t.lane.c.due > statement.excluded.due)
    return statement.on_conflict_do_update(index_elements=["name"], set_={"due": statement.excluded.due}, where=earlier)


def due_lanes(conn: Connection, now: datetime, kinds: Collection[str], limit: int = 50) -> list[str]:
    """Return names of lanes of these kinds that are due and not held, the longest due first."""
    since = func.coalesce(t.lane.c.due, t.lane.c.lease_until)
    rows = conn.execute(
        select(t.lane.c.name).where(_wanted(now), _of(kinds)).order_by(since, t.lane.c.name).limit(limit)
    )
    return [row.name for row in rows]


def _of(kinds: Collection[str]) -> ColumnElement[bool]:
    return or_(False, *(t.lane.c.name.startswith(f"{kind}/", autoescape=True) for kind in sorted(kinds)))


def _wanted(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a lane that somebody may take: due and free, or left behind by a dead holder (F11)."""
    over = t.lane.c.lease_until <= now
    left = and_(t.lane.c.owner.is_not(None), over)
    return or_(and_(t.lane.c.due <= now, or_(t.lane.c.lease_until.is_(None), over)), left)


def next_due(conn: Connection, kinds: Collection[str]) -> datetime | None:
    """Return when the next lane of these kinds becomes due or its lease ends, or None."""
    due, lease = t.lane.c.due, t.lane.c.lease_until
    later = case((lease > due, lease), else_=func.coalesce(due, lease))  # a comparison with nothing is not true
    found: datetime | None = conn.scalar(select(func.min(later, type_=due.type)).where(_of(kinds)))
    return found


def claim(conn: Connection, name: str, owner: str, now: datetime) -> Claim | None:
    """Take a due lane; None when somebody else has it or it is not due."""
    taken = conn.execute(
        update(t.lane)
        .where(t.lane.c.name == name, _wanted(now))
        .values(owner=owner, lease_until=now + LEASE, due=None, epoch=t.lane.c.epoch + 1)
    )
    if taken.rowcount != 1:
        return None
    epoch = conn.scalar(select(t.lane.c.epoch).where(t.lane.c.name == name))
    return Claim(name, int(epoch or 0), now + LEASE)


def holds(conn: Connection, held: Claim) -> bool:
    """Say whether the claim is still the newest; a write of a lane is allowed only then."""
    query = select(t.lane.c.epoch).where(t.lane.c.name == held.name).with_for_update(read=True)
    return conn.scalar(query) == held.epoch


def give_back(conn: Connection, held: Claim, again_at: datetime | None) -> None:
    """Release a lane and say when it is wanted again; does nothing for a claim that was taken over."""
    conn.execute(
        update(t.lane)
        .where(t.lane.c.name == held.name, t.lane.c.epoch == held.epoch)
        .values(owner=None, lease_until=None)
    )
    if again_at is not None:
        make_due(conn, held.name, again_at)

"""An admin's other record stores: add, look, pause, resume, remove, try; each change has its entry in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound
from gateway.remote import rows
from gateway.remote.forward import left
from gateway.security import new_id
from gateway.services import audit

FORWARD, PULL = DIRECTIONS = ("forward", "pull")
INTERVAL = 60
"""Seconds between two looks into a store that is pulled from, unless the admin chooses otherwise."""


WANTED = {
    "name": "one of at most 80 characters",
    "taken": "another store has this name",
    "direction": "forward or pull",
    "endpoint": "an https:// address without a user, a query or a fragment",
    "username": "the key that the other store gave, without a colon",
    "password": "the secret that the other store gave",
    "decisions": "only for forwarding",
    "interval": "from 10 seconds to a day",
}
"""What each value has to be, for the command line."""


@dataclass(frozen=True)
class NewStore:
    """What an admin tells about another store; `decisions`: what people decided here is forwarded too."""

    name: str
    direction: str
    endpoint: str
    username: str
    password: str = field(repr=False)
    decisions: bool = False
    interval: int = INTERVAL


@dataclass(frozen=True)
class StoreState:
    """A store's row and, for a forwarded one, what waits: how many statements, and since when the oldest."""

    row: Any
    waiting: int
    oldest: datetime | None


def add(
    write: Write, tenant_id: int, who: str, new: NewStore, *, seal: Callable[[str, str], bytes], loopback: bool
) -> str:
    """Store it and start at once; return its id. InvalidInput lists every wrong value, nothing is kept then."""
    write.lock_log(tenant_id)  # before any row, as pulling does: two processes must not wait for each other
    problems = wrong(write.conn, tenant_id, new, loopback=loopback)
    if problems:
        raise InvalidInput("the store was not added", problems=[f"{name}: {WANTED[name]}" for name in problems])
    store_id = new_id()
    values = {
        "name": new.name, "direction": new.direction, "endpoint": f"{new.endpoint.rstrip('/')}/",
        "username": new.username, "password_sealed": seal(store_id, new.password), "decisions": new.decisions,
        "interval": new.interval,
    }  # fmt: skip
    write.conn.execute(
        insert(t.remote_store).values(
            tenant_id=tenant_id, id=store_id, **values, plain=False, cursor=0, state="running", moved=0, refused=0,
            created_at=write.now,
        )
    )  # fmt: skip
    write.wake(f"{new.direction}/{tenant_id}/{store_id}")
    about = {"store": store_id, "direction": new.direction, "decisions": new.decisions}
    audit.record(write, tenant_id, who, "store-added", about)
    return store_id


def listed(conn: Connection, tenant_id: int) -> list[StoreState]:
    """Return the stores of a tenant by name."""
    found = conn.execute(select(t.remote_store).filter_by(tenant_id=tenant_id).order_by(t.remote_store.c.name)).all()
    return [StoreState(row, *(left(conn, row) if row.direction == FORWARD else (0, None))) for row in found]


def one(conn: Connection, tenant_id: int, name_or_id: str) -> Any:
    """Return the row of a store by its name or id; NotFound."""
    columns = t.remote_store.c
    found = conn.execute(
        select(t.remote_store).where(
            columns.tenant_id == tenant_id, (columns.id == name_or_id) | (columns.name == name_or_id)
        )
    ).first()
    if found is None:
        raise NotFound(name_or_id)
    return found


def refused(conn: Connection, tenant_id: int, store_id: str, limit: int = 100) -> list[Any]:
    """Return the statements that one side did not take, the newest first."""
    columns = t.remote_refused.c
    query = select(t.remote_refused).filter_by(tenant_id=tenant_id, store_id=store_id)
    return list(conn.execute(query.order_by(columns.at.desc(), columns.statement_id).limit(limit)))


def pause(write: Write, tenant_id: int, who: str, name_or_id: str) -> None:
    """Leave a store alone until it is resumed; NotFound."""
    write.lock_log(tenant_id)
    row = one(write.conn, tenant_id, name_or_id)
    _set(write, row, state="paused")
    audit.record(write, tenant_id, who, "store-paused", {"store": row.id})


def resume(write: Write, tenant_id: int, who: str, name_or_id: str) -> None:
    """Go on where it stopped, now, whatever kept it from working; NotFound."""
    write.lock_log(tenant_id)
    row = one(write.conn, tenant_id, name_or_id)
    _set(write, row, state="running", trouble=None)
    write.wake(rows.lane_of(row))
    audit.record(write, tenant_id, who, "store-resumed", {"store": row.id})


def renew(
    write: Write, tenant_id: int, who: str, name_or_id: str, username: str, password: str, *,
    seal: Callable[[str, str], bytes],
) -> None:  # fmt: skip
    """Use another user name and password from now on, and go on where it stopped; NotFound, InvalidInput."""
    write.lock_log(tenant_id)
    row = one(write.conn, tenant_id, name_or_id)
    problems = wrong_key(username, password)
    if problems:
        raise InvalidInput("nothing was changed", problems=[f"{name}: {WANTED[name]}" for name in problems])
    _set(write, row, username=username, password_sealed=seal(row.id, password), trouble=None)
    write.wake(rows.lane_of(row))
    audit.record(write, tenant_id, who, "store-renewed", {"store": row.id})


def remove(write: Write, tenant_id: int, who: str, name_or_id: str) -> None:
    """Forget a store and its password; the statements stay where they are. NotFound."""
    write.lock_log(tenant_id)
    row = one(write.conn, tenant_id, name_or_id)
    write.conn.execute(delete(t.remote_store).filter_by(tenant_id=tenant_id, id=row.id))
    audit.record(write, tenant_id, who, "store-removed", {"store": row.id})


def _set(write: Write, row: Any, **values: Any) -> None:
    write.conn.execute(update(t.remote_store).filter_by(tenant_id=row.tenant_id, id=row.id).values(**values))


def wrong(conn: Connection, tenant_id: int, new: NewStore, *, loopback: bool) -> list[str]:
    """Return the names of the values that cannot be taken, out of WANTED."""
    fine = {
        "name": bool(new.name.strip()) and new.name.isprintable() and len(new.name) <= 80,
        "taken": conn.scalar(select(t.remote_store.c.id).filter_by(tenant_id=tenant_id, name=new.name)) is None,
        "direction": new.direction in DIRECTIONS,
        "endpoint": _allowed(new.endpoint, loopback=loopback),
        "decisions": not (new.direction == PULL and new.decisions),
        "interval": 10 <= new.interval <= 86_400,
    }
    return [name for name, one in fine.items() if not one] + wrong_key(new.username, new.password)


def wrong_key(username: str, password: str) -> list[str]:
    """Return which of username and password cannot be taken."""
    fine = {"username": _secret(username, 255) and ":" not in username, "password": _secret(password, 500)}
    return [name for name, one in fine.items() if not one]


def _secret(text: str, most: int) -> bool:
    return bool(text) and text.isprintable() and len(text) <= most


def _allowed(url: str, *, loopback: bool) -> bool:
    try:
        parts = urlsplit(url)
        plain = not (parts.query or parts.fragment or parts.username) and url.isprintable() and " " not in url
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    near = host in {"localhost", "::1"} or host.startswith("127.")
    return bool(host) and plain and (parts.scheme == "https" or (loopback and near and parts.scheme == "http"))

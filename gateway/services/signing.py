"""Rotate the keys with which we sign: a new one is published long before it signs, an old one long after (L31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from lti import keys
from lti.errors import ToolKeyError

EVERY = timedelta(days=90)
"""A key is followed by the next one after this time."""

State = Literal["signs", "announced", "published", "over"]
"""`announced` will sign; `published` signed before and may still be met; `over` is needed by nobody."""


@dataclass(frozen=True)
class Listed:
    """One of our keys; `changes_at` is when it begins to sign or stops being published, None while neither is due."""

    kid: str
    state: State
    published_at: datetime
    changes_at: datetime | None


def add(db: Database, secret_key: bytes) -> str:
    """Publish a new signing key; return its key id. Older ones sign and stay published as `lti.keys.rotation` says."""
    kid, sealed = _made(secret_key)
    db.write(lambda write: _put(write, kid, sealed))
    return kid


def renew(db: Database, secret_key: bytes) -> str | None:
    """Publish the next key once the newest is old enough, and delete what nobody needs; return the new key id.

    Nothing happens while there is no key yet, or while the keys that are there cannot be opened: a new one would hide
    that the secret key is another one (L34).
    """
    forget(db)
    with db.read() as conn:
        newest = conn.execute(select(t.tool_key).order_by(t.tool_key.c.published_at.desc()).limit(1)).first()
    if newest is None or newest.published_at > db.clock() - EVERY:
        return None
    try:
        keys.unseal(bytes(newest.private_sealed), secret_key)
    except ToolKeyError:
        return None
    kid, sealed = _made(secret_key)  # outside of the plan: it takes a while
    return kid if db.write(lambda write: _put_once(write, kid, sealed)) else None


def forget(db: Database) -> None:
    """Delete the private parts of keys that are published no more."""

    def plan(write: Write) -> None:
        ages = _ages(write.conn)
        gone = keys.rotation(ages, write.now).removable if ages else ()
        write.conn.execute(delete(t.tool_key).where(t.tool_key.c.kid.in_(gone)))

    db.write(plan)


def listed(conn: Connection, now: datetime) -> list[Listed]:
    """Return our keys, the oldest first."""
    ages = sorted(_ages(conn), key=lambda one: (one.published_at, one.kid))
    if not ages:
        return []
    turn = keys.rotation(ages, now)
    place = [one.kid for one in ages].index(turn.signing)
    found: list[Listed] = []
    for index, one in enumerate(ages):
        following = ages[index + 1].published_at if index + 1 < len(ages) else None
        ends = following + keys.WARM_UP + keys.AFTERGLOW if following else None
        begins = one.published_at + keys.WARM_UP
        if one.kid in turn.removable:
            found.append(Listed(one.kid, "over", one.published_at, None))
        elif index == place:
            found.append(Listed(one.kid, "signs", one.published_at, ends))
        else:
            state: State = "announced" if index > place else "published"
            found.append(Listed(one.kid, state, one.published_at, begins if index > place else ends))
    return found


def _made(secret_key: bytes) -> tuple[str, bytes]:
    made = keys.make_key()
    return keys.key_id(made.public_key()), keys.seal(made, secret_key)


def _ages(conn: Connection) -> list[keys.KeyAge]:
    rows = conn.execute(select(t.tool_key.c.kid, t.tool_key.c.published_at))
    return [keys.KeyAge(row.kid, row.published_at) for row in rows]


def _put(write: Write, kid: str, sealed: bytes) -> None:
    write.conn.execute(insert(t.tool_key).values(kid=kid, private_sealed=sealed, published_at=write.now))


def _put_once(write: Write, kid: str, sealed: bytes) -> bool:
    """Store a key unless another process has just published one."""
    column = t.tool_key.c.published_at
    newest = write.conn.scalar(select(func.max(column, type_=column.type)))
    if newest is not None and newest > write.now - EVERY:
        return False
    _put(write, kid, sealed)
    return True

"""Rows of `remote_store` as the lanes read and write them; every write belongs to the holder of the lane (F12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert_rows
from gateway.db.writer import Database, Write
from gateway.delivery import retry
from gateway.jobs.lanes import Claim, holds
from xapi.remote import Trouble

KEY_PROBE = timedelta(minutes=10)
"""Least pause where only a person can mend it: a refused key, a wrong address."""

_FOR_PEOPLE = frozenset({"key_refused", "forbidden", "not_a_store", "address_refused", "refuses_all", "sealed"})


@dataclass(frozen=True)
class Refusal:
    """One statement that one side does not take; `statement_id` is at most 64 printable characters."""

    statement_id: str
    code: str
    reason: str


class Gone(Exception):
    """The lane was taken over, or the store was paused or removed: what this run was about to write is not written."""


def lane_of(row: Any) -> str:
    """Return the name of a store's lane."""
    return f"{row.direction}/{row.tenant_id}/{row.id}"


def running(conn: Connection, lane: str) -> Any | None:
    """Return the row of a lane's store, None where it is paused or was removed."""
    direction, tenant_id, store_id = lane.split("/")
    query = select(t.remote_store).filter_by(
        tenant_id=int(tenant_id), id=store_id, direction=direction, state="running"
    )
    return conn.execute(query).first()


def resting(row: Any, now: datetime) -> datetime | None:
    """Return until when a store in trouble is left alone, None where it may be called."""
    until = datetime.fromisoformat(row.trouble["until"]) if row.trouble else now
    return until if until > now else None


def tries(row: Any) -> int:
    """Return how often in a row a store could not be used."""
    return int(row.trouble["tries"]) if row.trouble else 0


def save(write: Write, held: Claim, row: Any, values: dict[str, Any], refusals: Sequence[Refusal] = ()) -> None:
    """Write what a run got done, and that the store works; Gone when it is not this run's to write any more."""
    key = {"tenant_id": row.tenant_id, "id": row.id}
    query = select(t.remote_store.c.state).filter_by(**key).with_for_update()
    if not holds(write.conn, held) or write.conn.scalar(query) != "running":
        raise Gone
    known = write.conn.execute(
        select(t.remote_refused.c.statement_id).where(
            t.remote_refused.c.tenant_id == row.tenant_id,
            t.remote_refused.c.store_id == row.id,
            t.remote_refused.c.statement_id.in_([one.statement_id for one in refusals]),
        )
    )
    new = {one.statement_id: one for one in refusals}
    for seen in known:
        new.pop(seen.statement_id, None)
    listed = [
        {"tenant_id": row.tenant_id, "store_id": row.id, "statement_id": one.statement_id, "at": write.now,
         "code": one.code, "reason": one.reason}
        for one in new.values()
    ]  # fmt: skip
    upsert_rows(write.conn, t.remote_refused, ("tenant_id", "store_id", "statement_id"), listed)
    changed = {**values, "trouble": None, "refused": t.remote_store.c.refused + len(listed)}
    write.conn.execute(update(t.remote_store).filter_by(**key).values(**changed))


def note(db: Database, held: Claim, row: Any, error: Trouble) -> datetime:
    """Write down that a store cannot be used now; return when to try again (R4)."""

    def plan(write: Write) -> datetime:
        if not holds(write.conn, held):
            raise Gone
        before = tries(row)
        pause = retry.after(before, error.retry_after, row.id)
        until = write.now + (max(pause, KEY_PROBE) if error.code in _FOR_PEOPLE else pause)
        since = row.trouble["since"] if row.trouble else write.now.isoformat()
        found = {
            "code": error.code, "since": since, "until": until.isoformat(), "tries": before + 1, "detail": error.detail,
        }  # fmt: skip
        key = {"tenant_id": row.tenant_id, "id": row.id}
        write.conn.execute(update(t.remote_store).filter_by(**key).values(trouble=found))
        return until

    return db.write(plan)


def guarded(db: Database, lane: str, held: Claim, work: Callable[[Any], datetime | None]) -> datetime | None:
    """Run `work` with the store's row unless it rests; turn its troubles into a note and the time of the next try.

    `work` returns when to go on, or None for at once; it is called again while half of the lease is left.
    """
    while True:
        with db.read() as conn:
            row = running(conn, lane)
        if row is None:
            return None
        until = resting(row, db.clock())
        if until is not None:
            return until
        try:
            again = work(row)
        except Gone:
            return None
        except Trouble as error:
            return _noted(db, held, row, error)
        if again is not None or db.clock() >= held.until - timedelta(seconds=60):
            return again or db.clock()


def _noted(db: Database, held: Claim, row: Any, error: Trouble) -> datetime | None:
    try:
        return note(db, held, row, error)
    except Gone:
        return None

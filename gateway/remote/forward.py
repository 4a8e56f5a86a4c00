"""Forward statements to another store: the handler of the lanes `forward/<tenant>/<store>`.

Statements go in the order of their numbers, and numbers rise in the order of commits, so a cursor misses nothing. It
moves after the other side has acknowledged; whoever is killed between sends the batch again, and its ids make that
harmless. Left out are decisions of people, unless granted, what came from that very store, and what names a student
who takes no part: the cursor passes over it, so that it is not sent later either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim
from gateway.jobs.runner import Handler
from gateway.remote import rows
from gateway.remote.batch import Batch, Item
from gateway.services import attachments, left_out
from gateway.services.left_out import LeftOut
from xapi import jsontext
from xapi.remote import RemoteStore
from xapi.statement import read_back
from xapi.version import Version

SIZE = 50
"""Statements in a batch."""

CAREFUL = 10
"""Statements in a batch to a store that did not take the last one."""

WEIGHT = 2 * 1024 * 1024
"""Bytes of a batch after which it is full; one statement alone may be larger."""

PATIENCE = 3
"""Failures of a store after which one statement is suspected."""

COUNTED = 10_000
"""Waiting statements that are counted one by one; pages say "more than" for more."""

SWEEP = timedelta(seconds=60)
"""Pause when nothing is left; new statements wake the lane before that."""


_COLUMNS = (t.statement.c.seq, t.statement.c.id, t.statement.c.stored, t.statement.c.body)


@dataclass(frozen=True)
class _Piece:
    """A batch, and where the cursor stands after it."""

    items: list[Item]
    cursor: int


class Forwarding:
    """Sends what is due for one store."""

    def __init__(self, db: Database, connect: Callable[[Any], RemoteStore]) -> None:
        self.db = db
        self.connect = connect

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Send until nothing is left, the store takes nothing, or half the lease is used; return when to go on."""
        return rows.guarded(self.db, lane, held, lambda row: self._one_batch(row, held))

    def _one_batch(self, row: Any, held: Claim) -> datetime | None:
        with self.db.read() as conn:
            piece = _read(conn, row, self._left_out(conn, row))
        if piece.cursor == row.cursor:
            return self.db.clock() + SWEEP
        patient = rows.tries(row) >= PATIENCE
        batch = Batch(self.connect(row), lambda: self._taken_before(row), plain=row.plain, patient=patient)
        if piece.items:
            batch.send(piece.items)
        values = {"cursor": piece.cursor, "moved": t.remote_store.c.moved + batch.taken, "plain": batch.plain}
        if piece.items:
            values["last_at"] = self.db.clock()
        self.db.write(lambda w: rows.save(w, held, row, values, batch.refused))
        return None

    def _taken_before(self, row: Any) -> Item | None:
        """Return the newest statement without attachments that the store took, None for none."""
        with self.db.read() as conn:
            found = conn.execute(
                select(*_COLUMNS)
                .where(*_wanted(conn, row), t.statement.c.seq <= row.cursor)
                .order_by(t.statement.c.seq.desc())
                .limit(SIZE)
            ).all()
            names = [str(UUID(bytes=bytes(one.id))) for one in found]
            refused = select(t.remote_refused.c.statement_id).where(
                t.remote_refused.c.tenant_id == row.tenant_id,
                t.remote_refused.c.store_id == row.id,
                t.remote_refused.c.statement_id.in_(names),
            )
            not_taken = set(conn.scalars(refused))
            sizes = _sizes(conn, row.tenant_id, [one.seq for one in found])
            fine = _let_out(
                [one for one, name in zip(found, names, strict=True) if name not in not_taken and one.seq not in sizes],
                self._left_out(conn, row),
            )
            return _items(conn, row.tenant_id, fine[:1], {})[0] if fine else None

    def _left_out(self, conn: Connection, row: Any) -> LeftOut | None:
        return left_out.of(conn, self.db.known_key, row.tenant_id)

    def waking(self, handler: Handler) -> Handler:
        """Return a handler of `<kind>/<tenant>` that, run after statements came, also wakes what forwards them."""

        def run(lane: str, held: Claim) -> datetime | None:
            again = handler(lane, held)
            self.wake(int(lane.split("/")[1]))
            return again

        return run

    def wake(self, tenant_id: int) -> None:
        """Make the lanes due that have something to send; a read decides, so that nothing is written otherwise."""
        with self.db.read() as conn:
            behind = [rows.lane_of(row) for row in _forwards(conn, tenant_id) if row.cursor < head(conn, tenant_id)]
        if behind:
            self.db.write(lambda w: _wake(w, behind))


def head(conn: Connection, tenant_id: int) -> int:
    """Return the number of the newest statement, 0 for none."""
    return int(conn.scalar(select(func.max(t.statement.c.seq)).where(t.statement.c.tenant_id == tenant_id)) or 0)


def left(conn: Connection, row: Any) -> tuple[int, datetime | None]:
    """Return how many statements wait to be forwarded, at most COUNTED, and when the oldest of them was stored."""
    waiting = select(t.statement.c.stored).where(*_wanted(conn, row), t.statement.c.seq > row.cursor)
    oldest = conn.scalar(waiting.order_by(t.statement.c.seq).limit(1))
    count = conn.scalar(select(func.count()).select_from(waiting.limit(COUNTED).subquery())) if oldest else 0
    return int(count or 0), oldest


def _wake(write: Write, lanes: Sequence[str]) -> None:
    for name in lanes:
        write.wake(name)


def _forwards(conn: Connection, tenant_id: int) -> Sequence[Any]:
    query = select(t.remote_store).filter_by(tenant_id=tenant_id, direction="forward", state="running")
    return conn.execute(query).all()


def _read(conn: Connection, row: Any, out: LeftOut | None) -> _Piece:
    """Return the next statements to send; the newest number is read first, so that nothing slips in between."""
    newest = head(conn, row.tenant_id)
    size = CAREFUL if row.trouble else SIZE
    if row.trouble and row.trouble["code"] in {"timeout", "throttled"} and rows.tries(row) >= PATIENCE:
        size = 1
    found = conn.execute(
        select(*_COLUMNS)
        .where(*_wanted(conn, row), t.statement.c.seq > row.cursor, t.statement.c.seq <= newest)
        .order_by(t.statement.c.seq)
        .limit(size)
    ).all()
    sizes = _sizes(conn, row.tenant_id, [one.seq for one in found])
    fitting = _fitting(found, sizes)
    full = len(found) == size or len(fitting) < len(found)
    sent = _let_out(fitting, out)
    return _Piece(_items(conn, row.tenant_id, sent, sizes), fitting[-1].seq if full else max(newest, row.cursor))


def _let_out(found: Sequence[Any], out: LeftOut | None) -> list[Any]:
    """Return the rows that name nobody who takes no part."""
    return [one for one in found if out is None or not out.names(jsontext.read(one.body))]


def _wanted(conn: Connection, row: Any) -> list[ColumnElement[bool]]:
    """Return the conditions of what a store gets at all."""
    twins = conn.scalars(
        select(t.remote_store.c.id).filter_by(tenant_id=row.tenant_id, direction="pull", endpoint=row.endpoint)
    ).all()
    found = [t.statement.c.tenant_id == row.tenant_id]
    if not row.decisions:
        found.append(t.statement.c.decision.is_(False))
    if twins:
        source = t.statement.c.credential_id
        found.append(or_(source.is_(None), source.not_in(twins)))
    return found


def _sizes(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> dict[int, int]:
    """Return how many bytes of attachments came with statements."""
    on = (t.attached.c.tenant_id == t.attachment.c.tenant_id) & (t.attached.c.sha2 == t.attachment.c.sha2)
    query = (
        select(t.attached.c.seq, func.sum(func.length(t.attachment.c.content)))
        .join(t.attachment, on)
        .where(t.attached.c.tenant_id == tenant_id, t.attachment.c.tenant_id == tenant_id, t.attached.c.seq.in_(seqs))
        .group_by(t.attached.c.seq)
    )
    return {seq: int(size) for seq, size in conn.execute(query)}


def _fitting(found: Sequence[Any], sizes: dict[int, int]) -> list[Any]:
    """Return as many rows from the front as make a batch of reasonable weight, one at least."""
    weight = 0
    fitting: list[Any] = []
    for one in found:
        weight += len(one.body) + sizes.get(one.seq, 0)
        if fitting and weight > WEIGHT:
            break
        fitting.append(one)
    return fitting


def _items(conn: Connection, tenant_id: int, found: Sequence[Any], sizes: dict[int, int]) -> list[Item]:
    contents = {one.seq: attachments.of(conn, tenant_id, [one.seq]) for one in found if one.seq in sizes}
    return [Item(UUID(bytes=bytes(one.id)), _body(one), contents.get(one.seq, {})) for one in found]


def _body(row: Any) -> dict[str, Any]:
    body = jsontext.read(row.body)
    return read_back(body, stored=row.stored, version=Version(body["version"]))

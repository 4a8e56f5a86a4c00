"""A large new framework comes in pieces, so that nobody waits long for the writer, and is seen once it is whole.

Its rows are written under a framework that is *staged*: no page, search or import knows it. One short write then says
that it is there. What a stop leaves of a staged one is removed once a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.security import new_id
from gateway.services import standards_rows
from gateway.services.standards_diff import Changes

LARGE, PIECE = 2000, 500
"""New standards from which on a framework is staged; rows of one write."""

ABANDONED = timedelta(hours=1)
"""No import takes so long."""

_STAGED = "staged:"

SHOWN = t.framework.c.staged_at.is_(None)
"""Of a query: frameworks that are whole."""


def outside(tenant_id: int, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Leave out what belongs to a staged framework, by the column that names the framework."""
    framework = t.framework.c
    return column.not_in(select(framework.id).where(framework.tenant_id == tenant_id, framework.staged_at.is_not(None)))


def stage(db: Database, tenant_id: int, found: Changes) -> str | None:
    """Write the rows of a large new framework; return what `publish` asks for, None where it is to be written at once.

    That is so for what is small or known, and where somebody else brings it in at this moment.
    """
    if found.known is not None or len(found.added) < LARGE:
        return None
    stamp = _STAGED + new_id()
    ids = {str(row["identifier"]): str(row["id"]) for row in found.added}
    edges = standards_rows.edges(tenant_id, found.framework_id, found.framework.edges, ids)
    clear(db, tenant_id, found.framework_id)
    if not db.write(lambda write: _begun(write, tenant_id, found, stamp)):
        return None
    for table, rows in ((t.standard, found.added), (t.edge, edges)):
        for some in chunks(list(rows), PIECE):
            if not db.write(_piece(tenant_id, found.framework_id, stamp, table, some)):
                return None
    return stamp


def holds(write: Write, tenant_id: int, framework_id: str, stamp: str | None) -> bool:
    """Say whether what was staged is still there as it was."""
    own = select(t.framework.c.id).filter_by(tenant_id=tenant_id, id=framework_id, identifier=stamp or "")
    return write.conn.execute(own).first() is not None


def discard(write: Write, tenant_id: int, framework_id: str) -> None:
    """Remove a staged framework in one go: another import brings it in at once."""
    own = select(t.framework.c.id).where(t.framework.c.tenant_id == tenant_id, t.framework.c.id == framework_id, ~SHOWN)
    if write.conn.execute(own).first() is not None:
        for table in (t.edge, t.standard):
            write.conn.execute(
                delete(table).where(table.c.tenant_id == tenant_id, table.c.framework_id == framework_id)
            )
        write.conn.execute(delete(t.framework).filter_by(tenant_id=tenant_id, id=framework_id))


def clear(db: Database, tenant_id: int, framework_id: str = "") -> int:
    """Remove, piece by piece, what interrupted imports left of one or all frameworks; return how many of them."""
    framework, old = t.framework.c, db.clock() - ABANDONED
    query = select(framework.id).where(framework.tenant_id == tenant_id, framework.staged_at < old)
    with db.read() as conn:
        left = list(conn.scalars(query.where(framework.id == framework_id) if framework_id else query))
    for one in left:
        while any(db.write(_taken(tenant_id, one, table)) for table in (t.edge, t.standard)):
            pass
        db.write(lambda write, one=one: discard(write, tenant_id, one))  # type: ignore[misc]
    return len(left)


def _begun(write: Write, tenant_id: int, found: Changes, stamp: str) -> bool:
    key = {"tenant_id": tenant_id, "id": found.framework_id}
    if write.conn.execute(select(t.framework.c.id).filter_by(**key)).first() is not None:
        return False
    row = {**key, "identifier": stamp, **standards_rows.values(found.framework)}
    write.conn.execute(insert(t.framework).values(**row, imported_at=write.now, staged_at=write.now))
    return True


def _piece(
    tenant_id: int, framework_id: str, stamp: str, table: Any, rows: Sequence[Mapping[str, Any]]
) -> Callable[[Write], bool]:
    def plan(write: Write) -> bool:
        if not holds(write, tenant_id, framework_id, stamp):
            return False
        standards_rows.put(write.conn, table, rows)
        return True

    return plan


def _taken(tenant_id: int, framework_id: str, table: Any) -> Callable[[Write], int]:
    some: Select[Any] = select(table.c.id).filter_by(tenant_id=tenant_id, framework_id=framework_id).limit(PIECE)

    def plan(write: Write) -> int:
        ids = list(write.conn.scalars(some))
        return write.conn.execute(delete(table).where(table.c.tenant_id == tenant_id, table.c.id.in_(ids))).rowcount

    return plan


def sweep(db: Database) -> int:
    """Remove what interrupted imports of all tenants left; return of how many frameworks."""
    return sum(clear(db, tenant_id) for tenant_id in _tenants(db))


def _tenants(db: Database) -> Iterator[int]:
    with db.read() as conn:
        yield from conn.scalars(select(t.tenant.c.id)).all()

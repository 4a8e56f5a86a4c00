"""Import a framework of standards, again and again: the same file changes nothing, a newer one updates and retires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.services import evaluate, standards_rows, standards_staged
from gateway.services.standards_diff import Changes, compare
from gateway.services.standards_resolve import resolve
from gateway.standards.model import Framework

_PATIENCE = 120.0
"""Seconds that who imports waits for the writer."""


@dataclass(frozen=True)
class Imported:
    """What an import did, in counts."""

    framework_id: str
    title: str
    added: int
    changed: int
    retired: int
    same: int


def import_framework(
    write: Write, tenant_id: int, framework: Framework, prepared: Changes | None = None, stamp: str | None = None
) -> Imported:
    """Store a parsed framework. Identities are kept by identifier; what vanished is retired, never deleted.

    `prepared` is what `compare` found before, so that others need not wait for it; it is done again where the framework
    was imported in between. `stamp` is what `standards_staged.stage` returned of it: then its rows are there already.
    """
    found = prepared
    if found is None or not _stands(write.conn, tenant_id, found):
        found = compare(write.conn, tenant_id, framework, write.now.date())
    if stamp is not None and found is prepared and standards_staged.holds(write, tenant_id, found.framework_id, stamp):
        _publish(write, tenant_id, found)
    else:
        _framework(write, tenant_id, found)
        standards_rows.put(write.conn, t.standard, found.added)
        _change(write, tenant_id, found)
        if found.relink:
            _edges(write, tenant_id, found)
    if found.any:
        resolve(write.conn, tenant_id)
        _renew(write, tenant_id, found.framework_id)
    return Imported(
        found.framework_id, framework.title, len(found.added), len(found.changed), len(found.retired), found.same
    )


def import_all(
    write: Write, tenant_id: int, frameworks: Sequence[Framework], prepared: Sequence[Changes | None] = (),
    stamps: Sequence[str | None] = (),
) -> list[Imported]:  # fmt: skip
    """Store the frameworks of one file: all of them or, where one is refused, none."""
    both = zip_longest(frameworks, prepared, stamps)
    return [import_framework(write, tenant_id, one, ready, stamp) for one, ready, stamp in both if one is not None]


def bring_in(
    db: Database, tenant_id: int, frameworks: Sequence[Framework], prepared: Sequence[Changes],
    also: Callable[[Write, list[Imported]], None],
) -> list[Imported]:  # fmt: skip
    """Do the same without holding the writer for long: what is new and large comes in pieces that nobody sees.

    `prepared` is what `compare` found; `also` runs in the write by which everything is there.
    """
    stamps = [standards_staged.stage(db, tenant_id, one) for one in prepared]

    def plan(write: Write) -> list[Imported]:
        done = import_all(write, tenant_id, frameworks, prepared, stamps)
        also(write, done)
        return done

    return db.write(plan, timeout=_PATIENCE)


def _publish(write: Write, tenant_id: int, found: Changes) -> None:
    """Let a staged framework be seen."""
    own = update(t.framework).filter_by(tenant_id=tenant_id, id=found.framework_id)
    write.conn.execute(own.values(identifier=found.framework.identifier, imported_at=write.now, staged_at=None))


def notices(conn: Connection, tenant_id: int) -> list[str]:
    """Return the notices that must stand wherever statements of a tenant's frameworks are shown."""
    own = (t.framework.c.tenant_id == tenant_id, t.framework.c.notice.is_not(None), standards_staged.SHOWN)
    query = select(t.framework.c.notice).where(*own)
    return sorted({str(one) for one in conn.scalars(query)})


def _stands(conn: Connection, tenant_id: int, prepared: Changes) -> bool:
    """Say whether nobody imported the framework since it was compared."""
    own = select(t.framework.c.imported_at).where(t.framework.c.tenant_id == tenant_id, standards_staged.SHOWN)
    at = conn.scalar(own.where(t.framework.c.id == prepared.framework_id))
    return bool(at == (prepared.known.imported_at if prepared.known else None))


def _framework(write: Write, tenant_id: int, found: Changes) -> None:
    framework, values = found.framework, standards_rows.values(found.framework)
    key = {"tenant_id": tenant_id, "id": found.framework_id}
    if found.known is None:
        standards_staged.discard(write, tenant_id, found.framework_id)
        row = {**key, "identifier": framework.identifier, **values, "imported_at": write.now}
        write.conn.execute(insert(t.framework).values(row))
    elif found.any or any(getattr(found.known, name) != value for name, value in values.items()):
        write.conn.execute(update(t.framework).filter_by(**key).values(**values, imported_at=write.now))


def _change(write: Write, tenant_id: int, found: Changes) -> None:
    """Bring stored standards up to date, and retire what the file has no more."""
    updated = [*found.changed, *found.moved]
    if updated:
        names = [name for name in updated[0][1] if name != "identifier"]
        one = update(t.standard).where(t.standard.c.tenant_id == tenant_id, t.standard.c.id == bindparam("own"))
        bound = one.values({name: bindparam(f"new_{name}") for name in names})
        write.conn.execute(
            bound,
            [{"own": row.id, **{f"new_{name}": values[name] for name in names}} for row, values in updated],
        )
    for some in chunks([row.id for row in found.retired]):
        mine = (t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(some))
        write.conn.execute(update(t.standard).where(*mine).values(retired=True))


def _edges(write: Write, tenant_id: int, found: Changes) -> None:
    """Edges carry no identity of their own: replace them all where any differs."""
    write.conn.execute(
        delete(t.edge).where(t.edge.c.tenant_id == tenant_id, t.edge.c.framework_id == found.framework_id)
    )
    own = select(t.standard.c.identifier, t.standard.c.id)
    ids = {
        row.identifier: row.id
        for row in write.conn.execute(own.filter_by(tenant_id=tenant_id, framework_id=found.framework_id))
    }
    rows = standards_rows.edges(tenant_id, found.framework_id, found.framework.edges, ids)
    standards_rows.put(write.conn, t.edge, rows)


def _renew(write: Write, tenant_id: int, framework_id: str) -> None:
    """Have the courses that use the framework read it again: prerequisites are an input of every learner's fold."""
    own = select(t.standard.c.id).where(t.standard.c.tenant_id == tenant_id, t.standard.c.framework_id == framework_id)
    ids = set(write.conn.scalars(own))
    for row in write.conn.execute(select(t.course.c.id, t.course.c.settings).filter_by(tenant_id=tenant_id)).all():
        if ids.intersection(row.settings.get("standards", ())):
            course = update(t.course).filter_by(tenant_id=tenant_id, id=row.id)
            write.conn.execute(course.values(version=t.course.c.version + 1))
            evaluate.refold_course(write, tenant_id, row.id)

"""Import a framework of standards, again and again: the same file changes nothing, a newer one updates and retires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows
from gateway.db.types import Json
from gateway.db.writer import Write
from gateway.security import new_id
from gateway.services import evaluate
from gateway.services.standards_diff import Changes, compare, link_of
from gateway.services.standards_resolve import resolve
from gateway.standards.model import Framework
from xapi import jsontext


@dataclass(frozen=True)
class Imported:
    """What an import did, in counts."""

    framework_id: str
    title: str
    added: int
    changed: int
    retired: int
    same: int


def import_framework(write: Write, tenant_id: int, framework: Framework, prepared: Changes | None = None) -> Imported:
    """Store a parsed framework. Identities are kept by identifier; what vanished is retired, never deleted.

    `prepared` is what `compare` found before, so that others need not wait for it; it is done again where the framework
    was imported in between.
    """
    found = prepared
    if found is None or not _stands(write.conn, tenant_id, found):
        found = compare(write.conn, tenant_id, framework, write.now.date())
    _framework(write, tenant_id, found)
    _insert(write.conn, t.standard, found.added)
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
    write: Write, tenant_id: int, frameworks: Iterable[Framework], prepared: Iterable[Changes | None] = ()
) -> list[Imported]:
    """Store the frameworks of one file: all of them or, where one is refused, none."""
    both = zip_longest(frameworks, prepared)
    return [import_framework(write, tenant_id, one, ready) for one, ready in both if one is not None]


def notices(conn: Connection, tenant_id: int) -> list[str]:
    """Return the notices that must stand wherever statements of a tenant's frameworks are shown."""
    query = select(t.framework.c.notice).where(t.framework.c.tenant_id == tenant_id, t.framework.c.notice.is_not(None))
    return sorted({str(one) for one in conn.scalars(query)})


def _stands(conn: Connection, tenant_id: int, prepared: Changes) -> bool:
    """Say whether nobody imported the framework since it was compared."""
    at = conn.scalar(select(t.framework.c.imported_at).filter_by(tenant_id=tenant_id, id=prepared.framework_id))
    return bool(at == (prepared.known.imported_at if prepared.known else None))


def _insert(conn: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert many rows by the driver: the toolkit would hold the one writer several times as long."""
    names = [column.name for column in table.columns]
    lists = [column.name for column in table.columns if isinstance(column.type, Json)]
    stored = (
        {**row, **{name: jsontext.write(row[name]).decode() for name in lists if row[name] is not None}} for row in rows
    )
    insert_rows(conn, table, [tuple(row[name] for name in names) for row in stored])


def _framework(write: Write, tenant_id: int, found: Changes) -> None:
    framework = found.framework
    values = {
        "uri": framework.uri, "title": framework.title, "subjects": list(framework.subjects),
        "notice": framework.notice, "version": framework.version, "source": framework.source,
        "status": framework.status, "licence": framework.licence, "creator": framework.creator,
    }  # fmt: skip
    key = {"tenant_id": tenant_id, "id": found.framework_id}
    if found.known is None:
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
    names = ("kind", "origin", "destination", "sequence", "origin_uri", "destination_uri")
    rows: list[dict[str, Any]] = [
        {
            "tenant_id": tenant_id, "id": new_id(), "framework_id": found.framework_id,
            **dict(zip(names, link_of(edge), strict=True)),
            "origin_id": ids.get(edge.origin), "destination_id": ids.get(edge.destination),
        }
        for edge in found.framework.edges
    ]  # fmt: skip
    _insert(write.conn, t.edge, rows)


def _renew(write: Write, tenant_id: int, framework_id: str) -> None:
    """Have the courses that use the framework read it again: prerequisites are an input of every learner's fold."""
    own = select(t.standard.c.id).where(t.standard.c.tenant_id == tenant_id, t.standard.c.framework_id == framework_id)
    ids = set(write.conn.scalars(own))
    for row in write.conn.execute(select(t.course.c.id, t.course.c.settings).filter_by(tenant_id=tenant_id)).all():
        if ids.intersection(row.settings.get("standards", ())):
            course = update(t.course).filter_by(tenant_id=tenant_id, id=row.id)
            write.conn.execute(course.values(version=t.course.c.version + 1))
            evaluate.refold_course(write, tenant_id, row.id)

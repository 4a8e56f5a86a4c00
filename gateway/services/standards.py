"""Import a framework of standards, again and again: the same file changes nothing, a newer one updates and retires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import new_id, stable_id
from gateway.services import evaluate
from gateway.standards.codes import normalise
from gateway.standards.model import Framework
from gateway.standards.tree import Placed, place


@dataclass(frozen=True)
class Imported:
    """What an import did, in counts."""

    framework_id: str
    title: str
    added: int
    changed: int
    retired: int
    same: int


def import_framework(write: Write, tenant_id: int, framework: Framework) -> Imported:
    """Store a parsed framework. Identities are kept by identifier; what vanished is retired, never deleted."""
    framework_id = _framework(write, tenant_id, framework)
    before = {row.identifier: row for row in _rows(write.conn, tenant_id, framework_id)}
    added, changed, unchanged = [], 0, 0
    placed = place(framework)
    for one in placed:
        values = _values(one)
        row = before.pop(one.item.identifier, None)
        if row is None:
            added.append(
                {
                    "tenant_id": tenant_id,
                    "id": stable_id(framework_id, one.item.identifier),
                    "framework_id": framework_id,
                    **values,
                }
            )
        elif all(getattr(row, name) == value for name, value in values.items()):
            unchanged += 1
        else:
            changed += 1
            write.conn.execute(update(t.standard).filter_by(tenant_id=tenant_id, id=row.id).values(**values))
    if added:
        write.conn.execute(insert(t.standard), added)
    gone = [row.id for row in before.values() if not row.retired]
    for identifier in gone:
        write.conn.execute(update(t.standard).filter_by(tenant_id=tenant_id, id=identifier).values(retired=True))
    linked = _edges(write, tenant_id, framework_id, framework)
    if linked or added or changed or gone:
        _renew(write, tenant_id, framework_id)
    return Imported(framework_id, framework.title, len(added), changed, len(gone), unchanged)


def notices(conn: Connection, tenant_id: int) -> list[str]:
    """Return the notices that must stand wherever statements of a tenant's frameworks are shown."""
    query = select(t.framework.c.notice).where(t.framework.c.tenant_id == tenant_id, t.framework.c.notice.is_not(None))
    return sorted({str(one) for one in conn.scalars(query)})


def _framework(write: Write, tenant_id: int, framework: Framework) -> str:
    values = {
        "uri": framework.uri, "title": framework.title, "subjects": list(framework.subjects),
        "notice": framework.notice, "version": framework.version, "imported_at": write.now,
    }  # fmt: skip
    key = {"tenant_id": tenant_id, "identifier": framework.identifier}
    found = write.conn.scalar(select(t.framework.c.id).filter_by(**key))
    if found:
        write.conn.execute(update(t.framework).filter_by(tenant_id=tenant_id, id=found).values(**values))
        return str(found)
    identifier = stable_id(framework.identifier)
    write.conn.execute(insert(t.framework).values(id=identifier, **key, **values))
    return identifier


def _rows(conn: Connection, tenant_id: int, framework_id: str) -> list[Any]:
    query = select(t.standard).where(t.standard.c.tenant_id == tenant_id, t.standard.c.framework_id == framework_id)
    return list(conn.execute(query))


def _values(one: Placed) -> dict[str, Any]:
    item = one.item
    return {
        "identifier": item.identifier, "uri": item.uri, "code": item.code,
        "code_key": normalise(item.code) if item.code else None, "statement": item.statement, "kind": item.kind,
        "grades": list(item.grades), "depth": one.depth, "position": one.position, "assessable": one.assessable,
        "retired": item.retired,
    }  # fmt: skip


def _edges(write: Write, tenant_id: int, framework_id: str, framework: Framework) -> bool:
    """Edges carry no identity of their own: replace them all where any differs; return whether one did."""
    mine = (t.edge.c.tenant_id == tenant_id, t.edge.c.framework_id == framework_id)
    columns = (t.edge.c.kind, t.edge.c.origin, t.edge.c.destination, t.edge.c.sequence)
    before = {tuple(row) for row in write.conn.execute(select(*columns).where(*mine))}
    if before == {(edge.kind, edge.origin, edge.destination, edge.sequence) for edge in framework.edges}:
        return False
    write.conn.execute(delete(t.edge).where(*mine))
    rows = [
        {
            "tenant_id": tenant_id, "id": new_id(), "framework_id": framework_id, "kind": edge.kind,
            "origin": edge.origin, "destination": edge.destination, "sequence": edge.sequence,
        }
        for edge in framework.edges
    ]  # fmt: skip
    if rows:
        write.conn.execute(insert(t.edge), rows)
    return True


def _renew(write: Write, tenant_id: int, framework_id: str) -> None:
    """Have the courses that use the framework read it again: prerequisites are an input of every learner's fold."""
    ids = {row.id for row in _rows(write.conn, tenant_id, framework_id)}
    for row in write.conn.execute(select(t.course.c.id, t.course.c.settings).filter_by(tenant_id=tenant_id)).all():
        if ids.intersection(row.settings.get("standards", ())):
            course = update(t.course).filter_by(tenant_id=tenant_id, id=row.id)
            write.conn.execute(course.values(version=t.course.c.version + 1))
            evaluate.refold_course(write, tenant_id, row.id)

"""Associations that point outside their framework: found in what is there now, by identifier, address, then code.

An end that nothing here answers to stays as it came, and is looked for again at the next import (standards.md 1.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Connection, and_, bindparam, or_, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.services.standards_staged import SHOWN, outside
from gateway.standards.references import Reference, reference_in

_ENDS = ("origin", "destination")


def resolve(conn: Connection, tenant_id: int) -> int:
    """Join the open ends of a tenant's associations to standards that are here; return how many were."""
    edge = t.edge.c
    open_ends = [and_(edge[f"{end}_uri"].is_not(None), edge[f"{end}_id"].is_(None)) for end in _ENDS]
    shown = outside(tenant_id, edge.framework_id)
    rows = conn.execute(select(t.edge).where(edge.tenant_id == tenant_id, shown, or_(*open_ends))).all()
    done = 0
    for end in _ENDS:
        ends = [
            (row.id, row.framework_id, getattr(row, end), getattr(row, f"{end}_uri"))
            for row in rows
            if getattr(row, f"{end}_uri") is not None and getattr(row, f"{end}_id") is None
        ]
        found = _found(conn, tenant_id, ends)
        if found:
            one = update(t.edge).where(edge.tenant_id == tenant_id, edge.id == bindparam("own"))
            conn.execute(one.values({f"{end}_id": bindparam("meant")}), found)
        done += len(found)
    return done


def _found(conn: Connection, tenant_id: int, ends: list[tuple[str, str, str, str]]) -> list[dict[str, str]]:
    """Return which association means which standard, for (association, framework, name, address) of open ends."""
    by_name = _by(conn, tenant_id, t.standard.c.identifier, {name for _, _, name, _ in ends})
    by_address = _by(conn, tenant_id, t.standard.c.uri, {uri for _, _, _, uri in ends})
    references = {uri: reference_in(uri) for _, _, _, uri in ends}
    by_code = _by(conn, tenant_id, t.standard.c.code_key, {one.code_key for one in references.values() if one})
    found = []
    for own, framework, name, uri in ends:
        reference = references[uri]
        meant = _one(by_name.get(name)) or _one(by_address.get(uri))
        if meant is None and reference is not None:
            meant = _by_owner(by_code.get(reference.code_key, []), reference, framework)
        if meant is not None:
            found.append({"own": own, "meant": meant})
    return found


def _by(conn: Connection, tenant_id: int, column: Column[Any], values: Iterable[str]) -> dict[str, list[Any]]:
    """Return the standards that have one of these values in a column, with their frameworks' titles."""
    named = (t.framework.c.tenant_id == t.standard.c.tenant_id) & (t.framework.c.id == t.standard.c.framework_id)
    wanted = t.standard.c
    query = select(column.label("key"), wanted.id, wanted.retired, wanted.framework_id, t.framework.c.title)
    found: dict[str, list[Any]] = {}
    for some in chunks(sorted(values)):
        for row in conn.execute(
            query.join(t.framework, named)
            .where(wanted.tenant_id == tenant_id, SHOWN, column.in_(some))
            .order_by(wanted.id)
        ):
            found.setdefault(row.key, []).append(row)
    return found


def _one(rows: list[Any] | None) -> str | None:
    """Return the only standard, or the only one that holds; None where two answer to the same name."""
    if not rows:
        return None
    holding = [row for row in rows if not row.retired] or rows
    return str(holding[0].id) if len(holding) == 1 else None


def _by_owner(rows: list[Any], reference: Reference, framework: str) -> str | None:
    """Return the standard of a code in the framework of its owner: others may use the same codes for other words."""
    return _one([row for row in rows if reference.owner in row.title.lower() and row.framework_id != framework])

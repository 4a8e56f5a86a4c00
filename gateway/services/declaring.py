"""Bring in a file that says what activities count for: resolved, told line by line, and stored all or nothing.

What is stored is a declaration. It counts once a teacher accepts it, or at once where the importer says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.services import aligning
from gateway.services.align import reread
from gateway.services.align_rules import activity_of, renew_courses
from gateway.services.catalogue import Catalogue, resolve
from gateway.standards.carriers import Declared


@dataclass(frozen=True)
class Line:
    """One activity of a file: our standards that it names, names that no framework here has, and whether it is known.

    `iri` is empty where it is neither an activity of the school nor named by an address.
    """

    iri: str
    title: str
    standards: tuple[str, ...]
    unknown: tuple[str, ...]
    taught: tuple[str, ...]
    weight: float
    here: bool


def lines(
    conn: Connection, tenant_id: int, declared: Sequence[Declared], catalogues: Sequence[Catalogue]
) -> list[Line]:
    """Return what a file would bring, without storing anything."""
    return [_line(conn, tenant_id, one, catalogues) for one in declared]


def _line(conn: Connection, tenant_id: int, one: Declared, catalogues: Sequence[Catalogue]) -> Line:
    row = conn.execute(
        select(t.activity.c.iri)
        .where(t.activity.c.tenant_id == tenant_id, t.activity.c.iri.in_(one.names))
        .order_by(t.activity.c.iri)
    ).first()
    address = next((name for name in one.names if ":" in name and len(name) <= aligning.LONGEST_IRI), "")
    found = resolve(catalogues, one.refs)
    unknown = () if found else tuple(dict.fromkeys(ref.value for ref in one.refs))
    return Line(
        row.iri if row else address, one.title, tuple(found), unknown, tuple(resolve(catalogues, one.taught)),
        one.weight, row is not None,
    )  # fmt: skip


def keep(write: Write, tenant_id: int, found: Sequence[Line], *, accept: bool) -> int:
    """Store declarations of lines that name an activity and a standard; return how many are new or newly accepted."""
    changed: set[str] = set()
    count = 0
    for line in found:
        if not line.iri or not line.standards:
            continue
        activity_id = activity_of(write, tenant_id, line.iri, {"en": line.title} if line.title else None)
        stands = {
            row.standard_id: row.confirmed_at is not None
            for row in write.conn.execute(
                select(t.alignment).filter_by(tenant_id=tenant_id, activity_id=activity_id)
            )
        }  # fmt: skip
        for one in line.standards:
            if one in stands and (stands[one] or not accept):
                continue
            key = {"tenant_id": tenant_id, "activity_id": activity_id, "standard_id": one}
            new = {"weight": line.weight, "source": aligning.DECLARED, "confirmed_by": None, "confirmed_at": None}
            upsert(write.conn, t.alignment, key, {}, insert_only=new)
            if accept:
                write.conn.execute(update(t.alignment).filter_by(**key).values(confirmed_at=write.now))
                changed.add(activity_id)
            count += 1
    if changed:
        renew_courses(write, tenant_id)
        reread(write, tenant_id, changed)
    return count

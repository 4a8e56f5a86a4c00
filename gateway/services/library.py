"""Bring the activities that come with Waymark into a tenant: again and again, nothing doubles, nothing is lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from gateway import library as shipped
from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.learn import interests
from gateway.library import Activity, Library
from gateway.security import stable_id

DECLARED = "declared"
"""The source of an alignment that the activity's maker states."""


def activity_id(iri: str) -> str:
    """Return the id under which an activity is kept."""
    return stable_id("activity", iri)


def bring_in(write: Write, tenant_id: int, library: Library | None = None) -> int:
    """Store the sample activities and what they declare; return how many alignments are declared.

    A declared alignment counts for nothing before a teacher accepts it. Codes whose framework is not imported yet
    are left for the next time.
    """
    library = library or shipped.load()
    codes = _codes(write.conn, tenant_id, library)
    declared = 0
    for one in library.activities:
        _keep(write, tenant_id, one)
        for code in one.standards:
            if code in codes:
                key = {"tenant_id": tenant_id, "activity_id": activity_id(one.iri), "standard_id": codes[code]}
                upsert(
                    write.conn, t.alignment, key, {},
                    insert_only={"weight": 1.0, "source": DECLARED, "confirmed_by": None, "confirmed_at": None},
                )  # fmt: skip
                declared += 1
    return declared


def sample_standards(conn: Connection, tenant_id: int, library: Library | None = None) -> dict[str, str]:
    """Return the ids of the standards that the sample library teaches, by code, in its order."""
    library = library or shipped.load()
    codes = _codes(conn, tenant_id, library)
    return {code: codes[code] for unit in library.units for code in unit.standards if code in codes}


def _keep(write: Write, tenant_id: int, one: Activity) -> None:
    upsert(
        write.conn, t.activity, {"tenant_id": tenant_id, "iri": one.iri},
        {
            "key": one.key, "kind": one.kind, "style": one.style, "minutes": one.minutes, "difficulty": one.level,
            "title": dict(one.title), "words": {"learn": dict(one.learn), "matters": dict(one.matters)},
            "detail": {**_detail(one), interests.DETAIL: [dict(each) for each in one.interests]},
        },
        insert_only={"id": activity_id(one.iri), "created_at": write.now},
    )  # fmt: skip


def _detail(one: Activity) -> dict[str, Any]:
    """Return what the activity runs on: a generator, a rubric or an address."""
    if one.rubric:
        return {"rubric": [{"level": each.level, "words": dict(each.words)} for each in one.rubric]}
    if one.practice:
        return {"generator": one.practice.generator, "items": one.practice.items}
    return {"url": one.url}


def _codes(conn: Connection, tenant_id: int, library: Library) -> dict[str, str]:
    """Return the standard of each code of the library's framework."""
    wanted = sorted({code for unit in library.units for code in unit.standards})
    rows = conn.execute(
        select(t.standard.c.code, t.standard.c.id)
        .join(
            t.framework,
            (t.framework.c.tenant_id == t.standard.c.tenant_id) & (t.framework.c.id == t.standard.c.framework_id),
        )
        .where(
            t.standard.c.tenant_id == tenant_id, t.framework.c.identifier == library.framework,
            t.standard.c.code.in_(wanted), t.standard.c.retired.is_(False),
        )
    )  # fmt: skip
    return {row.code: row.id for row in rows}

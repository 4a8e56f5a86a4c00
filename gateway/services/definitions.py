"""What the store knows of activities: their definitions, merged over the statements that carry one (rules 21, 25).

A seam: until the table `activity_definition` is there, the definitions are read out of the latest statements.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services import lookup
from xapi import formats

LATEST = 50
"""Statements of one activity that are looked at."""


def definitions_of(conn: Connection, tenant_id: int, iris: Collection[str]) -> Mapping[str, dict[str, Any]]:
    """Return the merged definition of each activity that has one; later statements win."""
    found: dict[str, dict[str, Any]] = {}
    for iri in sorted(set(iris)):
        for body in reversed(_bodies(conn, tenant_id, iri)):
            for one in formats.activities(orjson.loads(body)):
                if one["id"] == iri and "definition" in one:
                    found[iri] = formats.merged(found.get(iri, {}), one["definition"])
    return found


def _bodies(conn: Connection, tenant_id: int, iri: str) -> list[str]:
    """Return the latest statements that mention an activity, newest first; what people decided is left out."""
    on = (t.statement.c.tenant_id == t.mention.c.tenant_id) & (t.statement.c.seq == t.mention.c.seq)
    rows: dict[int, str] = {}
    for kind in (lookup.ACTIVITY, lookup.RELATED_ACTIVITY):
        query = (
            select(t.statement.c.seq, t.statement.c.body)
            .join(t.mention, on)
            .where(
                t.statement.c.tenant_id == tenant_id,
                t.mention.c.tenant_id == tenant_id,
                t.mention.c.key == lookup.key(kind, iri),
                t.statement.c.decision.is_(False),
            )
            .order_by(t.mention.c.seq.desc())
            .limit(LATEST)
        )
        rows.update({row.seq: row.body for row in conn.execute(query)})
    return [rows[seq] for seq in sorted(rows, reverse=True)[:LATEST]]

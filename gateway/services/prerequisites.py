"""What a course's standards build on: as their frameworks say, closed over the tree, and as the teacher changed it.

A pathway's body keeps a teacher's changes as `builds_on`: `added` and `removed` are [prerequisite, dependent] ids, so
they are published and undone with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.graph import Graph, build
from gateway.learn.tree import Pair
from gateway.learn.usual import Listed, usual
from gateway.standards.plain import plain

BUILDS_ON = "builds_on"

log = structlog.get_logger("prerequisites")


@dataclass(frozen=True)
class Changes:
    """What a teacher added to and removed from a course's prerequisites, as (prerequisite, dependent) ids."""

    added: tuple[Pair, ...] = ()
    removed: tuple[Pair, ...] = ()


def changes_of(body: Mapping[str, Any] | None) -> Changes:
    """Return the changes that a pathway's body keeps."""
    kept = (body or {}).get(BUILDS_ON) or {}
    return Changes(_pairs(kept.get("added")), _pairs(kept.get("removed")))


def _pairs(rows: Sequence[Sequence[str]] | None) -> tuple[Pair, ...]:
    return tuple((one, other) for one, other in rows or ())


def graph_of(
    conn: Connection, tenant_id: int, standards: Collection[str], body: Mapping[str, Any] | None = None
) -> Graph:
    """Return the graph among a course's standards (by our ids, in the teacher's order) under a pathway's body."""
    changes = changes_of(body)
    return framework_graph(conn, tenant_id, standards).within(standards, changes.added, changes.removed)


def framework_graph(conn: Connection, tenant_id: int, standards: Collection[str]) -> Graph:
    """Return the graph of the frameworks that these standards come from, whole, by our ids."""
    frameworks = select(t.standard.c.framework_id).where(
        t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(list(standards))
    )
    item, edge = t.standard.c, t.edge.c
    lines = [
        Listed(row.id, "" if row.assessable else plain(row.statement), row.assessable, min(row.grades, default=None))
        for row in conn.execute(
            select(item.id, item.statement, item.assessable, item.grades)
            .where(item.tenant_id == tenant_id, item.framework_id.in_(frameworks))
            .order_by(item.position, item.id)
        )
    ]
    known = {line.id for line in lines}
    rows = conn.execute(
        select(edge.kind, edge.origin_id, edge.destination_id, edge.origin_uri, edge.destination_uri)
        .where(edge.tenant_id == tenant_id, edge.framework_id.in_(frameworks), edge.kind.in_(("precedes", "isChildOf")))
        .order_by(edge.origin_id, edge.destination_id)
    )
    links = [row for row in rows if row.origin_id in known and row.destination_id in known]
    below = [(row.origin_id, row.destination_id) for row in links if row.kind == "isChildOf" and _inside(row)]
    before = [(_inside(row), (row.origin_id, row.destination_id)) for row in links if row.kind == "precedes"]
    # Each framework was checked alone when it came; what joins two of them may close a circle.
    graph = build(
        [pair for inside, pair in before if inside], below, [line.id for line in lines],
        across=[pair for inside, pair in before if not inside], usual=usual(lines, below),
    )  # fmt: skip
    if graph.left_out:
        log.warning("prerequisites of two frameworks in a circle", tenant=tenant_id, left_out=graph.left_out)
    return graph


def _inside(link: Any) -> bool:
    """Say whether both ends of an association are of its own framework."""
    return link.origin_uri is None and link.destination_uri is None

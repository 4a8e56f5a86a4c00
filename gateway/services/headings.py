"""Under which heading of its framework a standard stands: the domain that a teacher knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.standards.plain import plain


def headings(conn: Connection, tenant_id: int, standards: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return (code, words) of each standard's domain, by the standard's id."""
    frameworks = select(t.standard.c.framework_id).where(
        t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(list(standards))
    )
    wanted = set(standards)
    rows = conn.execute(
        select(t.standard.c.id, t.standard.c.code, t.standard.c.statement, t.standard.c.depth, t.standard.c.assessable)
        .where(t.standard.c.tenant_id == tenant_id, t.standard.c.framework_id.in_(frameworks))
        .order_by(t.standard.c.framework_id, t.standard.c.position)
    )
    return {row.id: head for row, head in walk(rows) if row.id in wanted}


def walk(rows: Any) -> Any:
    """Yield (row, (code, words) of its domain) of rows in reading order.

    The domain is the second heading from the top, where there are two (a grade is above it), else the first.
    """
    above: list[Any] = []
    for row in rows:
        above = [one for one in above if one.depth < row.depth]
        heads = [one for one in above if not one.assessable]
        head = heads[1] if len(heads) > 1 else heads[0] if heads else None
        yield row, ((head.code or "", plain(head.statement)) if head else ("", ""))
        above.append(row)

"""What is the same standard in another framework: by exactMatchOf alone, in either direction, one step far.

Never by isRelatedTo, and not over several steps: one target that matches three standards does not make these three the
same (standards.md 5).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from gateway.db import tables as t
from gateway.db.bulk import chunks

EXACT = "exactMatchOf"
Matches = tuple[list[str], list[str]]
"""Ids of standards that are here, and addresses of those that no import has brought."""


def matches(conn: Connection, tenant_id: int, standard_ids: Sequence[str]) -> dict[str, Matches]:
    """Return what each standard matches; one that matches nothing is left out."""
    found: dict[str, Matches] = {}
    edge = t.edge.c
    for some in chunks(sorted(set(standard_ids))):
        rows = conn.execute(
            select(edge.origin_id, edge.destination_id, edge.origin_uri, edge.destination_uri)
            .where(
                edge.tenant_id == tenant_id, edge.kind == EXACT,
                or_(edge.origin_id.in_(some), edge.destination_id.in_(some)),
            )
            .order_by(edge.origin_id, edge.destination_id, edge.origin_uri, edge.destination_uri)
        )  # fmt: skip
        wanted = set(some)
        for row in rows:
            for own, other, address in (
                (row.origin_id, row.destination_id, row.destination_uri),
                (row.destination_id, row.origin_id, row.origin_uri),
            ):
                if own in wanted:
                    _add(found.setdefault(own, ([], [])), own, other, address)
    return found


def _add(to: Matches, own: str, other: str | None, address: str | None) -> None:
    here, elsewhere = to
    if other is not None and other not in here and other != own:
        here.append(other)
    elif other is None and address and address not in elsewhere:
        elsewhere.append(address)

"""What the school's statements say about activities, merged as they come (rule 25; 1.0.3 part three 2.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from gateway.db import tables as t
from gateway.db.bulk import chunks, look_up
from gateway.db.upsert import upsert_rows
from gateway.db.writer import Write
from xapi import jsontext
from xapi.definitions import definitions, merge

_KEY = ("tenant_id", "activity_hash")
_OF = (
    "SELECT activity_id, definition FROM activity_definition"
    " WHERE activity_definition.tenant_id = ? AND activity_definition.activity_hash IN ({})"
)


def iri_hash(iri: str) -> str:
    """Return the index form of an activity's id: ids are longer than an index takes."""
    return hashlib.sha256(iri.encode()).hexdigest()


def learn(write: Write, tenant_id: int, bodies: Sequence[Mapping[str, Any]]) -> None:
    """Add what new statements say to what is known; rows are written only when they change, in one fixed order.

    The caller holds the lock of the log (`Write.lock_log`), so that nobody merges into the same row meanwhile.
    """
    said = definitions(bodies)
    if not said:
        return
    known = of(write.conn, tenant_id, said)
    rows = []
    for iri, definition in said.items():
        both = merge(known.get(iri, {}), definition)
        if both != known.get(iri):
            rows.append(
                {"tenant_id": tenant_id, "activity_hash": iri_hash(iri), "activity_id": iri, "definition": both}
            )
    upsert_rows(write.conn, t.activity_definition, _KEY, sorted(rows, key=lambda row: str(row["activity_hash"])))


def of(conn: Connection, tenant_id: int, iris: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Return what is known of these activities, by id; those that no statement defined are left out."""
    return {
        iri: _parsed(text)
        for hashes in chunks(sorted(map(iri_hash, iris)))
        for iri, text in look_up(conn, _OF, tenant_id, hashes)
    }


@lru_cache(maxsize=2000)
def _parsed(text: str) -> Mapping[str, Any]:
    """Return what is stored of a definition; most statements of a day name the same activities."""
    found: Mapping[str, Any] = jsontext.read(text)
    return found

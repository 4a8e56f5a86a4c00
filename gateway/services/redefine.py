"""Make what is known of activities again out of the statements that may define them, in the order of the log.

Statements that came with a whole store (`importing`) name keys that are not known here, so that nobody can say any more
which of them may define: what such a store knew of an activity is kept where no statement of our own keys defines it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, exists, select

from gateway.db import tables as t
from gateway.db.upsert import upsert_rows
from gateway.db.writer import Database, Write
from gateway.services.definitions import iri_hash
from xapi import jsontext
from xapi.definitions import definitions, merge

_PAGE = 1000
_DEFINING = frozenset({"all", "define"})

Made = dict[str, dict[str, Any]]


def rebuild(db: Database, tenant_id: int) -> tuple[int, int]:
    """Make all definitions again; return (how many there are, how many came out different)."""
    made: Made = {}
    through = 0
    while True:
        with db.read() as conn:
            last = _learn(conn, tenant_id, _definers(conn, tenant_id), through, made)
        if last is None:
            break
        through = last
    return db.write(partial(_replace, tenant_id=tenant_id, made=made, through=through))


def _definers(conn: Connection, tenant_id: int) -> list[str]:
    """Return the keys whose statements define, as the intake decides it: not those bound to a course, nor launches."""
    bound = {"tenant_id": tenant_id, "kind": "key", "course_id": None}
    keys = conn.execute(select(t.credential.c.id, t.credential.c.scopes).filter_by(**bound))
    return [row.id for row in keys if _DEFINING & set(row.scopes)]


def _learn(conn: Connection, tenant_id: int, keys: Sequence[str], after: int, made: Made) -> int | None:
    """Add what the next statements say; return the last of their numbers, None when there are no more."""
    columns = t.statement.c
    rows = conn.execute(
        select(columns.seq, columns.body)
        .where(columns.tenant_id == tenant_id, columns.seq > after, columns.credential_id.in_(keys))
        .order_by(columns.seq)
        .limit(_PAGE)
    ).all()
    for iri, said in definitions([jsontext.read(row.body) for row in rows]).items():
        made[iri] = merge(made.get(iri, {}), said)
    return rows[-1].seq if rows else None


def _replace(write: Write, tenant_id: int, made: Made, through: int) -> tuple[int, int]:
    """Add what came meanwhile, and put everything in place of what is there."""
    write.lock_log(tenant_id)
    while (last := _learn(write.conn, tenant_id, _definers(write.conn, tenant_id), through, made)) is not None:
        through = last
    table = t.activity_definition.c
    rows = write.conn.execute(select(table.activity_id, table.definition).where(table.tenant_id == tenant_id)).all()
    before = {row.activity_id: row.definition for row in rows}
    gone = [] if _from_elsewhere(write.conn, tenant_id) else sorted(before.keys() - made.keys())
    for iri in gone:
        write.conn.execute(delete(t.activity_definition).filter_by(tenant_id=tenant_id, activity_hash=iri_hash(iri)))
    changed = sorted(iri for iri, one in made.items() if before.get(iri) != one)
    new = [
        {"tenant_id": tenant_id, "activity_hash": iri_hash(iri), "activity_id": iri, "definition": made[iri]}
        for iri in changed
    ]
    upsert_rows(write.conn, t.activity_definition, ("tenant_id", "activity_hash"), new)
    return len(before.keys() | made.keys()) - len(gone), len(gone) + len(changed)


def _from_elsewhere(conn: Connection, tenant_id: int) -> bool:
    """Say whether statements are here that came neither with a key of ours nor by a pull."""
    query = select(t.statement.c.seq).where(
        t.statement.c.tenant_id == tenant_id, t.statement.c.credential_id.is_not(None),
        *(
            ~exists().where(table.c.tenant_id == t.statement.c.tenant_id, table.c.id == t.statement.c.credential_id)
            for table in (t.credential, t.remote_store)
        ),
    )  # fmt: skip
    return conn.scalar(query.limit(1)) is not None

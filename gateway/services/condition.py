"""Whether a database is whole: what its engine says, whether references hold, whether the audit chain does (T23)."""

from __future__ import annotations

from sqlalchemy import select, text

from gateway.db import tables as t
from gateway.db.writer import Database
from gateway.services import audit


def database_problems(db: Database) -> list[str]:
    """Return every problem as one sentence; an empty list means whole. Reads all of the database."""
    with db.read() as conn:
        problems = []
        if conn.dialect.name == "sqlite":
            found = [str(row[0]) for row in conn.execute(text("PRAGMA integrity_check(20)"))]
            problems += [f"integrity: {one}" for one in found if one != "ok"]
            problems += [
                f"{row[0]} row {row[1]} points at nothing in {row[2]}"
                for row in conn.execute(text("PRAGMA foreign_key_check"))
            ][:20]
        for row in conn.execute(select(t.tenant.c.id, t.tenant.c.tag)).all():
            broken = audit.verify(conn, row.id)
            if broken is not None:
                problems.append(f"the audit log of {row.tag} was changed at entry {broken}")
    return problems

"""A file of standards that was sent in: kept for a day while a person looks at what it would change.

The bytes are kept, not what was read from them, so that the import reads what was looked at, also in another process.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.errors import NotFound
from gateway.security import new_id
from gateway.services import audit, standards
from gateway.services.standards import Imported
from gateway.services.standards_diff import Changes, compare
from gateway.standards.loading import unpacked
from gateway.standards.model import Framework
from gateway.standards.read import read

LIFE = timedelta(days=1)
MOST = 5
"""Files of a school that may wait; the oldest goes first."""


@dataclass(frozen=True)
class Waiting:
    """A file that waits: its name, its frameworks, and what each would change."""

    name: str
    frameworks: Sequence[Framework]
    changes: Sequence[Changes]


def packed(data: bytes) -> bytes:
    """Return a file as it is kept; NotAFramework where it is too large or not whole."""
    return gzip.compress(unpacked(data), 3)


def keep(write: Write, tenant_id: int, name: str, data: bytes) -> str:
    """Keep a packed file and return its id; what is older than a day goes."""
    draft = t.framework_draft.c
    old = list(
        write.conn.scalars(
            select(draft.id).where(draft.tenant_id == tenant_id).order_by(draft.made_at.desc()).offset(MOST - 1)
        )
    )
    write.conn.execute(delete(t.framework_draft).where(draft.tenant_id == tenant_id, draft.id.in_(old)))
    write.conn.execute(delete(t.framework_draft).where(draft.tenant_id == tenant_id, draft.made_at < write.now - LIFE))
    own = new_id()
    row = {"tenant_id": tenant_id, "id": own, "name": name, "data": data, "made_at": write.now}
    write.conn.execute(insert(t.framework_draft).values(row))
    return own


def look(conn: Connection, tenant_id: int, draft_id: str, today: date) -> Waiting:
    """Return what a waiting file would change; NotFound once it is gone."""
    name, frameworks = _read(conn, tenant_id, draft_id)
    return Waiting(name, frameworks, [compare(conn, tenant_id, one, today) for one in frameworks])


def bring_in(db: Database, tenant_id: int, by: str, draft_id: str, waiting: Waiting) -> list[Imported]:
    """Import what `look` found in a waiting file, and let the file go; NotFound where it has gone already."""

    def also(write: Write, done: list[Imported]) -> None:
        drop(write, tenant_id, draft_id)
        for one in done:
            audit.record(write, tenant_id, by, "standards-imported", {"framework": one.framework_id})

    return standards.bring_in(db, tenant_id, waiting.frameworks, waiting.changes, also)


def drop(write: Write, tenant_id: int, draft_id: str) -> None:
    """Let a waiting file go; NotFound where it has gone already."""
    own = (t.framework_draft.c.tenant_id == tenant_id, t.framework_draft.c.id == draft_id)
    if not write.conn.execute(delete(t.framework_draft).where(*own)).rowcount:
        raise NotFound("this file does not wait any more")


def _read(conn: Connection, tenant_id: int, draft_id: str) -> tuple[str, Sequence[Framework]]:
    row = conn.execute(select(t.framework_draft).filter_by(tenant_id=tenant_id, id=draft_id)).first()
    if row is None:
        raise NotFound("this file does not wait any more")
    return str(row.name), read(row.data, row.name)

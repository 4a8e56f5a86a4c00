"""What changed between two complete class lists: who came, left, came back, or changed role (F32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import new_id

JOINED, LEFT, BACK, ROLE = "joined", "left", "back", "role"

KEPT = timedelta(days=365)
"""A change is of interest during the school year in which it happened."""


@dataclass(frozen=True)
class Stood:
    """How somebody stands in a course; `launch` and `launched_at` are of their last launch."""

    role: str
    status: str
    launch: str | None = None
    launched_at: datetime | None = None
    sections: Sequence[str] = ()


@dataclass(frozen=True)
class Change:
    """One difference; `before` and `after` are roles, where the role changed."""

    person_id: str
    kind: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Changes:
    """All differences between two lists."""

    found: tuple[Change, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many of each kind, none left out."""
        counted = Counter(one.kind for one in self.found)
        return {kind: counted[kind] for kind in (JOINED, BACK, LEFT, ROLE)}

    def keep(self, write: Write, tenant_id: int, course_id: str, *, first: bool) -> None:
        """Write them down; that everybody joined with the `first` list of a course is no news."""
        rows = [
            {
                "tenant_id": tenant_id, "id": new_id(), "course_id": course_id, "person_id": one.person_id,
                "at": write.now, "kind": one.kind, "before": one.before, "after": one.after,
            }
            for one in self.found
            if not (first and one.kind == JOINED)
        ]  # fmt: skip
        if rows:
            write.conn.execute(insert(t.roster_change), rows)


def compare(before: Mapping[str, Stood], after: Mapping[str, Stood]) -> Changes:
    """Return the differences, by person; somebody in neither list of active people is no difference."""
    found = []
    for person_id, now in sorted(after.items()):
        was = before.get(person_id)
        if was is None:
            found.append(Change(person_id, JOINED))
            continue
        if was.status != now.status:
            found.append(Change(person_id, BACK if now.status == "active" else LEFT))
        if was.role != now.role:
            found.append(Change(person_id, ROLE, was.role, now.role))
    return Changes(tuple(found))


def newest(conn: Connection, tenant_id: int, course_id: str, most: int = 20) -> list[Any]:
    """Return the newest changes of a course, the newest first."""
    query = (
        select(t.roster_change)
        .filter_by(tenant_id=tenant_id, course_id=course_id)
        .order_by(t.roster_change.c.at.desc(), t.roster_change.c.kind, t.roster_change.c.person_id)
        .limit(most)
    )
    return list(conn.execute(query))


def since(conn: Connection, tenant_id: int, course_id: str, at: datetime) -> dict[str, int]:
    """Return how many changes of each kind there were since a moment."""
    rows = conn.scalars(
        select(t.roster_change.c.kind).filter_by(tenant_id=tenant_id, course_id=course_id).where(
            t.roster_change.c.at >= at
        )
    )  # fmt: skip
    counted = Counter(rows)
    return {kind: counted[kind] for kind in (JOINED, BACK, LEFT, ROLE)}


def forget(write: Write, tenant_id: int, before: datetime) -> None:
    """Delete changes of a tenant from before a moment."""
    old = t.roster_change.c.at < before
    write.conn.execute(delete(t.roster_change).filter_by(tenant_id=tenant_id).where(old))

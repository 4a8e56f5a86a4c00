"""Who waits for evaluation, said in the transaction that gives the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.writer import Write
from gateway.delivery import parts

_DUE_AGAIN = "(tenant_id, key_hash) DO UPDATE SET due = TRUE WHERE NOT progress.due"
_MATCHED = (
    "EXISTS (SELECT 1 FROM identity"
    " WHERE identity.tenant_id = progress.tenant_id AND identity.key_hash = progress.key_hash)"
)


def mark_due(write: Write, tenant_id: int, hashes: Iterable[str]) -> None:
    """Say that statements of these actors wait to become evidence; the lane is woken with the commit."""
    _mark(write, tenant_id, hashes, _DUE_AGAIN)


def mark_stored(write: Write, tenant_id: int, hashes: Iterable[str]) -> None:
    """Say that these actors' statements were stored.

    Of an actor whom nobody has matched only the first is a reason to look: whatever makes a match later says so itself.
    """
    _mark(write, tenant_id, hashes, f"{_DUE_AGAIN} AND {_MATCHED}")


def _mark(write: Write, tenant_id: int, hashes: Iterable[str], conflict: str) -> None:
    rows = [(tenant_id, one, 0, True) for one in sorted(hashes)]
    if insert_rows(write.conn, t.progress, rows, conflict=conflict):
        write.wake(f"evaluate/{tenant_id}")


def person_due(write: Write, tenant_id: int, people: Sequence[str]) -> None:
    """Have what these people did before evaluated, because they are new in a course; nothing where they did nothing."""
    hashes = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.person_id.in_(list(people))
    )
    waiting = write.conn.execute(
        update(t.progress)
        .where(t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(hashes))
        .values(due=True)
    )
    if waiting.rowcount:
        write.wake(f"evaluate/{tenant_id}")


def newcomers_due(write: Write, tenant_id: int, course_id: str, people: Sequence[str]) -> None:
    """Have these people looked at, because they are new in a course: what they did before counts there now.

    Who did nothing is looked at too where parts of the course open by name: one that begins at the first standard would
    stay shut to them.
    """
    person_due(write, tenant_id, people)
    tied = select(t.place.c.id).filter_by(tenant_id=tenant_id, course_id=course_id, kind=parts.KIND, state="there")
    if people and write.conn.scalar(tied.limit(1)) is not None:
        hashes = select(t.identity.c.key_hash).where(
            t.identity.c.tenant_id == tenant_id, t.identity.c.person_id.in_(list(people))
        )
        mark_due(write, tenant_id, set(write.conn.scalars(hashes)))

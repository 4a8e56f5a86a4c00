"""Voiding: who may take back what, and in which order the two statements arrive (rule 17)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows
from gateway.db.writer import Write
from gateway.errors import WaymarkError
from gateway.services import evidence
from gateway.services.due import mark_due
from gateway.services.record_errors import LrsForbidden
from gateway.services.source import Source
from xapi.statement import VOIDED, Accepted


class VoidingRefused(WaymarkError):
    """A voiding statement names a voiding statement (rule 17)."""

    code = "voiding-refused"
    status = 400
    retryable = False


def check(write: Write, source: Source, new: Sequence[Accepted]) -> None:
    """Refuse to void a voiding statement, or what is not the sender's to void; an unknown target is neither (rule 17).

    LrsForbidden for another credential's statement, unless the credential may do all, and for any decision of a
    person (T06, design.md 1.1).
    """
    targets = [one.voids.bytes for one in new if one.voids]
    here = {one.id.bytes for one in new if one.voids}
    if here & set(targets):
        raise VoidingRefused("a voiding statement cannot be voided")
    for some in chunks(targets):
        rows = write.conn.execute(
            select(t.statement.c.id, t.statement.c.verb, t.statement.c.decision, t.statement.c.credential_id).where(
                t.statement.c.tenant_id == source.tenant_id, t.statement.c.id.in_(some)
            )
        )
        for row in rows:
            if row.decision != source.own_decisions or not _own(source, row.credential_id):
                raise LrsForbidden(f"statement {UUID(bytes=bytes(row.id))} is not this credential's to void")
            if row.verb == VOIDED:
                raise VoidingRefused("a voiding statement cannot be voided")


def _own(source: Source, credential_id: str | None) -> bool:
    return source.voids_any or credential_id == source.credential_id


def before(write: Write, source: Source, ids: Sequence[bytes]) -> set[bytes]:
    """Return which of these ids a voiding statement named before they came: of the same sender, or of one who may."""
    found = set()
    for some in chunks(ids):
        rows = write.conn.execute(
            select(t.void.c.target, t.statement.c.credential_id, t.credential.c.scopes, t.credential.c.course_id)
            .join(t.statement, (t.statement.c.tenant_id == t.void.c.tenant_id) & (t.statement.c.seq == t.void.c.seq))
            .outerjoin(
                t.credential,
                (t.credential.c.tenant_id == t.statement.c.tenant_id)
                & (t.credential.c.id == t.statement.c.credential_id),
            )
            .where(t.void.c.tenant_id == source.tenant_id, t.void.c.target.in_(some))
        )
        found |= {
            bytes(row.target)
            for row in rows
            if row.credential_id == source.credential_id or ("all" in (row.scopes or ()) and row.course_id is None)
        }
    return found


def apply(write: Write, tenant_id: int, numbered: Sequence[tuple[Accepted, int]]) -> None:
    """Mark targets void and have their learners evaluated anew."""
    rows = [(tenant_id, one.voids.bytes, number) for one, number in numbered if one.voids]
    if not rows:
        return
    insert_rows(write.conn, t.void, rows, conflict="(tenant_id, target) DO NOTHING")
    targets = [row[1] for row in rows]
    touched = write.conn.execute(
        update(t.statement)
        .where(t.statement.c.tenant_id == tenant_id, t.statement.c.id.in_(targets), t.statement.c.voided.is_(False))
        .values(voided=True)
        .returning(t.statement.c.actor_hash)
    ).all()
    evidence.forget(write, tenant_id, targets)
    mark_due(write, tenant_id, {row.actor_hash for row in touched})

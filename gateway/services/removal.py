"""Take statements out of the log with everything that was derived from them, and remember that they were there.

What voided them goes too: it says nothing else. Other references to them lead nowhere afterwards. Their numbers are not
given again, and their ids are refused from then on (`gateway.services.erased`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, bindparam, delete, exists, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.services import audit, chains, decide, erased, evidence, lookup
from gateway.services.due import mark_due
from gateway.services.naming import key_hash
from xapi import decisions, jsontext
from xapi.agents import actor_key
from xapi.mentions import mentions
from xapi.redaction import NOWHERE, unlink
from xapi.statement import VOIDED

_SOME = 200


@dataclass(frozen=True)
class Gone:
    """What a removal took, in counts."""

    statements: int = 0
    attachments: int = 0

    def __add__(self, other: Gone) -> Gone:
        """Return both together."""
        return Gone(self.statements + other.statements, self.attachments + other.attachments)


def by_id(write: Write, tenant_id: int, who: str, statement_id: UUID) -> Gone:
    """Remove one statement on behalf of somebody, with an entry in the audit log; nothing where there is none."""
    gone = one(write, tenant_id, statement_id)
    if gone.statements:
        audit.record(write, tenant_id, who, "statement-deleted", {"statement": str(statement_id)})
    return gone


def one(write: Write, tenant_id: int, statement_id: UUID) -> Gone:
    """Remove one statement by its id; nothing happens where there is none."""
    rows = write.conn.execute(
        select(t.statement).where(t.statement.c.tenant_id == tenant_id, t.statement.c.id == statement_id.bytes)
    ).all()
    return take_out(write, tenant_id, rows)


def take_out(write: Write, tenant_id: int, rows: Sequence[Any]) -> Gone:
    """Remove these rows of `statement`, and what voided them; the learners concerned are evaluated anew."""
    if not rows:
        return Gone()
    write.lock_log(tenant_id)
    rows = [*rows, *_voiding(write.conn, tenant_id, rows)]
    ids, seqs = [UUID(bytes=bytes(row.id)) for row in rows], [row.seq for row in rows]
    raw = [one_id.bytes for one_id in ids]
    _chains(write, tenant_id, ids, seqs)
    _unlink(write, tenant_id, set(ids), set(seqs))
    attachments = _attachments(write, tenant_id, seqs)
    write.conn.execute(delete(t.void).where(t.void.c.tenant_id == tenant_id, t.void.c.target.in_(raw)))
    evidence.forget(write, tenant_id, raw)
    _steps(write, tenant_id, rows)
    _beside(write, tenant_id, ids)
    for table in (t.reference, t.statement):
        write.conn.execute(delete(table).where(table.c.tenant_id == tenant_id, table.c.seq.in_(seqs)))
    unmention(write, tenant_id, {row.seq: keys_of(jsontext.read(row.body)) for row in rows})
    _no_longer_void(write, tenant_id, [UUID(row.object_id).bytes for row in rows if row.verb == VOIDED])
    mark_due(write, tenant_id, {row.actor_hash for row in rows})
    erased.remember(write, tenant_id, list(zip(ids, seqs, strict=True)))
    return Gone(len(rows), attachments)


def keys_of(body: Mapping[str, Any]) -> set[int]:
    """Return the filter keys of a stored body."""
    return set(lookup.keys(body["verb"]["id"], mentions(body)))


def unmention(write: Write, tenant_id: int, keys: Mapping[int, Iterable[int]]) -> None:
    """Delete the filter rows (seq -> keys); the table is ordered by key, so each row is named."""
    rows = sorted((key, seq) for seq, found in keys.items() for key in found)
    if rows:
        columns = t.mention.c
        each = (columns.key == bindparam("k"), columns.seq == bindparam("s"))
        statement = delete(t.mention).where(columns.tenant_id == tenant_id, *each)
        write.conn.execute(statement, [{"k": key, "s": seq} for key, seq in rows])


def rewrite(write: Write, row: Any, body: Mapping[str, Any]) -> None:
    """Store another body for a statement, with its filter rows; the fingerprint stays that of what was sent."""
    before, after = keys_of(jsontext.read(row.body)), keys_of(body)
    values: dict[str, Any] = {"body": jsontext.write(body).decode(), "actor_hash": key_hash(actor_key(body["actor"]))}
    if body["object"].get("objectType") == "StatementRef":
        values["object_id"] = str(body["object"]["id"]).lower()
    write.conn.execute(update(t.statement).filter_by(tenant_id=row.tenant_id, seq=row.seq).values(**values))
    unmention(write, row.tenant_id, {row.seq: before - after})
    lookup.add(write.conn, row.tenant_id, row.seq, after - before)


def _voiding(conn: Connection, tenant_id: int, rows: Sequence[Any]) -> list[Any]:
    """Return the statements that void these, as far as they are not among them."""
    known = {row.seq for row in rows}
    on = (t.statement.c.tenant_id == t.reference.c.tenant_id) & (t.statement.c.seq == t.reference.c.seq)
    found = conn.execute(
        select(t.statement)
        .join(t.reference, on)
        .where(
            t.reference.c.tenant_id == tenant_id, t.reference.c.target.in_([bytes(row.id) for row in rows]),
            t.statement.c.verb == VOIDED,
        )
    )  # fmt: skip
    return [row for row in found if row.seq not in known]


def _chains(write: Write, tenant_id: int, ids: Sequence[UUID], seqs: Sequence[int]) -> None:
    """Cut every chain that leads through these statements: what lay behind them is not reached any more."""
    above = chains.leading_to(write.conn, tenant_id, [one_id.bytes for one_id in ids])
    below = write.conn.scalars(
        select(t.chain.c.target_seq).where(t.chain.c.tenant_id == tenant_id, t.chain.c.seq.in_(seqs))
    ).all()
    write.conn.execute(delete(t.chain).where(t.chain.c.tenant_id == tenant_id, t.chain.c.seq.in_(seqs)))
    behind = [*seqs, *below]
    for some in chunks(above, _SOME):
        write.conn.execute(
            delete(t.chain).where(
                t.chain.c.tenant_id == tenant_id, t.chain.c.seq.in_(some),
                t.chain.c.target_seq.in_(behind),
            )
        )  # fmt: skip


def _unlink(write: Write, tenant_id: int, ids: Collection[UUID], seqs: Collection[int]) -> None:
    """Let the references of others to these statements lead nowhere."""
    on = (t.statement.c.tenant_id == t.reference.c.tenant_id) & (t.statement.c.seq == t.reference.c.seq)
    found = write.conn.execute(
        select(t.statement)
        .join(t.reference, on)
        .where(t.reference.c.tenant_id == tenant_id, t.reference.c.target.in_([one_id.bytes for one_id in ids]))
    ).all()
    for row in found:
        if row.seq not in seqs:
            rewrite(write, row, unlink(jsontext.read(row.body), ids))
            change = update(t.reference).filter_by(tenant_id=tenant_id, seq=row.seq)
            write.conn.execute(change.values(target=NOWHERE.bytes))


def _attachments(write: Write, tenant_id: int, seqs: Sequence[int]) -> int:
    """Delete what came with these statements and with no other; return how many contents went."""
    gone = write.conn.scalars(
        delete(t.attached)
        .where(t.attached.c.tenant_id == tenant_id, t.attached.c.seq.in_(seqs))
        .returning(t.attached.c.sha2)
    ).all()
    kept = exists().where(t.attached.c.tenant_id == t.attachment.c.tenant_id, t.attached.c.sha2 == t.attachment.c.sha2)
    return write.conn.execute(
        delete(t.attachment).where(t.attachment.c.tenant_id == tenant_id, t.attachment.c.sha2.in_(set(gone)), ~kept)
    ).rowcount


def _beside(write: Write, tenant_id: int, ids: Sequence[UUID]) -> None:
    """Delete what stands beside these statements: decisions, words, refusals; tables are found by `statement_id`."""
    for table in t.metadata.sorted_tables:
        column = table.columns.get("statement_id")
        if column is not None and table.info.get("tenant"):
            values = [one_id.bytes if isinstance(column.type, LargeBinary) else str(one_id) for one_id in ids]
            write.conn.execute(delete(table).where(table.c.tenant_id == tenant_id, column.in_(values)))


def _steps(write: Write, tenant_id: int, rows: Sequence[Any]) -> None:
    """Delete the steps that choices among these began; units of one package share a registration."""
    for row in rows:
        iri = _chosen(jsontext.read(row.body)) if row.decision and row.registration else None
        if iri is not None:
            one = select(t.activity.c.id).where(t.activity.c.tenant_id == tenant_id, t.activity.c.iri == iri)
            mine = (t.step.c.tenant_id == tenant_id, t.step.c.registration == row.registration)
            write.conn.execute(delete(t.step).where(*mine, t.step.c.activity_id.in_(one)))


def _chosen(body: Mapping[str, Any]) -> str | None:
    """Return the activity that a statement says was chosen."""
    made = decisions.read(body)
    return made.activity if made is not None and made.kind == "choice" else None


def _no_longer_void(write: Write, tenant_id: int, targets: Sequence[bytes]) -> None:
    """Let statements count again whose voiding was removed, unless another one voids them too."""
    for target in targets:
        left = write.conn.scalar(
            select(t.statement.c.seq)
            .join(
                t.reference,
                (t.reference.c.tenant_id == t.statement.c.tenant_id) & (t.reference.c.seq == t.statement.c.seq),
            )
            .where(t.statement.c.tenant_id == tenant_id, t.reference.c.target == target, t.statement.c.verb == VOIDED)
            .limit(1)
        )
        if left is not None:
            write.conn.execute(update(t.void).filter_by(tenant_id=tenant_id, target=target).values(seq=left))
            continue
        write.conn.execute(delete(t.void).filter_by(tenant_id=tenant_id, target=target))
        row = write.conn.execute(select(t.statement).filter_by(tenant_id=tenant_id, id=target, voided=True)).first()
        if row is None:
            continue
        write.conn.execute(update(t.statement).filter_by(tenant_id=tenant_id, seq=row.seq).values(voided=False))
        if row.decision:
            decide.project(write, tenant_id, row.seq, jsontext.read(row.body))
        else:
            _read_again(write, tenant_id, row.actor_hash)


def _read_again(write: Write, tenant_id: int, actor_hash: str) -> None:
    """Have an actor's statements read from the beginning: one that counts again lies before what was read."""
    mark_due(write, tenant_id, {actor_hash})
    write.conn.execute(update(t.progress).filter_by(tenant_id=tenant_id, key_hash=actor_hash).values(through=0))

"""Evidence of one result that was told several times: one row of it stands, whatever came first (`learn.repeats`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.learn.evidence import Observation
from gateway.learn.repeats import VERBS, Outcome, repeated
from gateway.services.due import mark_due


def settle(
    write: Write, tenant_id: int, key_hash: str, new: Mapping[int, tuple[Any, Observation]], *, all_new: bool
) -> tuple[set[int], list[int]]:  # fmt: skip
    """Return which new evidence, by number, tells again what is told better, and which older evidence new one tells
    better.

    `new` are (statement row, observation); `all_new`: nothing of the actor was read before.
    """
    fresh = [_outcome(row, seen.earned, seen.source) for row, seen in new.values() if _counts_once(row)]
    if not fresh:
        return set(), []
    before = [] if all_new else _before(write.conn, tenant_id, key_hash, {one.of[0] for one in fresh})
    again = repeated([*before, *fresh])
    return again, [one.seq for one in before if one.seq in again]


def drop(write: Write, tenant_id: int, person_id: str, seqs: Sequence[int]) -> None:
    """Delete evidence of a person by the numbers of its statements."""
    columns = t.evidence.c
    for some in chunks(seqs):
        mine = (columns.tenant_id == tenant_id, columns.person_id == person_id, columns.seq.in_(some))
        write.conn.execute(delete(t.evidence).where(*mine))


def read_again(write: Write, tenant_id: int, statement_ids: Sequence[bytes]) -> None:
    """Have actors read from the beginning of whom a result goes that another statement had told less well."""
    columns, others = t.statement.c, t.statement.alias("others")
    for some in chunks(list(statement_ids)):
        same = select(others.c.seq).where(
            others.c.tenant_id == tenant_id, others.c.registration == columns.registration,
            others.c.object_id == columns.object_id, others.c.actor_hash == columns.actor_hash,
            others.c.verb.in_(VERBS), others.c.verb != columns.verb, others.c.voided.is_(False),
        )  # fmt: skip
        gone = select(columns.actor_hash).where(
            columns.tenant_id == tenant_id, columns.id.in_(some), columns.verb.in_(VERBS), same.exists()
        )
        actors = set(write.conn.scalars(gone))
        if actors:
            mark_due(write, tenant_id, actors)
            progress = t.progress.c
            theirs = (progress.tenant_id == tenant_id, progress.key_hash.in_(actors))
            write.conn.execute(update(t.progress).where(*theirs).values(through=0))


def _counts_once(row: Any) -> bool:
    return row.registration is not None and row.verb in VERBS


def _before(conn: Connection, tenant_id: int, key_hash: str, registrations: set[str]) -> list[Outcome]:
    """Return what stands as evidence of these registrations of one actor."""
    found, said = t.statement.c, t.evidence.c
    rows = conn.execute(
        select(found.seq, found.registration, found.object_id, found.verb, said.detail)
        .join(t.evidence, (said.tenant_id == found.tenant_id) & (said.seq == found.seq))
        .where(
            found.tenant_id == tenant_id, found.registration.in_(sorted(registrations)),
            found.actor_hash == key_hash, found.verb.in_(VERBS), said.tenant_id == tenant_id,
        )
    )  # fmt: skip
    return [_outcome(row, row.detail["earned"], row.detail["source"]) for row in rows]


def _outcome(row: Any, earned: float | None, source: str) -> Outcome:
    return Outcome(row.seq, (row.registration, row.object_id), row.verb, earned or 0.0, source != "success")

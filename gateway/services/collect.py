"""The one intake: every statement, whatever its door, is stored here (design.md 1.6).

The order inside the writer's transaction: duplicates and conflicts, voiding, rows, learners marked due. A refused
request never undoes its neighbours (each plan has its own savepoint), and nothing of it stays.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select, update

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.types import to_micros
from gateway.db.writer import Write
from gateway.errors import WaymarkError
from gateway.services import attachments, chains, definitions, evidence, lookup
from gateway.services.record_errors import LrsForbidden
from xapi.errors import StatementConflict
from xapi.fingerprint import same
from xapi.multipart import Content
from xapi.statement import VOIDED, Accepted
from xapi.times import write_time
from xapi.version import Version

_MINE = t.statement.c.tenant_id == bindparam("tenant_id")
_KNOWN = select(t.statement.c.id, t.statement.c.fingerprint).where(
    _MINE, t.statement.c.id.in_(bindparam("ids", expanding=True))
)
_LAST = select(t.statement.c.seq, t.statement.c.stored).where(_MINE).order_by(t.statement.c.seq.desc()).limit(1)
"""What runs for every request is put together once: to build a query takes three times as long as to run it."""


class VoidingRefused(WaymarkError):
    """A voiding statement names a voiding statement (rule 17)."""

    code = "voiding-refused"
    status = 400
    retryable = False


@dataclass(frozen=True)
class Source:
    """Whose statements these are: tenant, credential (None for our own), course; may it void others', may it define.

    What activities are called and described as is shared by the school: only a credential that may `define` adds to it
    (1.0.3 part three 4.2), so that no learner's launch can rename an activity for everybody.
    """

    tenant_id: int
    credential_id: str | None = None
    course_id: str | None = None
    own_decisions: bool = False
    voids_any: bool = False
    defines: bool = False


@dataclass(frozen=True)
class Part:
    """What one request brings, and what has to hold in the transaction that stores it: `check` raises otherwise."""

    source: Source
    statements: Sequence[Accepted]
    contents: Mapping[str, Content] = field(default_factory=dict)
    check: Callable[[Write], None] = lambda _write: None


def key_hash(actor_key: str) -> str:
    """Return the index form of an actor's key: look-ups work, a dump shows no address."""
    return hashlib.sha256(actor_key.encode()).hexdigest()


def storing(source: Source, statements: Sequence[Accepted]) -> Callable[[Write], list[UUID]]:
    """Return the plan that stores a whole batch or nothing; its value is all ids in the order sent."""

    def plan(write: Write) -> list[UUID]:
        store(write, source, statements)
        return [one.id for one in statements]

    return plan


def store(
    write: Write, source: Source, statements: Sequence[Accepted], contents: Mapping[str, Content] | None = None
) -> list[tuple[Accepted, int]]:
    """Store what is new; return (statement, seq) of each new one. StatementConflict, VoidingRefused: nothing stays."""
    write.lock_log()
    new = _new_ones(write, source.tenant_id, statements)
    if not new:
        return []
    _check_voids(write, source, new)
    return _keep(write, source.tenant_id, [Part(source, new, contents or {})])


def store_together(write: Write, tenant_id: int, parts: Sequence[Part]) -> list[Exception | bool]:
    """Store what several requests bring, as far as nothing in it is out of the ordinary.

    Return for each True, what its check raised, or False: it voids or names an id that is known, and goes alone.
    """
    write.lock_log()
    ids = Counter(one.id.bytes for part in parts for one in part.statements)
    known = _known(write, tenant_id, list(ids)).keys() | {one for one, times in ids.items() if times > 1}
    outcomes: list[Exception | bool] = []
    for part in parts:
        outcomes.append(not any(one.voids or one.id.bytes in known for one in part.statements))
        if outcomes[-1]:
            try:
                part.check(write)
            except Exception as error:  # noqa: BLE001 - it refuses this request, which hears of it, and no other
                outcomes[-1] = error
    fine = [part for part, outcome in zip(parts, outcomes, strict=True) if outcome is True and part.statements]
    if fine:
        _keep(write, tenant_id, fine)
    return outcomes


def _keep(write: Write, tenant_id: int, parts: Sequence[Part]) -> list[tuple[Accepted, int]]:
    """Write new statements and all that goes with them."""
    last = write.conn.execute(_LAST, {"tenant_id": tenant_id}).first()
    from_here = count((last.seq if last else 0) + 1)
    numbers = [[(_dated(one, write), next(from_here)) for one in part.statements] for part in parts]
    numbered = [pair for pairs in numbers for pair in pairs]
    links = chains.refer(write, tenant_id, numbered)
    waiting = {
        one
        for part in parts
        for one in _voided_before(
            write, part.source,
            [one.id.bytes for one in part.statements if not one.voids and one.id.bytes in links.awaited],
        )
    }  # fmt: skip
    stored = to_micros(max(write.now, last.stored) if last else write.now)  # also when the clock was set back
    insert_rows(
        write.conn,
        t.statement,
        [
            (
                tenant_id, number, one.id.bytes, stored, to_micros(one.timestamp), key_hash(one.actor_key),
                one.verb, one.object_id, str(one.registration) if one.registration else None, part.source.course_id,
                part.source.credential_id, one.fingerprint, one.id.bytes in waiting, part.source.own_decisions,
                orjson.dumps(one.body).decode(),
            )
            for part, pairs in zip(parts, numbers, strict=True)
            for one, number in pairs
        ],
    )  # fmt: skip
    insert_rows(write.conn, t.mention, lookup.rows(tenant_id, numbered))
    chains.link(write, tenant_id, numbered, links)
    for part, pairs in zip(parts, numbers, strict=True):
        attachments.keep(write, tenant_id, pairs, part.contents)
    _void(write, tenant_id, numbered)
    definitions.learn(write, tenant_id, [one.body for part in parts if part.source.defines for one in part.statements])
    mark_due(write, tenant_id, {key_hash(one.actor_key) for one, _ in numbered if one.actor_key})
    return numbered


def _dated(one: Accepted, write: Write) -> Accepted:
    """Give a statement that came without a time the one of its storing (rule 10)."""
    if one.timestamp_given:
        return one
    return replace(one, timestamp=write.now, body={**one.body, "timestamp": write_time(write.now)})


_DUE_AGAIN = "(tenant_id, key_hash) DO UPDATE SET due = TRUE WHERE NOT progress.due"


def mark_due(write: Write, tenant_id: int, hashes: Iterable[str]) -> None:
    """Say that statements of these actors wait to become evidence; the lane is woken with the commit."""
    rows = [(tenant_id, one, 0, True) for one in sorted(hashes)]
    if rows:
        insert_rows(write.conn, t.progress, rows, conflict=_DUE_AGAIN)
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


def _new_ones(write: Write, tenant_id: int, statements: Sequence[Accepted]) -> list[Accepted]:
    """Drop what is stored with the same content, against the store and within the batch (S06)."""
    known = _known(write, tenant_id, [one.id.bytes for one in statements])
    new = []
    for one in statements:
        before = known.get(one.id.bytes)
        if before is None:
            known[one.id.bytes] = one.fingerprint
            new.append(one)
        elif before != one.fingerprint and not _same(write, tenant_id, one, statements):
            raise StatementConflict(one.id)
    return new


def _known(write: Write, tenant_id: int, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the fingerprints of those of these statements that are stored."""
    return {
        bytes(row.id): bytes(row.fingerprint)
        for some in _chunks(ids)
        for row in write.conn.execute(_KNOWN, {"tenant_id": tenant_id, "ids": some})
    }


def _same(write: Write, tenant_id: int, one: Accepted, batch: Sequence[Accepted]) -> bool:
    """Compare in full what has another fingerprint: durations of 2.0 may differ a little (rule 3)."""
    body = write.conn.scalar(
        select(t.statement.c.body).where(t.statement.c.tenant_id == tenant_id, t.statement.c.id == one.id.bytes)
    )
    before = orjson.loads(body) if body else next(other.body for other in batch if other.id == one.id)
    return same(one.body, before, Version(one.body["version"]))


def _check_voids(write: Write, source: Source, new: Sequence[Accepted]) -> None:
    """Refuse to void a voiding statement, or what is not the sender's to void; an unknown target is neither (rule 17).

    LrsForbidden for another credential's statement, unless the credential may do all, and for any decision of a
    person (T06, design.md 1.1).
    """
    targets = [one.voids.bytes for one in new if one.voids]
    here = {one.id.bytes for one in new if one.voids}
    if here & set(targets):
        raise VoidingRefused("a voiding statement cannot be voided")
    for some in _chunks(targets):
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


def _voided_before(write: Write, source: Source, ids: Sequence[bytes]) -> set[bytes]:
    """Return which of these ids a voiding statement named before they came: of the same sender, or of one who may."""
    found = set()
    for some in _chunks(ids):
        rows = write.conn.execute(
            select(t.void.c.target, t.statement.c.credential_id, t.credential.c.scopes)
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
            if row.credential_id == source.credential_id or "all" in (row.scopes or ())
        }
    return found


def _void(write: Write, tenant_id: int, numbered: Sequence[tuple[Accepted, int]]) -> None:
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


def _chunks(ids: Sequence[bytes], size: int = 500) -> Iterable[Sequence[bytes]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))

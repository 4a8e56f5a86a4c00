"""The one intake: every statement, whatever its door, is stored here (design.md 1.6).

The order inside the writer's transaction: duplicates and conflicts, voiding, rows, learners marked due. A refused
request never undoes its neighbours (each plan has its own savepoint), and nothing of it stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows, look_up
from gateway.db.driver import rows_of
from gateway.db.types import from_micros, to_micros
from gateway.db.writer import Write
from gateway.services import attachments, chains, definitions, erased, left_out, lookup, usage, voiding
from gateway.services.credentials import living
from gateway.services.due import mark_stored
from gateway.services.naming import key_hash
from gateway.services.record_errors import LrsUnauthorized
from gateway.services.source import Source
from xapi import jsontext
from xapi.errors import StatementConflict
from xapi.fingerprint import same
from xapi.multipart import Content
from xapi.statement import Accepted
from xapi.times import write_time
from xapi.version import Version

_KNOWN = "SELECT id, fingerprint FROM statement WHERE statement.tenant_id = ? AND statement.id IN ({})"


@dataclass(frozen=True)
class Part:
    """What one request brings, and what has to hold in the transaction that stores it.

    `check` raises otherwise, and the `credential` it came with must still live; where it `repeats` the request by which
    it ended, that is taken once more for stored. What `check` returns is stored in place of the statements: the same
    ones, with what follows from each right after it.
    """

    source: Source
    statements: Sequence[Accepted]
    contents: Mapping[str, Content] = field(default_factory=dict)
    check: Callable[[Write], Sequence[Accepted] | None] = lambda _write: None
    credential: str | None = None
    repeats: bool = False

    def checked(self, write: Write) -> Part:
        """Return what is to be stored, once the rules of the credential have let it in."""
        instead = self.check(write)
        return self if instead is None else replace(self, statements=instead)


def storing(source: Source, statements: Sequence[Accepted]) -> Callable[[Write], list[UUID]]:
    """Return the plan that stores a whole batch or nothing; its value is all ids in the order sent."""

    def plan(write: Write) -> list[UUID]:
        store(write, source, statements)
        return [one.id for one in statements]

    return plan


def store(
    write: Write, source: Source, statements: Sequence[Accepted], contents: Mapping[str, Content] | None = None
) -> list[tuple[Accepted, int]]:
    """Store what is new; return (statement, seq) of each new one.

    StatementConflict, VoidingRefused, LrsForbidden, StatementErased, TakesNoPart: nothing stays.
    """
    write.lock_log(source.tenant_id)
    new = _new_ones(write, source.tenant_id, statements)
    if not new:
        return []
    voiding.check(write, source, new)
    end = end_of_log(write, source.tenant_id)
    if end.erased:
        erased.refuse(write, source.tenant_id, [one.id for one in new])
    left = left_out.of(write.conn, write.known_key, source.tenant_id) if end.opted_out else None
    if left is not None:
        left_out.refuse(left, new, source.credential_id)
    return _keep(write, source.tenant_id, [Part(source, new, contents or {})], end)


def store_together(write: Write, tenant_id: int, parts: Sequence[Part]) -> list[Exception | bool]:
    """Store what several requests bring, as far as nothing in it is out of the ordinary.

    Return for each True, what its check raised, or False: it voids or names an id that is known, and goes alone.
    """
    write.lock_log(tenant_id)
    end = end_of_log(write, tenant_id)
    ids = Counter(one.id.bytes for part in parts for one in part.statements)
    known = fingerprints(write, tenant_id, list(ids)).keys() | {one for one, times in ids.items() if times > 1}
    if end.erased:
        known |= {one.bytes for one in erased.among(write.conn, write.erased_key, tenant_id, list(_ids(parts)))}
    left = left_out.of(write.conn, write.known_key, tenant_id) if end.opted_out else None
    dead = _dead(write, tenant_id, parts)
    outcomes: list[Exception | bool] = []
    fine: list[Part] = []
    for part in parts:
        outcomes.append(not any(one.voids or one.id.bytes in known for one in part.statements))
        if part.credential in dead:
            outcomes[-1] = _repeated(write, tenant_id, part) or LrsUnauthorized()
        elif outcomes[-1]:
            try:
                if left is not None:
                    left_out.refuse(left, part.statements, part.source.credential_id)
                fine.append(part.checked(write))
            except Exception as error:  # noqa: BLE001 - it refuses this request, which hears of it, and no other
                outcomes[-1] = error
    fine = [part for part in fine if part.statements]
    if fine:
        _keep(write, tenant_id, fine, end)
    return outcomes


def store_alone(write: Write, part: Part) -> None:
    """Store what one request brings; LrsUnauthorized besides what `store` and its check raise."""
    write.lock_log(part.source.tenant_id)
    if _dead(write, part.source.tenant_id, [part]):
        if _repeated(write, part.source.tenant_id, part):
            return
        raise LrsUnauthorized
    store(write, part.source, part.checked(write).statements, part.contents)


def _dead(write: Write, tenant_id: int, parts: Sequence[Part]) -> set[str]:
    """Return which credentials of these requests may not store any more (T05)."""
    named = {part.credential for part in parts if part.credential is not None}
    return named - living(write.conn, tenant_id, named) if named else set()


def _repeated(write: Write, tenant_id: int, part: Part) -> bool:
    """Say whether a request whose credential ended brings only what is stored already, word for word."""
    known = fingerprints(write, tenant_id, [one.id.bytes for one in part.statements]) if part.repeats else {}
    return bool(known) and all(known.get(one.id.bytes) == one.fingerprint for one in part.statements)


def _ids(parts: Sequence[Part]) -> Iterator[UUID]:
    return (one.id for part in parts for one in part.statements)


def _keep(write: Write, tenant_id: int, parts: Sequence[Part], end: End) -> list[tuple[Accepted, int]]:
    """Write new statements and all that goes with them."""
    from_here = count(end.seq + 1)
    numbers = [[(_dated(one, write), next(from_here)) for one in part.statements] for part in parts]
    numbered = [pair for pairs in numbers for pair in pairs]
    links = chains.refer(write, tenant_id, numbered)
    waiting = {
        one
        for part in parts
        for one in voiding.before(
            write, part.source,
            [one.id.bytes for one in part.statements if not one.voids and one.id.bytes in links.awaited],
        )
    }  # fmt: skip
    stored = _stored(write, end.stored)
    insert_rows(
        write.conn,
        t.statement,
        [
            (
                tenant_id, number, one.id.bytes, stored, to_micros(one.timestamp), key_hash(one.actor_key),
                one.verb, one.object_id, str(one.registration) if one.registration else None, part.source.course_id,
                part.source.credential_id, one.fingerprint, one.id.bytes in waiting, part.source.own_decisions,
                jsontext.write(one.body).decode(),
            )
            for part, pairs in zip(parts, numbers, strict=True)
            for one, number in pairs
        ],
    )  # fmt: skip
    insert_rows(write.conn, t.mention, lookup.rows(tenant_id, numbered))
    chains.link(write, tenant_id, numbered, links)
    for part, pairs in zip(parts, numbers, strict=True):
        attachments.keep(write, tenant_id, pairs, part.contents)
    voiding.apply(write, tenant_id, numbered)
    definitions.learn(write, tenant_id, [one.body for part in parts if part.source.defines for one in part.statements])
    usage.stored(write, tenant_id, [(part.source.counted_as, len(part.statements)) for part in parts])
    mark_stored(write, tenant_id, {key_hash(one.actor_key) for one, _ in numbered if one.actor_key})
    return numbered


def _stored(write: Write, last: datetime | None) -> int:
    """Return when this is stored: later than whatever was stored before, also where the clock was set back (S11)."""
    now = to_micros(write.now)
    return max(now, to_micros(last) + 1) if last else now


@dataclass(frozen=True)
class End:
    """Where the log ends: the last number given, when the newest statement was stored, whether any was ever erased.

    `opted_out`: whether there are students who take no part.
    """

    seq: int
    stored: datetime | None
    erased: bool
    opted_out: bool


_END_OF_LOG = (
    "SELECT newest.seq, newest.stored, (SELECT max(seq) FROM erased WHERE erased.tenant_id = ?),"
    " (SELECT 1 FROM opt_out WHERE opt_out.tenant_id = ? AND opt_out.ended_at IS NULL LIMIT 1)"
    " FROM (SELECT 1 AS one) AS always LEFT JOIN"
    " (SELECT seq, stored FROM statement WHERE statement.tenant_id = ? ORDER BY seq DESC LIMIT 1) AS newest ON 1 = 1"
)


def end_of_log(write: Write, tenant_id: int) -> End:
    """Return where the log ends; its lock is held. A number that was erased is not given again."""
    ((seq, stored, gone, out),) = rows_of(write.conn, _END_OF_LOG, (tenant_id, tenant_id, tenant_id))
    last = None if stored is None else from_micros(stored)
    return End(max(seq or 0, gone or 0), last, gone is not None, out is not None)


def _dated(one: Accepted, write: Write) -> Accepted:
    """Give a statement that came without a time the one of its storing (rule 10)."""
    if one.timestamp_given:
        return one
    return replace(one, timestamp=write.now, body={**one.body, "timestamp": write_time(write.now)})


def _new_ones(write: Write, tenant_id: int, statements: Sequence[Accepted]) -> list[Accepted]:
    """Drop what is stored with the same content, against the store and within the batch (S06)."""
    known = fingerprints(write, tenant_id, [one.id.bytes for one in statements])
    new = []
    for one in statements:
        before = known.get(one.id.bytes)
        if before is None:
            known[one.id.bytes] = one.fingerprint
            new.append(one)
        elif before != one.fingerprint and not _same(write, tenant_id, one, statements):
            raise StatementConflict(one.id)
    return new


def fingerprints(write: Write, tenant_id: int, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the fingerprints of those of these statements that are stored."""
    return {
        bytes(one): bytes(fingerprint)
        for some in chunks(ids)
        for one, fingerprint in look_up(write.conn, _KNOWN, tenant_id, some)
    }


def _same(write: Write, tenant_id: int, one: Accepted, batch: Sequence[Accepted]) -> bool:
    """Compare in full what has another fingerprint: durations of 2.0 may differ a little (rule 3)."""
    body = write.conn.scalar(
        select(t.statement.c.body).where(t.statement.c.tenant_id == tenant_id, t.statement.c.id == one.id.bytes)
    )
    before = jsontext.read(body) if body else next(other.body for other in batch if other.id == one.id)
    return same(one.body, before, Version(one.body["version"]))

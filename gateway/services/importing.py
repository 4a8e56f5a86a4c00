"""Take in what another store of ours gave away (`exporting`): everything as it was kept there, in the same order.

The file is checked whole before anything is stored. Then it is stored a few lines at a time; a run that is cut off is
simply repeated: what is there already is left alone. What was erased here stays away: statements by their ids,
documents and mentions of a person by their agents (P10). What names students who take no part here is left out.
Decisions are projected and learners marked due on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import delete, exists, select, update

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.types import to_micros
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.services import chains, decide, erased, evidence, left_out, lookup
from gateway.services.collect import end_of_log
from gateway.services.definitions import iri_hash
from gateway.services.due import mark_due
from gateway.services.naming import key_hash
from gateway.services.store_file import Attachment, Definition, Document, Kept, Line
from xapi import jsontext
from xapi.agents import actor_key
from xapi.mentions import mentions
from xapi.redaction import NOWHERE, redact, unlink

SOME = 50
"""Lines in one transaction."""

Tell = Callable[[int], None]
"""Told how many lines are done after each transaction."""


@dataclass(frozen=True)
class Taken:
    """What became of the lines, in counts. `different` statements have an id that is stored here with other content."""

    stored: int = 0
    known: int = 0
    different: int = 0
    erased: int = 0
    opted_out: int = 0

    def __add__(self, other: Taken) -> Taken:
        """Return both together."""
        return Taken(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def take(
    db: Database, people_home: str, tenant_id: int, lines: Iterable[Line], tell: Tell = lambda _done: None
) -> Taken:
    """Store the lines of a checked file; return what became of them."""
    taken, done, waiting = Taken(), 0, iter(lines)
    while some := list(islice(waiting, SOME)):
        taken += db.write(partial(_some, people_home=people_home, tenant_id=tenant_id, lines=some))
        done += len(some)
        tell(done)
    return taken


def _some(write: Write, people_home: str, tenant_id: int, lines: Sequence[Line]) -> Taken:
    write.lock_log(tenant_id)
    taken = _statements(write, people_home, tenant_id, [one for one in lines if isinstance(one, Kept)])
    for one in lines:
        match one:
            case Attachment():
                taken += _attachment(write, tenant_id, one)
            case Document():
                taken += _document(write, tenant_id, one)
            case Definition():
                taken += _definition(write, tenant_id, one)
    return taken


def _statements(write: Write, people_home: str, tenant_id: int, lines: Sequence[Kept]) -> Taken:
    gone = erased.among(write.conn, write.erased_key, tenant_id, [one.one.id for one in lines])
    rows = write.conn.execute(
        select(t.statement.c.id, t.statement.c.seq, t.statement.c.fingerprint, t.statement.c.voided).where(
            t.statement.c.tenant_id == tenant_id, t.statement.c.id.in_([one.one.id.bytes for one in lines])
        )
    )
    here = {bytes(row.id): row for row in rows}
    new: dict[bytes, Kept] = {}
    left = left_out.of(write.conn, write.known_key, tenant_id)
    out = {one.one.id for one in lines if left is not None and left.in_statement(one.one)} - gone
    known = different = 0
    for one in lines:
        if one.one.id in gone or one.one.id in out:
            continue
        row = here.get(one.one.id.bytes)
        before = row.fingerprint if row else new[one.one.id.bytes].fingerprint if one.one.id.bytes in new else None
        if before is None:
            new[one.one.id.bytes] = one
        elif bytes(before) != one.fingerprint:
            different += 1
        else:
            known += 1
            if row is not None and one.voided and not row.voided:
                _void(write, tenant_id, one)
    _insert(write, tenant_id, _without_erased(write, people_home, tenant_id, list(new.values())))
    rest = len(lines) - len(new) - known - different
    theirs = sum(one.one.id in out for one in lines)
    return Taken(len(new), known, different, erased=rest - theirs, opted_out=theirs)


def _without_erased(write: Write, people_home: str, tenant_id: int, lines: Sequence[Kept]) -> list[Kept]:
    """Take out of old statements what was erased here since: agents, and the ids that references name."""
    ask = (write.conn, write.erased_key, tenant_id)
    agents = (key for line in lines for key in (*line.one.mentions.agents, *line.one.mentions.related_agents))
    keys = {key_hash(one): one for one in agents}
    gone = {keys[one]: at for one, at in erased.agents_among(*ask, keys).items()}
    nowhere = erased.among(*ask, {line.one.ref_target for line in lines if line.one.ref_target})
    made = []
    for line in lines:
        if line.one.ref_target in nowhere:
            line = _leads_nowhere(line)  # noqa: PLW2901 - one step after the other
        then = [one for one, at in gone.items() if line.stored <= at]
        made.append(_redacted(line, then, people_home) if then else line)
    return made


def _leads_nowhere(line: Kept) -> Kept:
    body = unlink(line.one.body, [line.one.ref_target] if line.one.ref_target else [])
    return replace(line, one=replace(line.one, body=body, ref_target=NOWHERE, object_id=str(NOWHERE)))


def _redacted(line: Kept, keys: Sequence[str], people_home: str) -> Kept:
    words = [word for one in keys for word in erased.words_of(one, people_home)]
    body = redact(line.one.body, keys, words, people_home)
    one = replace(line.one, body=body, mentions=mentions(body), actor_key=actor_key(body["actor"]))
    return replace(line, one=one)


def _insert(write: Write, tenant_id: int, new: Sequence[Kept]) -> None:
    """Store new statements as they were kept, with everything that the intake derives."""
    if not new:
        return
    end = end_of_log(write, tenant_id)
    last = end.stored
    numbered = [(line.one, end.seq + index) for index, line in enumerate(new, start=1)]
    links = chains.refer(write, tenant_id, numbered)
    rows = []
    for line, (_, number) in zip(new, numbered, strict=True):
        last = max(line.stored, last) if last else line.stored
        rows.append(_row(tenant_id, line, number, last))
    insert_rows(write.conn, t.statement, rows)
    insert_rows(write.conn, t.mention, lookup.rows(tenant_id, numbered))
    chains.link(write, tenant_id, numbered, links)
    both = list(zip(new, numbered, strict=True))
    attached = {(tenant_id, number, sha2) for line, (_, number) in both for sha2 in line.attached}
    insert_rows(write.conn, t.attached, sorted(attached))
    voids = [(tenant_id, one.voids.bytes, number) for one, number in numbered if one.voids]
    insert_rows(write.conn, t.void, voids, conflict="(tenant_id, target) DO NOTHING")
    for line, (one, number) in both:
        if line.decision and not line.voided:
            _decided(write, tenant_id, number, one.body)
    mark_due(write, tenant_id, {key_hash(one.actor_key) for one, _ in numbered if one.actor_key})


def _row(tenant_id: int, line: Kept, number: int, stored: datetime) -> tuple[Any, ...]:
    one = line.one
    return (
        tenant_id, number, one.id.bytes, to_micros(stored), to_micros(one.timestamp), key_hash(one.actor_key), one.verb,
        one.object_id, str(one.registration) if one.registration else None, line.course, line.source, line.fingerprint,
        line.voided, line.decision, jsontext.write(one.body).decode(),
    )  # fmt: skip


def _void(write: Write, tenant_id: int, line: Kept) -> None:
    """Mark what is here as void, because it was void there."""
    target = line.one.id.bytes
    write.conn.execute(update(t.statement).filter_by(tenant_id=tenant_id, id=target).values(voided=True))
    write.conn.execute(delete(t.decision).filter_by(tenant_id=tenant_id, statement_id=target))
    evidence.forget(write, tenant_id, [target])
    mark_due(write, tenant_id, {key_hash(line.one.actor_key)})


def _decided(write: Write, tenant_id: int, number: int, body: Mapping[str, Any]) -> None:
    """Project a decision, where its course is one of ours."""
    made = decide.course_of(body)
    course = select(t.course.c.id).where(t.course.c.tenant_id == tenant_id, t.course.c.id == made)
    if made is not None and write.conn.scalar(course) is not None:
        decide.project(write, tenant_id, number, dict(body))


def _attachment(write: Write, tenant_id: int, line: Attachment) -> Taken:
    """Store a content that a stored statement came with; that of erased statements belongs to nobody any more."""
    wanted = write.conn.scalar(
        select(exists().where(t.attached.c.tenant_id == tenant_id, t.attached.c.sha2 == line.sha2))
    )
    if not wanted:
        return Taken(erased=1)
    rows = [(tenant_id, line.sha2, line.content_type, line.content)]
    before = write.conn.scalar(select(t.attachment.c.sha2).filter_by(tenant_id=tenant_id, sha2=line.sha2))
    insert_rows(write.conn, t.attachment, rows, conflict="(tenant_id, sha2) DO NOTHING")
    return Taken(known=1) if before else Taken(stored=1)


def _document(write: Write, tenant_id: int, line: Document) -> Taken:
    """Store a document where none is; an erased person's are left out."""
    if line.agent is not None:
        gone = erased.agents_among(write.conn, write.erased_key, tenant_id, [line.agent])
        if line.agent in gone and line.values["updated"] <= gone[line.agent]:
            return Taken(erased=1)
    left = left_out.of(write.conn, write.known_key, tenant_id)
    if left is not None and (left.among({line.agent or ""}) or left.in_document(line.values["content"])):
        return Taken(opted_out=1)
    key = {"tenant_id": tenant_id, "key_hash": line.key}
    before = write.conn.scalar(select(t.document.c.etag).filter_by(**key))
    if before is not None:
        return Taken(known=1) if before == line.values["etag"] else Taken(different=1)
    activity = line.values["activity_id"]
    hashed = {"activity_hash": iri_hash(activity) if activity is not None else None}
    upsert(write.conn, t.document, key, {**line.values, **hashed})
    return Taken(stored=1)


def _definition(write: Write, tenant_id: int, line: Definition) -> Taken:
    """Store what is known of an activity where nothing is known yet."""
    key = {"tenant_id": tenant_id, "activity_hash": iri_hash(line.iri)}
    known = write.conn.execute(select(t.activity_definition.c.definition).filter_by(**key)).first()
    if known is not None:
        return Taken(known=1) if known.definition == line.definition else Taken(different=1)
    upsert(write.conn, t.activity_definition, key, {"activity_id": line.iri, "definition": line.definition})
    return Taken(stored=1)

"""Erase a person (P10): what they did is deleted, where others' statements name them nobody stands there any more.

Three kinds of short transactions, so that a running server goes on, and a run that is killed is taken up again:
1. begin: an `erasure` is written down; sessions and launches of the person end, so that nothing new comes that way,
   and the files that they handed in are deleted;
2. statements, a few at a time: deleted where the person is actor or object, redacted where they are around;
3. the end: documents and every row that carries the person, then the person. What stays is the tombstone.
Parameter sets stay: they were learnt from groups (design.md 1.2). What is in the learning system is not ours to delete.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, delete, insert, select, union, update

from gateway.db import tables as t
from gateway.db.checkpoint import empty_log
from gateway.db.writer import Database, Write
from gateway.errors import NotFound
from gateway.jobs.lanes import Claim
from gateway.security import new_id
from gateway.services import audit, erased, handed_files, handing, removal, tenants, whom
from gateway.services.collect import end_of_log
from gateway.services.joined import joined_into
from gateway.services.removal import Gone
from gateway.services.whom import Whom
from xapi import decisions, jsontext
from xapi.redaction import redact

log = structlog.get_logger("erase")

SOME = 25
"""Statements in one transaction: others wait for the same writer."""

RUNNING, DONE = "running", "done"

Tell = Callable[[int], None]
"""Told how many statements are done after each transaction."""


def erase(
    db: Database, people_home: str, tenant_id: int, person_id: str, who: str, tell: Tell = lambda _done: None
) -> dict[str, int]:
    """Erase a person, or go on where an earlier run was cut off; return what went, in counts. NotFound for nobody.

    Accounts that were joined to the person's are theirs and go first.
    """
    with db.read() as conn:
        others = joined_into(conn, tenant_id, person_id)
    for one in others:
        erase(db, people_home, tenant_id, one, who)
    erasure = db.write(partial(begin, people_home=people_home, tenant_id=tenant_id, person_id=person_id, who=who))
    with db.read() as conn:  # their rows go with their statements, so that the files go before
        tag, files = tenants.tag_of(conn, tenant_id), handing.tags_of(conn, tenant_id, person_id)
    handed_files.remove(db.files, tag, files)
    after, done = 0, 0
    try:
        while True:
            step = partial(_some, people_home=people_home, tenant_id=tenant_id, person_id=person_id, after=after)
            last, changed = db.write(partial(_counted, erasure=erasure, tenant_id=tenant_id, step=step))
            done += changed
            tell(done)
            if last is None:
                break
            after = last
        db.write(partial(_end, people_home=people_home, tenant_id=tenant_id, person_id=person_id, erasure=erasure))
    except NotFound:  # a command and the server's lane both worked on it, and the other came to the end first
        log.info("erasure ended elsewhere", erasure=erasure)
    empty_log(db.reading)
    with db.read() as conn:
        counts = conn.scalar(select(t.erasure.c.counts).filter_by(tenant_id=tenant_id, id=erasure))
    return dict(counts or {})


class Erasing:
    """The handler of the lanes `erase/<tenant>`."""

    def __init__(self, db: Database, people_home: str) -> None:
        self.db = db
        self.people_home = people_home

    def run(self, lane: str, held: Claim) -> datetime | None:
        """End every erasure that was begun; a second holder does no harm."""
        del held
        resume(self.db, self.people_home, int(lane.partition("/")[2]))
        return None


def listed(conn: Connection, tenant_id: int, most: int = 20) -> list[Any]:
    """Return the newest erasures: when, by whom, how far, and counts."""
    query = select(t.erasure).where(t.erasure.c.tenant_id == tenant_id)
    return list(conn.execute(query.order_by(t.erasure.c.at.desc(), t.erasure.c.id).limit(most)))


def resume(db: Database, people_home: str, tenant_id: int) -> int:
    """End the erasures that were cut off; return how many there were."""
    with db.read() as conn:
        left = conn.execute(
            select(t.erasure.c.person_id, t.erasure.c.who).where(
                t.erasure.c.tenant_id == tenant_id, t.erasure.c.state == RUNNING
            )
        ).all()
    for row in left:
        erase(db, people_home, tenant_id, row.person_id, row.who)
    return len(left)


def begin(write: Write, people_home: str, tenant_id: int, person_id: str, who: str) -> str:
    """Write the erasure down, or find the one that was cut off; end sessions and launches. Return its id."""
    found = whom.find(write.conn, people_home, tenant_id, person_id)
    mine = {"tenant_id": tenant_id, "person_id": person_id}
    for door in (t.session, t.credential):
        write.conn.execute(delete(door).filter_by(**mine))
    running = write.conn.scalar(select(t.erasure.c.id).filter_by(**mine, state=RUNNING))
    if running is not None:
        again = update(t.erasure).filter_by(tenant_id=tenant_id, id=running)
        write.conn.execute(again.values(agents=sorted(found.keys)))
        return str(running)
    newest = end_of_log(write, tenant_id).stored  # later than the present where the clock was set back
    erasure, person_mark = new_id(), erased.person_mark(write.erased_key, tenant_id, found.platform_id, found.sub)
    counted = {**whom.counts(write.conn, found), "statements": 0, "mentions": 0, "attachments": 0}
    write.conn.execute(
        insert(t.erasure).values(
            tenant_id=tenant_id, id=erasure, at=max(write.now, newest or write.now), who=who, state=RUNNING,
            person_hash=person_mark, person_id=person_id, agents=sorted(found.keys), counts=counted,
        )
    )  # fmt: skip
    audit.record(write, tenant_id, who, "erasure-begun", {"erasure": erasure})
    return erasure


def _counted(
    write: Write, erasure: str, tenant_id: int, step: Callable[[Write], tuple[int | None, Mapping[str, int]]]
) -> tuple[int | None, int]:
    """Do a step and add what it took to the erasure's counts; return (where it came to, how many statements)."""
    last, took = step(write)
    key = {"tenant_id": tenant_id, "id": erasure}
    counts = write.conn.scalar(select(t.erasure.c.counts).filter_by(**key)) or {}
    both = {**counts, **{name: counts.get(name, 0) + number for name, number in took.items()}}
    write.conn.execute(update(t.erasure).filter_by(**key).values(counts=both))
    return last, took["statements"] + took["mentions"]


def _some(
    write: Write, people_home: str, tenant_id: int, person_id: str, after: int
) -> tuple[int | None, Mapping[str, int]]:
    """Delete or redact the next statements that speak of a person; return (last number seen, None at the end; counts).

    Whom it is about is looked up each time: another identity may have been found meanwhile.
    """
    found = whom.find(write.conn, people_home, tenant_id, person_id)
    every = union(*found.own(after).selects, found.named(after)).subquery("every")
    following = write.conn.scalars(select(every.c.seq).order_by(every.c.seq).limit(SOME)).all()
    rows = write.conn.execute(
        select(t.statement)
        .where(t.statement.c.tenant_id == tenant_id, t.statement.c.seq.in_(following))
        .order_by(t.statement.c.seq)
    ).all()
    theirs = [row for row in rows if _is_theirs(row, found)]
    gone = removal.take_out(write, tenant_id, theirs) if theirs else Gone()
    around = 0
    for row in rows:
        if row not in theirs:
            around += _redacted(write, row.seq, found, people_home)
    took = {"statements": gone.statements, "mentions": around, "attachments": gone.attachments}
    return (rows[-1].seq if rows else None), took


def _is_theirs(row: Any, found: Whom) -> bool:
    """Say whether a statement goes as a whole: the person is its actor or object.

    What they decided about somebody else belongs to that other person's record and is only redacted.
    """
    if row.decision:
        made = decisions.read(jsontext.read(row.body))
        if made is not None and made.learner not in found.keys:
            return False
    return row.actor_hash in found.hashes or row.object_id in found.keys


def _redacted(write: Write, seq: int, found: Whom, people_home: str) -> int:
    """Take the person out of a statement about others; return 1 where it named them."""
    row = write.conn.execute(select(t.statement).filter_by(tenant_id=found.tenant_id, seq=seq)).first()
    if row is None:  # it voided one that went
        return 0
    before = jsontext.read(row.body)
    after = redact(before, found.keys, found.words, people_home)
    if after == before:
        return 0
    removal.rewrite(write, row, after)
    return 1


def _end(write: Write, people_home: str, tenant_id: int, person_id: str, erasure: str) -> None:
    """Delete what came meanwhile, documents, every row that carries the person, and the person; close the erasure."""
    found = whom.find(write.conn, people_home, tenant_id, person_id)
    key, after = {"tenant_id": tenant_id, "id": erasure}, 0
    while True:
        step = partial(_some, people_home=people_home, tenant_id=tenant_id, person_id=person_id, after=after)
        last, _ = _counted(write, erasure, tenant_id, step)
        if last is None:
            break
        after = last
    write.conn.execute(update(t.erasure).filter_by(**key).values(state=DONE, person_id=None, agents=None))
    forget_rows(write, tenant_id, person_id, found.hashes)
    write.conn.execute(delete(t.person).filter_by(tenant_id=tenant_id, id=person_id))
    row = write.conn.execute(select(t.erasure).filter_by(**key)).one()
    erased.remember_agents(write, tenant_id, found.hashes, max(row.at, write.now))
    audit.record(write, tenant_id, row.who, "erasure-done", {"erasure": erasure, "counts": row.counts})


def forget_rows(write: Write, tenant_id: int, person_id: str, hashes: Collection[str]) -> None:
    """Delete every row that is this person's, and take them out of rows that name them as who did something.

    Tables are found by their columns, so that a new one is never forgotten: `person_id` says whose a row is, `key_hash`
    and `actor_hash` under which agent's hash it stands, `…_person_id` and `confirmed_by` who did it. Statements with
    one of the hashes are gone before.
    """
    for table in reversed(t.metadata.sorted_tables):
        if not table.info.get("tenant"):
            continue
        if "person_id" in table.columns:
            write.conn.execute(delete(table).where(table.c.tenant_id == tenant_id, table.c.person_id == person_id))
        for name in {"key_hash", "actor_hash"} & set(table.columns.keys()):
            write.conn.execute(delete(table).where(table.c.tenant_id == tenant_id, table.c[name].in_(hashes)))
        for column in table.columns:
            if column.name.endswith("_person_id") or column.name == "confirmed_by":
                named = (table.c.tenant_id == tenant_id, column.in_([person_id, f"person/{person_id}"]))
                write.conn.execute(update(table).where(*named).values({column.name: None}))

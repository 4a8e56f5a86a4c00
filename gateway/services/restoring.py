"""After a backup was put back: erase again what was erased since it was made (P10).

The marks of `gateway.services.erased` are carried over from the database that was there before, or from a file that
`waymark export erasures` wrote. By them statements are found by their ids, and people by platform and `sub`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows
from gateway.db.checkpoint import empty_log
from gateway.db.types import to_micros
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.errors import InvalidInput
from gateway.services import erase, erased, removal
from xapi.times import read_time, write_time

_PAGE, _SOME = 2000, 25


class NotErasures(InvalidInput):
    """A file that `waymark export erasures` did not write, or a damaged one."""

    code = "not-erasures"


@dataclass(frozen=True)
class Mark:
    """One remembered value of a school: `number` is that of a statement."""

    hash: bytes
    number: int | None
    at: Any


@dataclass(frozen=True)
class Marks:
    """What must stay erased, by the tag of the school: remembered values, and erasures of people as columns."""

    values: Mapping[str, Sequence[Mark]]
    people: Mapping[str, Sequence[Mapping[str, Any]]]

    def __or__(self, other: Marks) -> Marks:
        """Return both together."""
        return Marks(_joined(self.values, other.values), _joined(self.people, other.people))

    def __bool__(self) -> bool:
        """Say whether there is anything."""
        return any(self.values.values()) or any(self.people.values())


NOTHING = Marks({}, {})


@dataclass(frozen=True)
class Again:
    """What was erased again, in counts."""

    people: int = 0
    statements: int = 0
    documents: int = 0


def _joined(one: Mapping[str, Sequence[Any]], other: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    return {tag: [*one.get(tag, ()), *other.get(tag, ())] for tag in {*one, *other}}


def read(conn: Connection) -> Marks:
    """Return all marks of a database."""
    values: dict[str, list[Mark]] = {}
    people: dict[str, list[dict[str, Any]]] = {}
    for tenant in conn.execute(select(t.tenant.c.id, t.tenant.c.tag)).all():
        rows = conn.execute(select(t.erased).where(t.erased.c.tenant_id == tenant.id))
        values[tenant.tag] = [Mark(bytes(row.hash), row.seq, row.at) for row in rows]
        erasures = conn.execute(select(t.erasure).where(t.erasure.c.tenant_id == tenant.id))
        people[tenant.tag] = [
            {"id": row.id, "at": row.at, "who": row.who, "person_hash": bytes(row.person_hash), "counts": row.counts}
            for row in erasures
        ]
    return Marks(values, people)


def write_lines(marks: Marks) -> Iterator[bytes]:
    """Give the lines of a file of marks; nobody can be recognised by them without the secret key."""
    yield orjson.dumps({"waymark": "erasures", "format": 1})
    for tag, values in sorted(marks.values.items()):
        for one in sorted(values, key=lambda each: each.hash):
            yield orjson.dumps({"school": tag, "mark": one.hash.hex(), "number": one.number, "at": write_time(one.at)})
    for tag, people in sorted(marks.people.items()):
        for row in people:
            line = {**row, "at": write_time(row["at"]), "person_hash": row["person_hash"].hex()}
            yield orjson.dumps({"school": tag, "erasure": line})


def read_lines(raw: Iterable[bytes]) -> Marks:
    """Return the marks of a file; NotErasures names the first line that is wrong."""
    values: dict[str, list[Mark]] = {}
    people: dict[str, list[dict[str, Any]]] = {}
    number = 0
    for number, line in enumerate(raw, start=1):
        try:
            found = orjson.loads(line)
            if number == 1:
                _check_head(found)
            elif "erasure" in found:
                row = found["erasure"]
                kept = {**row, "at": read_time(row["at"]), "person_hash": bytes.fromhex(row["person_hash"])}
                people.setdefault(found["school"], []).append(kept)
            else:
                mark = Mark(bytes.fromhex(found["mark"]), found["number"], read_time(found["at"]))
                values.setdefault(found["school"], []).append(mark)
        except (KeyError, TypeError, ValueError) as error:
            raise NotErasures(problems=[f"line {number}: this is no line of a file of erasures"]) from error
    if not number:
        raise NotErasures(problems=["the file is empty"])
    return Marks(values, people)


def _check_head(head: Any) -> None:
    if (head["waymark"], head["format"]) != ("erasures", 1):
        raise ValueError(head)


def apply(db: Database, people_home: str, marks: Marks) -> Again:
    """Erase again what the marks name; erasures that were under way are ended too. The key of `db` must be set."""
    people = statements = documents = 0
    with db.read() as conn:
        tenants = conn.execute(select(t.tenant.c.id, t.tenant.c.tag)).all()
    for tenant in tenants:
        erase.resume(db, people_home, tenant.id)
        values, erasures = marks.values.get(tenant.tag, ()), marks.people.get(tenant.tag, ())
        if not values and not erasures:
            continue
        db.write(partial(_keep, tenant_id=tenant.id, values=values, erasures=erasures))
        for person_id in _people(db, tenant.id, erasures):
            statements += erase.erase(db, people_home, tenant.id, person_id, "restore")["statements"]
            people += 1
        statements += _statements(db, tenant.id, {one.hash for one in values})
        documents += db.write(partial(_documents, tenant_id=tenant.id))
    empty_log(db.reading)
    return Again(people, statements, documents)


def _keep(write: Write, tenant_id: int, values: Sequence[Mark], erasures: Sequence[Mapping[str, Any]]) -> None:
    rows = [(tenant_id, one.hash, one.number, to_micros(one.at)) for one in values]
    insert_rows(write.conn, t.erased, rows, conflict="(tenant_id, hash) DO NOTHING")
    for one in erasures:
        rest = {name: value for name, value in one.items() if name != "id"}
        upsert(
            write.conn,
            t.erasure,
            {"tenant_id": tenant_id, "id": one["id"]},
            {},
            insert_only={**rest, "state": erase.DONE},
        )


def _people(db: Database, tenant_id: int, erasures: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return who of the restored people was erased after they were first seen."""
    gone = {one["person_hash"]: one["at"] for one in sorted(erasures, key=lambda each: each["at"])}
    columns = t.person.c
    with db.read() as conn:
        rows = conn.execute(
            select(columns.id, columns.platform_id, columns.sub, columns.created_at).where(
                columns.tenant_id == tenant_id
            )
        ).all()
    marked = ((row, erased.person_mark(db.erased_key, tenant_id, row.platform_id, row.sub)) for row in rows)
    return [row.id for row, mark in marked if mark in gone and row.created_at <= gone[mark]]


def _statements(db: Database, tenant_id: int, marks: set[bytes]) -> int:
    """Remove the statements whose ids are remembered; return how many."""
    removed, after = 0, 0
    while True:
        with db.read() as conn:
            rows = conn.execute(
                select(t.statement.c.seq, t.statement.c.id)
                .where(t.statement.c.tenant_id == tenant_id, t.statement.c.seq > after)
                .order_by(t.statement.c.seq)
                .limit(_PAGE)
            ).all()
        if not rows:
            return removed
        after = rows[-1].seq
        found = [row.seq for row in rows if erased.mark(db.erased_key, tenant_id, "statement", bytes(row.id)) in marks]
        for some in chunks(found, _SOME):
            removed += db.write(partial(_take_out, tenant_id=tenant_id, seqs=some))


def _take_out(write: Write, tenant_id: int, seqs: Sequence[int]) -> int:
    rows = write.conn.execute(
        select(t.statement).where(t.statement.c.tenant_id == tenant_id, t.statement.c.seq.in_(seqs))
    ).all()
    return removal.take_out(write, tenant_id, rows).statements


def _documents(write: Write, tenant_id: int) -> int:
    """Delete documents of erased agents that are older than the erasure; return how many."""
    columns = t.document.c
    held = write.conn.scalars(
        select(columns.actor_hash).distinct().where(columns.tenant_id == tenant_id, columns.actor_hash.is_not(None))
    ).all()
    gone = erased.agents_among(write.conn, write.erased_key, tenant_id, held)
    return sum(
        write.conn.execute(
            delete(t.document).where(columns.tenant_id == tenant_id, columns.actor_hash == one, columns.updated <= at)
        ).rowcount
        for one, at in gone.items()
    )

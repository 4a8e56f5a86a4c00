"""What a person decides becomes a statement of ours in its own category, and a row that pages read (design.md 1.1).

The statement says everything a rebuild needs; free text lies beside it, keyed by the learner. Taking a decision back
voids its statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Connection, delete, insert, or_, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import opt_out, steps
from gateway.services.collect import store
from gateway.services.joined import STANDING, WHOSE
from gateway.services.own_statements import accepted, accounts_of
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.settings import Settings
from xapi import build, decisions

KINDS: Final = (
    "level", "excused", "choice", "goal", "help", "support", "thought", "start", "skip", "question", "test_out",
    "begin", "prior", "wish", "proposal", "answer", "handed", "returned", "scaffold", "extension", "offer_help",
    "interest", "new_level", "old_level",
)  # fmt: skip
"""level, excused: a teacher's judgement · choice: an activity taken · goal · help: asked for · support: a step that
a teacher gave · thought: a learner's reflection · start: a start point · skip: passed over for now ·
question: one of a placement · test_out: a standard shown at once · begin, prior: how a student who came later begins;
prior: with results of other courses, wish: how the student would like to · proposal: an activity of the student's own,
answer: a teacher's word on it · handed: a piece of work · returned: a teacher's answer to it · scaffold: a help used ·
extension: a step further that a teacher offered · offer_help: a student would help a classmate ·
interest: what a student likes ·
new_level, old_level: a teacher uses, or does not, what a new parameter set proposes.
"""


@dataclass(frozen=True)
class Deciding:
    """Who decides about whom in which course; person ids of ours. `text` is stored beside the statement."""

    tenant_id: int
    course_id: str
    by: str
    about: str
    kind: str
    value: Any
    standard_id: str | None = None
    activity_iri: str | None = None
    options: tuple[str, ...] = ()
    text: str = ""
    registration: UUID | None = None


def decide(write: Write, settings: Settings, what: Deciding) -> UUID:
    """Record a decision; return the id of its statement. NotFound when one of the people is not of this tenant.

    TakesNoPart for a student of whom nothing is recorded.
    """
    opt_out.check(write.conn, what.tenant_id, what.about)
    known = _accounts(write.conn, what.tenant_id, (what.by, what.about), settings)
    statement_id = new_statement_id()
    raw = build.decision(
        build.Frame(statement_id, write.now, what.registration), what.kind, by=known[what.by],
        about=known[what.about], course=course_iri(settings, what.course_id), value=what.value,
        standard=standard_iri(settings, what.standard_id) if what.standard_id else None,
        activity=what.activity_iri, options=what.options,
    )  # fmt: skip
    _store(write, settings, what.tenant_id, what.course_id, raw)
    if what.text:
        write.conn.execute(
            insert(t.note).values(
                tenant_id=what.tenant_id, statement_id=statement_id.bytes, person_id=what.about, text=what.text
            )
        )  # fmt: skip
    return statement_id


def take_back(write: Write, settings: Settings, tenant_id: int, by: str, statement_id: UUID) -> None:
    """Void a decision; NotFound when there is none such, TakesNoPart for a student who takes back what is kept."""
    opt_out.check(write.conn, tenant_id, by)
    row = write.conn.execute(
        select(t.decision.c.course_id).filter_by(tenant_id=tenant_id, statement_id=statement_id.bytes)
    ).first()
    if row is None:
        raise NotFound("no such decision")
    known = _accounts(write.conn, tenant_id, (by,), settings)
    raw = build.voiding(build.Frame(new_statement_id(), write.now), by=known[by], target=statement_id)
    _store(write, settings, tenant_id, row.course_id, raw)
    write.conn.execute(delete(t.decision).filter_by(tenant_id=tenant_id, statement_id=statement_id.bytes))


def _store(write: Write, settings: Settings, tenant_id: int, course_id: str, raw: dict[str, Any]) -> None:
    """Put a statement of ours through the one intake, and project it in the same transaction."""
    made = accepted(write, settings, raw)
    source = Source(tenant_id, course_id=course_id, own_decisions=True)
    for one, seq in store(write, source, [made]):
        project(write, tenant_id, seq, one.body)


def project(write: Write, tenant_id: int, seq: int, body: dict[str, Any]) -> None:
    """Write the row that pages read for one statement of ours; a voiding statement or a stranger's gives none."""
    found = decisions.read(body)
    if found is None:
        return
    people = {
        row.account: row.whose
        for row in write.conn.execute(
            select(WHOSE.label("whose"), t.person.c.account)
            .outerjoin(t.joined, STANDING)
            .where(
                t.person.c.tenant_id == tenant_id,
                t.person.c.account.in_([found.by.rpartition("|")[2], found.learner.rpartition("|")[2]]),
            )
        )
    }
    learner = people.get(found.learner.rpartition("|")[2])
    if learner is None:
        return
    statement_id = UUID(body["id"])
    at = write.conn.scalar(select(t.statement.c.timestamp).filter_by(tenant_id=tenant_id, seq=seq))
    write.conn.execute(
        insert(t.decision).values(
            tenant_id=tenant_id, statement_id=statement_id.bytes, seq=seq, course_id=_last(found.course),
            person_id=learner, kind=found.kind, standard_id=_last(found.standard) if found.standard else None,
            value={"value": found.value, "activity": found.activity, "options": list(found.options)},
            by_person_id=people.get(found.by.rpartition("|")[2]), at=at,
        )
    )  # fmt: skip


def read_again(write: Write, tenant_id: int, people: Sequence[str]) -> None:
    """Read the decisions about these people again: whose they are has changed; notes and steps follow them."""
    mine = or_(t.decision.c.person_id.in_(people), t.decision.c.by_person_id.in_(people))
    said = (t.statement.c.tenant_id == t.decision.c.tenant_id) & (t.statement.c.id == t.decision.c.statement_id)
    rows = write.conn.execute(
        select(t.statement.c.id, t.statement.c.seq, t.statement.c.body, t.statement.c.registration)
        .join(t.decision, said)
        .where(t.decision.c.tenant_id == tenant_id, mine)
        .order_by(t.statement.c.seq)
    ).all()
    for row in rows:
        key = {"tenant_id": tenant_id, "statement_id": bytes(row.id)}
        write.conn.execute(delete(t.decision).filter_by(**key))
        project(write, tenant_id, row.seq, orjson.loads(row.body))
        whose = write.conn.scalars(select(t.decision.c.person_id).filter_by(**key)).one()
        for beside in (t.note, t.hand_in):
            write.conn.execute(update(beside).filter_by(**key).values(person_id=whose))
        if row.registration is not None:
            steps.hand_over(write, tenant_id, row.registration, whose)


def course_of(body: Mapping[str, Any]) -> str | None:
    """Return the id of the course in which a statement of ours decides something, None for any other statement."""
    found = decisions.read(body)
    return _last(found.course) if found else None


def rebuild(write: Write, tenant_id: int) -> int:
    """Forget all rows of decisions and read them again out of the log; return how many there are."""
    write.conn.execute(delete(t.decision).where(t.decision.c.tenant_id == tenant_id))
    rows = write.conn.execute(
        select(t.statement.c.seq, t.statement.c.body)
        .where(
            t.statement.c.tenant_id == tenant_id, t.statement.c.decision.is_(True), t.statement.c.voided.is_(False)
        )
        .order_by(t.statement.c.seq)
    ).all()  # fmt: skip
    for row in rows:
        project(write, tenant_id, row.seq, orjson.loads(row.body))
    return len(rows)


@dataclass(frozen=True)
class Decided:
    """A decision as pages show it; `text` is the words beside it."""

    statement_id: UUID
    person_id: str
    kind: str
    standard_id: str | None
    value: Any
    activity_iri: str | None
    options: tuple[str, ...]
    by: str | None
    at: Any
    text: str | None


def decided(
    conn: Connection, tenant_id: int, course_id: str, *, person_id: str | None = None, kinds: Sequence[str] = KINDS
) -> list[Decided]:
    """Return the decisions of a course, or of one learner in it, oldest first."""
    query = (
        select(t.decision, t.note.c.text)
        .outerjoin(
            t.note,
            (t.note.c.tenant_id == t.decision.c.tenant_id) & (t.note.c.statement_id == t.decision.c.statement_id),
        )
        .where(
            t.decision.c.tenant_id == tenant_id, t.decision.c.course_id == course_id, t.decision.c.kind.in_(kinds)
        )
        .order_by(t.decision.c.seq)
    )  # fmt: skip
    if person_id is not None:
        query = query.where(t.decision.c.person_id == person_id)
    return [
        Decided(
            UUID(bytes=bytes(row.statement_id)), row.person_id, row.kind, row.standard_id, row.value["value"],
            row.value["activity"], tuple(row.value["options"]), row.by_person_id, row.at, row.text,
        )
        for row in conn.execute(query)
    ]  # fmt: skip


def course_iri(settings: Settings, course_id: str) -> str:
    """Return the IRI under which statements of ours name a course."""
    return f"{settings.base_url}/courses/{course_id}"


def standard_iri(settings: Settings, standard_id: str) -> str:
    """Return the IRI under which statements of ours name a standard."""
    return f"{settings.base_url}/standards/{standard_id}"


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


def _accounts(conn: Connection, tenant_id: int, people: Sequence[str], settings: Settings) -> dict[str, build.Account]:
    found = accounts_of(conn, settings, tenant_id, people)
    if set(people) - set(found):
        raise NotFound("no such person")
    return found

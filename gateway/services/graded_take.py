"""Grades that were read become statements of ours, one for each grade; a changed one voids the one before.

The statement's id follows from platform, work, learner, and what the learning system says of the grade: read again it
is the same statement, which the log keeps once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, select

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.services import erased, opt_out
from gateway.services.collect import store
from gateway.services.decide import course_iri
from gateway.services.graded_work import iri_of
from gateway.services.own_statements import accepted, accounts_of
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.settings import Settings
from lti.lms.graded import Grade
from xapi import build
from xapi.statement import Accepted

NAMESPACE = UUID("8f0c3d1e-5f0b-5a57-9d5e-2c1b7a4e9f60")


@dataclass(frozen=True)
class Taking:
    """A work as its row, the platform it is on, and the grades of some learners; None: there is none now."""

    work: Any
    platform_id: str
    grades: Mapping[str, Grade | None]


def take(write: Write, settings: Settings, what: Taking) -> int:
    """Store the statements of grades that are new or changed, void those of grades that are gone; return how many."""
    work = what.work
    key = {"tenant_id": work.tenant_id, "graded_id": work.id}
    rows = write.conn.execute(
        select(t.read_grade).filter_by(**key).where(t.read_grade.c.person_id.in_(list(what.grades)))
    )
    before = {row.person_id: row for row in rows}
    marks = {one: mark_of(grade) if grade else "" for one, grade in what.grades.items()}
    out = opt_out.people(write.conn, work.tenant_id)
    changed = [
        one for one, mark in marks.items() if one not in out and mark != (before[one].mark if one in before else "")
    ]
    people = [*changed, *([work.by_person_id] if work.by_person_id else [])]
    accounts = accounts_of(write.conn, settings, work.tenant_id, people)
    made: list[Accepted] = []
    for person_id in changed:
        if person_id not in accounts:
            continue  # gone since the grades were asked for
        if person_id in before:
            made.append(_voiding(write, settings, accounts, work, before[person_id]))
        grade = what.grades[person_id]
        if grade is None:
            write.conn.execute(delete(t.read_grade).filter_by(**key, person_id=person_id))
            continue
        statement_id = _id(write, what, person_id, marks[person_id])
        raw = _statement(settings, accounts[person_id], work, statement_id, grade, write.now)
        made.append(accepted(write, settings, raw))
        values = {"mark": marks[person_id], "statement_id": statement_id.bytes}
        upsert(write.conn, t.read_grade, {**key, "person_id": person_id}, values)
    store(write, Source(work.tenant_id, course_id=work.course_id), _living(write, work.tenant_id, made))
    return len(made)


def mark_of(grade: Grade) -> str:
    """Return a digest of a grade: its share, and when it came about as far as the learning system tells."""
    told = [f"{share_of(grade):.6f}", *(one.isoformat() if one else "" for one in (grade.at, grade.changed_at))]
    return hashlib.sha256("|".join(told).encode()).hexdigest()


def share_of(grade: Grade) -> float:
    """Return a grade as a share from 0 to 1; extra points are no more than all."""
    return min(max(grade.value / grade.maximum, 0.0), 1.0)


def _id(write: Write, what: Taking, person_id: str, mark: str) -> UUID:
    """Return the id that follows from a grade; a new one where that statement was voided and the grade is back."""
    work = what.work
    found = uuid5(NAMESPACE, f"{what.platform_id}/{work.course_id}/{work.work_id}/{person_id}/{mark}")
    voided = select(t.statement.c.voided).filter_by(tenant_id=work.tenant_id, id=found.bytes)
    return new_statement_id() if write.conn.scalar(voided) else found


def _statement(
    settings: Settings, actor: build.Account, work: Any, statement_id: UUID, grade: Grade, now: datetime
) -> dict[str, Any]:
    # A clock ahead of ours must not put a result into the future.
    at = min(grade.at or grade.changed_at or now, now)
    return build.graded(
        build.Frame(statement_id, at), actor=actor, activity=iri_of(settings, work.id),
        raw=share_of(grade) * grade.maximum, out_of=grade.maximum, course=course_iri(settings, work.course_id),
    )  # fmt: skip


def _voiding(write: Write, settings: Settings, accounts: Mapping[str, build.Account], work: Any, row: Any) -> Accepted:
    by = accounts.get(work.by_person_id) or accounts[row.person_id]
    frame = build.Frame(new_statement_id(), write.now)
    return accepted(write, settings, build.voiding(frame, by=by, target=UUID(bytes=bytes(row.statement_id))))


def _living(write: Write, tenant_id: int, made: Sequence[Accepted]) -> list[Accepted]:
    """Leave out what was erased: reading it again brings nothing back (P10)."""
    gone = erased.among(write.conn, write.erased_key, tenant_id, [one.id for one in made])
    return [one for one in made if one.id not in gone]

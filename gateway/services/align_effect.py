"""What a change of an activity's alignment would do to a course, computed before anybody decides; nothing is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.evidence import NotEvidence, Observation, from_statement
from gateway.learn.fold import fold
from gateway.learn.mastery import moment, read
from gateway.learn.said import follows
from gateway.services import evidence, lookup, said, unhurried
from gateway.services.inputs import CourseInputs
from xapi import jsontext

MOST = 600
"""Learners who are computed; a larger course is told of as many."""


@dataclass(frozen=True)
class Moved:
    """One learner's level of one standard before and after; None is not enough yet."""

    person_id: str
    standard_id: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Effect:
    """How many learners have results of the activity that would count, or count no more, and whose levels move."""

    students: int
    results: int
    moved: tuple[Moved, ...]


def of(conn: Connection, course: CourseInputs, iri: str, standards: Collection[str], weight: float = 1.0) -> Effect:
    """Return what would change if the activity counted for just these of the course's standards."""
    wanted = tuple(sorted(set(standards) & set(course.standards)))
    iris = {identifier: one for one, identifier in course.activity_ids.items()}
    activity_id = course.activity_ids.get(iri)
    told: dict[str, list[tuple[Observation, bool]]] = {}
    for person_id, row in _statements(conn, course, iri):
        seen = from_statement(jsontext.read(row.body), wanted or ("",), weight, stored=row.stored)
        if not isinstance(seen, NotEvidence) and row.course_id in (None, course.course_id):
            detail = asdict(seen)
            counts = bool(wanted) and not _rapid(conn, course, person_id, activity_id or "", detail)
            scored = replace(seen, score=evidence.score_here(course, seen.score, detail))
            told.setdefault(person_id, []).append((scored, counts))
    moved: list[Moved] = []
    results = 0
    for person_id, mine in sorted(told.items())[:MOST]:
        results += len(mine)
        rows = conn.execute(select(t.evidence).filter_by(tenant_id=course.tenant_id, person_id=person_id)).all()
        here = [one for one in rows if one.course_id in (None, course.course_id)]
        share = evidence.rapid_share(conn, course, person_id, here)
        others = [
            one
            for row in here
            if row.activity_id != activity_id and (one := evidence.observation(row, course, iris, share)) is not None
        ]
        moved += _compare(conn, course, person_id, [*others, *(one for one, counts in mine if counts)])
    return Effect(len(told), results, tuple(moved))


def _rapid(conn: Connection, course: CourseInputs, person_id: str, activity_id: str, detail: Mapping[str, Any]) -> bool:
    """Say whether a result came too fast to count, for this learner."""
    if not course.rapid(activity_id, detail):
        return False
    return course.rapid(activity_id, detail, unhurried.of(conn, course, person_id).rapid_share)


def _compare(conn: Connection, course: CourseInputs, person_id: str, seen: Sequence[Observation]) -> list[Moved]:
    before = said.rows(conn, course, person_id)
    state = fold(seen, course.learn)
    found = []
    for name in course.standards:
        record = state.records.get(name)
        at = moment(record.last_at) if record is not None else None
        after = read(state, name, at, course.learn).level if at is not None else None
        row = before.get(name)
        stands = row.level if row is not None else None
        if row is not None and row.estimated is not None:
            after = follows(stands, row.estimated, after, 0.0)  # what only a new parameter set would change is not told
        if stands != after:
            found.append(Moved(person_id, name, stands, after))
    return found


def _statements(conn: Connection, course: CourseInputs, iri: str) -> list[tuple[str, Any]]:
    """Return (person, statement) of the course's learners about an activity, oldest first."""
    columns = (t.statement.c.id, t.statement.c.stored, t.statement.c.body, t.statement.c.course_id)
    rows = conn.execute(
        select(t.identity.c.person_id, *columns)
        .join(
            t.identity,
            (t.identity.c.tenant_id == t.statement.c.tenant_id) & (t.identity.c.key_hash == t.statement.c.actor_hash),
        )
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.identity.c.tenant_id) & (t.enrolment.c.person_id == t.identity.c.person_id),
        )
        .where(
            t.statement.c.tenant_id == course.tenant_id, t.statement.c.object_id == iri,
            t.statement.c.seq.in_(lookup.mentioning(course.tenant_id, [lookup.key(lookup.ACTIVITY, iri)])),
            t.statement.c.voided.is_(False), t.statement.c.decision.is_(False),
            t.enrolment.c.course_id == course.course_id, t.enrolment.c.role == "learner",
        )
        .order_by(t.statement.c.seq)
    )  # fmt: skip
    return [(row.person_id, row) for row in rows]

"""Publish parameter sets: by a deterministic pass over a course's evidence, when it has grown by a quarter.

The log positions at which sets are due depend only on the log, so two runs over one log publish the same sets
(design.md 1.2). A set changes no delivery: learners are folded again, and the teacher sees proposals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, tuple_, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.learn.evidence import Observation
from gateway.learn.parameters import ParameterSet, next_threshold
from gateway.learn.tracer import fit_ordered
from gateway.services import evaluate
from gateway.services.evidence import observation
from gateway.services.inputs import CourseInputs, InputsCache


@dataclass(frozen=True)
class Fitted:
    """A set that is due, with what it was made of: the course's version, and the evidence (count, sum of seq)."""

    course: CourseInputs
    made: ParameterSet
    basis: tuple[int, int]


def publish_due(db: Database, tenant_id: int, cache: InputsCache) -> int:
    """Publish the newest due set of each course of a tenant; return how many. Their learners become due again.

    The pass over the evidence takes seconds in a large course: it only reads, so that senders do not wait for it. What
    it reads is compared again when the set is written; where it is another by then, the pass was in vain, and repeated.
    """
    with db.read() as conn:
        found = [made for course in _grown(conn, tenant_id, cache) if (made := _fit(conn, course)) is not None]
    for one in found:
        db.write(partial(_publish, fitted=one))
    return len(found)


def publish_again(db: Database, tenant_id: int, cache: InputsCache) -> int:
    """Publish each course's set once more over the evidence it knew, or more, because constants changed."""
    sets = select(t.parameter_set.c.course_id).where(t.parameter_set.c.tenant_id == tenant_id).distinct()
    found = []
    with db.read() as conn:
        for course_id in conn.scalars(sets.order_by(t.parameter_set.c.course_id)).all():
            made = _fit(conn, cache.get(conn, tenant_id, course_id), again=True)
            found += [made] if made is not None else []
    for one in found:
        db.write(partial(_publish, fitted=one))
    return len(found)


def _grown(conn: Connection, tenant_id: int, cache: InputsCache) -> list[CourseInputs]:
    """Return the courses that may have reached their next threshold."""
    courses = conn.execute(
        select(t.learner.c.course_id, func.sum(t.learner.c.answers).label("answers"))
        .where(t.learner.c.tenant_id == tenant_id)
        .group_by(t.learner.c.course_id)
        .order_by(t.learner.c.course_id)
    ).all()
    known = {
        row.course_id: int(row.answers)
        for row in conn.execute(
            select(t.parameter_set.c.course_id, func.max(t.parameter_set.c.answers).label("answers"))
            .where(t.parameter_set.c.tenant_id == tenant_id)
            .group_by(t.parameter_set.c.course_id)
        )
    }
    # This runs after every piece of work of a tenant: courses that have not grown must not be read for it.
    grown = [row.course_id for row in courses if next_threshold(known.get(row.course_id, 0)) <= int(row.answers or 0)]
    return [cache.get(conn, tenant_id, one) for one in grown]


def _fit(conn: Connection, course: CourseInputs, *, again: bool = False) -> Fitted | None:
    """Fit at the last threshold that the log has passed; None when everything before it is not evaluated yet.

    Where it has passed none since, nothing is due, but `again` fits at the one that the set which stands was made at.
    """
    known = _course_evidence(course, _horizon(conn, course.tenant_id))
    answers = int(conn.scalar(known.with_only_columns(func.count(), maintain_column_froms=True)) or 0)
    goal, version = 0, course.parameters.version
    following = next_threshold(course.parameters.answers)
    while following <= answers:
        goal, version, following = following, version + 1, next_threshold(following)
    if again and not goal and course.parameters.answers <= answers:
        goal, version = course.parameters.answers, version + 1
    if not goal:
        return None
    through = int(conn.scalar(known.order_by(t.evidence.c.seq).offset(goal - 1).limit(1)) or 0)
    basis = _basis(conn, course, through)  # before the pass: what changes during it shows when the set is written
    made = fit_ordered(_in_time(conn, course, through), course.first, version, through)
    return Fitted(course, replace(made, answers=goal), basis)


def _publish(write: Write, fitted: Fitted) -> None:
    """Store a set and have its course folded again, unless what it was made of has changed meanwhile."""
    course = fitted.course
    version = write.conn.scalar(select(t.course.c.version).filter_by(tenant_id=course.tenant_id, id=course.course_id))
    basis = _basis(write.conn, course, fitted.made.log_position)
    if version == course.version and basis == fitted.basis and basis[0] == fitted.made.answers:
        _store(write, course, fitted.made)
        evaluate.refold_course(write, course.tenant_id, course.course_id)


def _basis(conn: Connection, course: CourseInputs, through: int) -> tuple[int, int]:
    """Return what changes when evidence up to a place in the log comes late or is taken away."""
    evidence = _course_evidence(course, through + 1)
    columns = func.count(), func.coalesce(func.sum(t.evidence.c.seq), 0)
    row = conn.execute(evidence.with_only_columns(*columns, maintain_column_froms=True)).one()
    return int(row[0]), int(row[1])


def _store(write: Write, course: CourseInputs, fitted: ParameterSet) -> None:
    write.conn.execute(
        insert(t.parameter_set).values(
            tenant_id=course.tenant_id, course_id=course.course_id, version=fitted.version,
            through=fitted.log_position, answers=fitted.answers, body=fitted.to_json(), published_at=write.now,
        )
    )  # fmt: skip
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=course.tenant_id, id=course.course_id)
        .values(version=t.course.c.version + 1)
    )


def _horizon(conn: Connection, tenant_id: int) -> int | None:
    """Return the first statement that is not evaluated yet: nothing from there on may count."""
    found: int | None = conn.scalar(
        select(func.min(t.statement.c.seq))
        .join(
            t.progress,
            (t.progress.c.tenant_id == t.statement.c.tenant_id) & (t.progress.c.key_hash == t.statement.c.actor_hash),
        )
        .where(
            t.statement.c.tenant_id == tenant_id, t.progress.c.due.is_(True),
            t.statement.c.seq > t.progress.c.through,
        )
    )  # fmt: skip
    return found


def _course_evidence(course: CourseInputs, horizon: int | None, *columns: Any) -> Select[Any]:
    query = (
        select(*(columns or (t.evidence.c.seq,)))
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.evidence.c.tenant_id)
            & (t.enrolment.c.person_id == t.evidence.c.person_id)
            & (t.enrolment.c.course_id == course.course_id),
        )
        .join(t.person, (t.person.c.tenant_id == t.evidence.c.tenant_id) & (t.person.c.id == t.evidence.c.person_id))
        .where(
            t.evidence.c.tenant_id == course.tenant_id,
            t.enrolment.c.role == "learner",
            t.person.c.is_test.is_(False),  # what a teacher tries out says nothing about how hard things are (P25)
            t.evidence.c.course_id.is_(None) | (t.evidence.c.course_id == course.course_id),
            t.evidence.c.activity_id.in_(_counted(course)),
        )
    )
    return query if horizon is None else query.where(t.evidence.c.seq < horizon)


def _counted(course: CourseInputs) -> Select[Any]:
    """Select the activities whose evidence a learner's fold in this course takes in."""
    found = select(t.alignment.c.activity_id).where(
        t.alignment.c.tenant_id == course.tenant_id, t.alignment.c.confirmed_at.is_not(None),
        t.alignment.c.standard_id.in_(list(course.standards)),
    )  # fmt: skip
    pair = tuple_(t.alignment.c.activity_id, t.alignment.c.standard_id)
    return found.where(pair.not_in(sorted(course.declined))) if course.declined else found


def _in_time(conn: Connection, course: CourseInputs, through: int) -> Iterator[tuple[str, Observation]]:
    """Stream (learner, observation) in the order of time: memory does not grow with the log."""
    iris = {identifier: iri for iri, identifier in course.activity_ids.items()}
    query = _course_evidence(course, through + 1, t.evidence).order_by(
        t.evidence.c.timestamp, t.evidence.c.statement_id
    )
    for row in conn.execute(query.execution_options(yield_per=1000)):
        seen = observation(row, course, iris)
        if seen is not None:
            yield row.person_id, seen

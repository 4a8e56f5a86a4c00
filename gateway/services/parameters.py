"""Publish parameter sets: by a deterministic pass over a course's evidence, when it has grown by a quarter.

The log positions at which sets are due depend only on the log, so two runs over one log publish the same sets
(design.md 1.2). A set changes no delivery: learners are folded again, and the teacher sees proposals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.learn.evidence import Observation
from gateway.learn.parameters import ParameterSet, first_set
from gateway.learn.tracer import fit_ordered
from gateway.services import evaluate
from gateway.services.evidence import observation
from gateway.services.inputs import CourseInputs, InputsCache

FIRST = 30
"""The first set is due after so many answers; the next ones at a quarter more each."""


def publish_due(write: Write, tenant_id: int, cache: InputsCache) -> int:
    """Publish the newest due set of each course of a tenant; return how many. Their learners become due again."""
    courses = write.conn.execute(
        select(t.learner.c.course_id, func.sum(t.learner.c.answers).label("answers"))
        .where(t.learner.c.tenant_id == tenant_id)
        .group_by(t.learner.c.course_id)
        .order_by(t.learner.c.course_id)
    ).all()
    published = 0
    for row in courses:
        course = cache.get(write.conn, tenant_id, row.course_id)
        if next_threshold(course.parameters.answers) <= int(row.answers or 0):
            published += _publish(write, course)
    return published


def next_threshold(answers: int) -> int:
    """Return how many answers make the set after one that knew `answers`."""
    return max(FIRST, -(-5 * answers // 4), answers + 1)


def _publish(write: Write, course: CourseInputs) -> int:
    """Fit at the last threshold that the log has passed; 0 when everything before it is not evaluated yet."""
    horizon = _horizon(write.conn, course.tenant_id)
    seqs = [int(row.seq) for row in write.conn.execute(_course_evidence(course, horizon).order_by(t.evidence.c.seq))]
    goal, version = 0, course.parameters.version
    following = next_threshold(course.parameters.answers)
    while following <= len(seqs):
        goal, version, following = following, version + 1, next_threshold(following)
    if not goal:
        return 0
    through = seqs[goal - 1]
    levels = {row.iri: row.difficulty for row in course.activities.values()}
    fitted = fit_ordered(_in_time(write.conn, course, through), first_set(levels), version, through)
    _store(write, course, replace(fitted, answers=goal))
    evaluate.refold_course(write, course.tenant_id, course.course_id)
    return 1


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
        .where(
            t.evidence.c.tenant_id == course.tenant_id,
            t.enrolment.c.role == "learner",
            t.evidence.c.course_id.is_(None) | (t.evidence.c.course_id == course.course_id),
            t.evidence.c.activity_id.in_(_counted(course)),
        )
    )
    return query if horizon is None else query.where(t.evidence.c.seq < horizon)


def _counted(course: CourseInputs) -> Select[Any]:
    """Select the activities whose evidence a learner's fold in this course takes in."""
    return select(t.alignment.c.activity_id).where(
        t.alignment.c.tenant_id == course.tenant_id, t.alignment.c.confirmed_at.is_not(None),
        t.alignment.c.standard_id.in_(list(course.standards)),
    )  # fmt: skip


def _in_time(conn: Connection, course: CourseInputs, through: int) -> Iterator[tuple[str, Observation]]:
    """Stream (learner, observation) in the order of time: memory does not grow with the log."""
    iris = {identifier: iri for iri, identifier in course.activity_ids.items()}
    query = _course_evidence(course, through + 1, t.evidence).order_by(
        t.evidence.c.timestamp, t.evidence.c.statement_id
    )
    for row in conn.execute(query.execution_options(yield_per=1000)):
        seen = observation(row, course.standards, iris)
        if seen is not None:
            yield row.person_id, seen

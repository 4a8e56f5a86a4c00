"""Results that a teacher enters on a rubric: one statement per student, through the same intake as everything else.

A changed result of the same day voids the one before and takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import lookup
from gateway.services.collect import store
from gateway.services.decide import course_iri, standard_iri
from gateway.services.inputs import CourseInputs
from gateway.services.judge import check_learner
from gateway.services.own_statements import accepted, accounts_of
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.settings import Settings
from xapi import build, names


@dataclass(frozen=True)
class Outcome:
    """A level that stands for one student on one day; `at` is its time."""

    statement_id: UUID
    level: int
    at: datetime


@dataclass(frozen=True)
class Entering:
    """What a teacher enters: for which activity row and day, a level per person id (0 takes it away)."""

    by: str
    activity: Any
    day: date
    levels: Mapping[str, int]


def rubric_of(activity: Any) -> list[dict[str, Any]]:
    """Return the levels of a teacher-led activity, lowest first; empty for any other."""
    levels: list[dict[str, Any]] = activity.detail.get("rubric") or []
    return sorted(levels, key=lambda one: one["level"])


def entered(
    conn: Connection, tenant_id: int, course_id: str, activity: Any, day: date
) -> dict[str, Outcome]:  # fmt: skip
    """Return what was entered for an activity on a day, by person id.

    It is read out of the log itself: saved twice within a second, the second time already knows the first.
    """
    start = datetime.combine(day, time(), UTC)
    rows = conn.execute(
        select(t.identity.c.person_id, t.statement.c.id, t.statement.c.timestamp, t.statement.c.body)
        .join(
            t.identity,
            (t.identity.c.tenant_id == t.statement.c.tenant_id) & (t.identity.c.key_hash == t.statement.c.actor_hash),
        )
        .where(
            t.statement.c.tenant_id == tenant_id, t.statement.c.object_id == activity.iri,
            t.statement.c.seq.in_(lookup.mentioning(tenant_id, [lookup.key(lookup.ACTIVITY, activity.iri)])),
            t.statement.c.verb == names.SCORED, t.statement.c.course_id == course_id,
            t.statement.c.credential_id.is_(None), t.statement.c.voided.is_(False), t.statement.c.timestamp >= start,
            t.statement.c.timestamp < start + timedelta(days=1),
        )
        .order_by(t.statement.c.seq)
    )  # fmt: skip
    return {
        row.person_id: Outcome(
            UUID(bytes=bytes(row.id)), int(orjson.loads(row.body)["result"]["score"]["raw"]), row.timestamp
        )
        for row in rows
    }  # fmt: skip


def enter(write: Write, settings: Settings, course: CourseInputs, what: Entering) -> int:
    """Store the levels that differ from what stands on that day; return how many. NotFound for a stranger."""
    rubric = rubric_of(what.activity)
    allowed = {one["level"] for one in rubric}
    if not set(what.levels.values()) <= allowed | {0}:
        raise BadRequest("a level that the rubric has not")
    before = entered(write.conn, course.tenant_id, course.course_id, what.activity, what.day)
    changed = {
        person: level
        for person, level in what.levels.items()
        if level != (before[person].level if person in before else 0)
    }
    for person_id in changed:
        check_learner(write, course, person_id)
    accounts = accounts_of(write.conn, settings, course.tenant_id, [what.by, *changed])
    teacher = accounts[what.by]
    raws = [
        build.voiding(build.Frame(new_statement_id(), write.now), by=teacher, target=before[person].statement_id)
        for person in changed
        if person in before
    ]
    raws += [
        _outcome(write, settings, course, what, (teacher, accounts[person]), level)
        for person, level in changed.items()
        if level
    ]
    made = [accepted(write, settings, raw) for raw in raws]
    store(write, Source(course.tenant_id, course_id=course.course_id), made)
    return len(changed)


def _outcome(
    write: Write, settings: Settings, course: CourseInputs, what: Entering,
    people: tuple[build.Account, build.Account], level: int,
) -> dict[str, Any]:  # fmt: skip
    teacher, learner = people
    noon = datetime.combine(what.day, time(12), UTC)
    standards = course.library.by_id.get(what.activity.iri)
    return build.outcome(
        build.Frame(new_statement_id(), min(noon, write.now) if what.day != write.now.date() else write.now),
        actor=learner, teacher=teacher, activity=what.activity.iri, level=level, levels=len(rubric_of(what.activity)),
        course=course_iri(settings, course.course_id),
        standards=[standard_iri(settings, one) for one in (standards.standards if standards else ())],
    )  # fmt: skip

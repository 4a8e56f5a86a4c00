"""Steps: the activities a learner chose, with what became of each.

A step is a projection of the learner's `choice` (which fixes its registration) and of the `completed` and `passed`
statements about the activity under that registration; `rebuild` makes the same rows out of the log alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.security import stable_id
from xapi import decisions, names

RECENT: Final = 20
"""Completions that a page looks at."""


@dataclass(frozen=True)
class Chosen:
    """One choice as a step keeps it: whose, of what, under which registration, when."""

    course_id: str
    person_id: str
    activity_id: str
    standard_id: str | None
    registration: str
    at: datetime


def begin(write: Write, tenant_id: int, chosen: Chosen) -> None:
    """Keep a choice as a started step; a second time changes nothing."""
    upsert(
        write.conn, t.step,
        {"tenant_id": tenant_id, "id": stable_id("step", chosen.registration, chosen.activity_id)}, {},
        insert_only={
            "course_id": chosen.course_id, "person_id": chosen.person_id, "activity_id": chosen.activity_id,
            "standard_id": chosen.standard_id, "registration": chosen.registration, "state": "started",
            "chosen_at": chosen.at, "finished_at": None,
        },
    )  # fmt: skip


def hand_over(write: Write, tenant_id: int, registration: str, person_id: str) -> None:
    """Let a step be somebody else's: the account that made the choice was joined to theirs, or taken apart again."""
    step = update(t.step).filter_by(tenant_id=tenant_id, registration=registration)
    write.conn.execute(step.values(person_id=person_id))


def settle(write: Write, tenant_id: int, course_id: str, person_id: str) -> int:
    """Bring a learner's steps in line with what was completed and what was voided; return how many changed."""
    changed = 0
    for row in _with_results(write.conn, tenant_id, course_id, person_id):
        state = "finished" if row.done_at is not None else "started"
        if (row.state, row.finished_at) != (state, row.done_at):
            step = update(t.step).filter_by(tenant_id=tenant_id, id=row.id)
            write.conn.execute(step.values(state=state, finished_at=row.done_at))
            changed += 1
    return changed


def _with_results(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> list[Any]:
    """Return each step of a learner with the time of its first completion; only the learner's own statements count."""
    own = select(t.identity.c.key_hash).where(t.identity.c.tenant_id == tenant_id, t.identity.c.person_id == person_id)
    completion = and_(
        t.statement.c.tenant_id == t.step.c.tenant_id,
        t.statement.c.registration == t.step.c.registration,
        t.statement.c.object_id == t.activity.c.iri,
        _ends(),
        t.statement.c.voided.is_(False),
        t.statement.c.actor_hash.in_(own),
    )
    query = (
        select(
            t.step.c.id,
            t.step.c.state,
            t.step.c.finished_at,
            func.min(t.statement.c.timestamp, type_=t.statement.c.timestamp.type).label("done_at"),
        )
        .join(
            t.activity,
            (t.activity.c.tenant_id == t.step.c.tenant_id) & (t.activity.c.id == t.step.c.activity_id),
        )
        .outerjoin(t.statement, completion)
        .where(t.step.c.tenant_id == tenant_id, t.step.c.course_id == course_id, t.step.c.person_id == person_id)
        .group_by(t.step.c.id, t.step.c.state, t.step.c.finished_at)
    )
    return list(conn.execute(query))


def _ends() -> ColumnElement[bool]:
    """Say which statements about an activity as a whole end the work on it (activities.md 6, 8).

    Content without a contract of its own tells an end by any of several verbs; H5P's single questions are answered.
    """
    told = and_(t.activity.c.kind.in_(("tincan", "h5p", "link")), t.statement.c.verb.in_(names.OUTCOMES))
    answered = and_(t.activity.c.kind == "h5p", t.statement.c.verb == names.ANSWERED)
    passed = and_(t.activity.c.kind == "cmi5", t.statement.c.verb == names.PASSED)
    return or_(t.statement.c.verb == names.COMPLETED, told, answered, passed)


def unfinished(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> dict[str, str]:
    """Return the registration of each begun activity that is not finished, by activity id; the newest one each."""
    rows = conn.execute(
        select(t.step.c.activity_id, t.step.c.registration)
        .filter_by(tenant_id=tenant_id, course_id=course_id, person_id=person_id, state="started")
        .order_by(t.step.c.chosen_at, t.step.c.id)
    )
    return {row.activity_id: row.registration for row in rows}


def left(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> dict[str, datetime]:
    """Return when each begun activity that is not finished was chosen last, by activity id."""
    rows = conn.execute(
        select(t.step.c.activity_id, func.max(t.step.c.chosen_at, type_=t.step.c.chosen_at.type).label("at"))
        .filter_by(tenant_id=tenant_id, course_id=course_id, person_id=person_id, state="started")
        .group_by(t.step.c.activity_id)
    )
    return {row.activity_id: row.at for row in rows}


def completions(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> list[Any]:
    """Return (activity_id, at, body, statement_id) of the newest things a learner completed, oldest first.

    They are read out of the log itself, so that a page shown within the same second already knows them.
    """
    query = (
        select(
            t.step.c.activity_id, t.statement.c.timestamp.label("at"), t.statement.c.body,
            t.statement.c.id.label("statement_id"),
        )
        .join(
            t.statement,
            (t.statement.c.tenant_id == t.step.c.tenant_id) & (t.statement.c.registration == t.step.c.registration),
        )
        .join(
            t.activity,
            (t.activity.c.tenant_id == t.step.c.tenant_id) & (t.activity.c.id == t.step.c.activity_id)
            & (t.activity.c.iri == t.statement.c.object_id),
        )
        .where(
            t.step.c.tenant_id == tenant_id, t.step.c.course_id == course_id, t.step.c.person_id == person_id,
            _ends(), t.statement.c.voided.is_(False),
        )
        .order_by(t.statement.c.seq.desc())
        .limit(RECENT)
    )  # fmt: skip
    return list(conn.execute(query))[::-1]


def statement_text(row: Any) -> str:
    """Return the id of a completion's statement as text."""
    return str(UUID(bytes=bytes(row.statement_id)))


def rebuild(write: Write, tenant_id: int) -> int:
    """Forget all steps and read them again out of the choices in the log; return how many there are."""
    write.conn.execute(delete(t.step).where(t.step.c.tenant_id == tenant_id))
    activities = {
        row.iri: row.id
        for row in write.conn.execute(select(t.activity.c.id, t.activity.c.iri).filter_by(tenant_id=tenant_id))
    }
    rows = write.conn.execute(
        select(t.decision, t.statement.c.body, t.statement.c.registration)
        .join(
            t.statement,
            (t.statement.c.tenant_id == t.decision.c.tenant_id) & (t.statement.c.id == t.decision.c.statement_id),
        )
        .where(t.decision.c.tenant_id == tenant_id, t.decision.c.kind == "choice")
        .order_by(t.decision.c.seq)
    ).all()
    learners = set()
    for row in rows:
        made = decisions.read(orjson.loads(row.body))
        activity_id = activities.get(made.activity or "") if made else None
        if activity_id is None or row.registration is None:
            continue
        begin(
            write, tenant_id,
            Chosen(row.course_id, row.person_id, activity_id, row.standard_id, row.registration, row.at),
        )  # fmt: skip
        learners.add((row.course_id, row.person_id))
    for course_id, person_id in sorted(learners):
        settle(write, tenant_id, course_id, person_id)
    return len(rows)

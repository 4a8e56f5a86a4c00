"""Alignments change: what was stored before them is read again, so that no result is lost or counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.services import lookup


def accept(write: Write, tenant_id: int, course_id: str, by: str | None, body: Mapping[str, Any]) -> bool:
    """Confirm what a draft accepted between its activities and standards; return whether anything changed.

    Alignments belong to the whole tenant: one that another course uses stays confirmed when this one does not tick it;
    the course's own pathway says that it does not count here (`declined`).
    """
    wanted = {(activity, standard) for activity, standard in body.get("alignments") or ()}
    activities, standards = sorted(body.get("activities") or {}), set(body.get("standards", ()))
    elsewhere = {
        row.activity_id
        for row in write.conn.execute(
            select(t.course_activity.c.activity_id).where(
                t.course_activity.c.tenant_id == tenant_id, t.course_activity.c.course_id != course_id,
                t.course_activity.c.activity_id.in_(activities),
            )
        )
    }  # fmt: skip
    changed = set()
    rows = write.conn.execute(
        select(t.alignment).where(t.alignment.c.tenant_id == tenant_id, t.alignment.c.activity_id.in_(activities))
    ).all()
    for row in rows:
        pair, stands = (row.activity_id, row.standard_id), row.confirmed_at is not None
        if pair in wanted and not stands:
            values: dict[str, Any] = {"confirmed_by": by, "confirmed_at": write.now}
        elif row.standard_id in standards and pair not in wanted and stands and row.activity_id not in elsewhere:
            values = {"confirmed_by": None, "confirmed_at": None}
        else:
            continue
        key = {"tenant_id": tenant_id, "activity_id": row.activity_id, "standard_id": row.standard_id}
        write.conn.execute(update(t.alignment).filter_by(**key).values(**values))
        changed.add(row.activity_id)
    reread(write, tenant_id, changed)
    _tell_others(write, tenant_id, course_id, changed)
    return bool(changed)


def _tell_others(write: Write, tenant_id: int, course_id: str, changed: Iterable[str]) -> None:
    """Have the other courses that use these activities read their inputs again."""
    users = select(t.course_activity.c.course_id).where(
        t.course_activity.c.tenant_id == tenant_id, t.course_activity.c.activity_id.in_(sorted(changed))
    )
    write.conn.execute(
        update(t.course)
        .where(t.course.c.tenant_id == tenant_id, t.course.c.id != course_id, t.course.c.id.in_(users))
        .values(version=t.course.c.version + 1)
    )


def reread(write: Write, tenant_id: int, activities: Iterable[str]) -> None:
    """Forget the evidence of these activities and have their statements read again under the alignments of now."""
    ids = sorted(activities)
    if not ids:
        return
    gone = write.conn.execute(
        delete(t.evidence)
        .where(t.evidence.c.tenant_id == tenant_id, t.evidence.c.activity_id.in_(ids))
        .returning(t.evidence.c.person_id)
    ).all()
    people = sorted({row.person_id for row in gone})
    for some in chunks(people):
        write.conn.execute(
            update(t.learner)
            .where(t.learner.c.tenant_id == tenant_id, t.learner.c.person_id.in_(some))
            .values(stale=True)
        )
    activity = t.activity.c
    iris = list(write.conn.scalars(select(activity.iri).where(activity.tenant_id == tenant_id, activity.id.in_(ids))))
    about = lookup.mentioning(tenant_id, [lookup.key(lookup.ACTIVITY, one) for one in iris])
    actors = select(t.statement.c.actor_hash).where(
        t.statement.c.tenant_id == tenant_id, t.statement.c.seq.in_(about), t.statement.c.object_id.in_(iris)
    )
    write.conn.execute(
        update(t.progress)
        .where(t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(actors))
        .values(through=0, due=True)
    )
    write.wake(f"evaluate/{tenant_id}")

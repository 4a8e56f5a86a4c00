"""How far a class is in a lesson or a project: who has begun it, who has marks in it, and in which checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from gateway.db import tables as t
from gateway.services.drafts import Author


def begun(conn: Connection, who: Author, activity_ids: Sequence[str]) -> int:
    """Return how many learners have begun one of these activities and not finished it."""
    step = t.step.c
    query = select(func.count(step.person_id.distinct())).where(
        step.tenant_id == who.tenant_id, step.course_id == who.course_id, step.activity_id.in_(list(activity_ids)),
        step.state == "started",
    )  # fmt: skip
    return int(conn.scalar(query) or 0)


def students(conn: Connection, who: Author, activity_id: str) -> int:
    """Return how many learners have a mark that counts in any row of an activity."""
    query = _counted(who, activity_id, func.count(t.evidence.c.person_id.distinct()))
    return int(conn.scalar(query) or 0)


def marked(conn: Connection, who: Author, project_id: str) -> dict[str, int]:
    """Return how many learners have a mark in each checkpoint of a project, by its id; 0 for nobody."""
    parts = conn.scalars(select(t.checkpoint.c.id).filter_by(**who.key, activity_id=project_id)).all()
    query = _counted(who, project_id, t.marked_row.c.part, func.count(t.evidence.c.person_id.distinct()).label("n"))
    found = {row.part: row.n for row in conn.execute(query.group_by(t.marked_row.c.part))}
    return {one: found.get(one, 0) for one in parts}


def _counted(who: Author, activity_id: str, *columns: Any) -> Select[Any]:
    marked_row, evidence = t.marked_row.c, t.evidence.c
    return (
        select(*columns)
        .select_from(t.marked_row)
        .join(t.evidence, (evidence.tenant_id == marked_row.tenant_id) & (evidence.activity_id == marked_row.id))
        .where(
            marked_row.tenant_id == who.tenant_id,
            marked_row.course_id == who.course_id,
            marked_row.activity_id == activity_id,
        )
    )

"""What a course's pathway knows of its lessons and projects: styles with their days, checkpoints with what marks them.

Read once for each version of a course, as part of its inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.lessons import Way
from gateway.learn.projects import Checkpoint
from gateway.learn.rubrics import Row, from_body
from gateway.security import stable_id

LESSON, PROJECT, TASK = "lesson", "project", "task"
"""Kinds of activities: the same targets in several styles, work with checkpoints, and something written down to do."""


WRITTEN = frozenset({LESSON, PROJECT, TASK})
"""Kinds that a teacher writes for one course; no other course is offered them."""


@dataclass(frozen=True)
class Project:
    """The checkpoints of a project in order; `marks` are the ids of the rows by which each one is marked, by its id."""

    checkpoints: tuple[Checkpoint, ...]
    marks: Mapping[str, tuple[str, ...]]


def mark_id(course_id: str, activity_id: str, part: str, row: Row) -> str:
    """Return the id of the activity that stands for a row of a rubric by which another one, or its part, is marked."""
    return stable_id("mark", course_id, activity_id, part, row.key, row.digest)


def ways(conn: Connection, course: Any) -> tuple[Way, ...]:
    """Return the styles of a course's lessons, in their order."""
    lesson, activity = t.activity.alias("lesson"), t.activity
    style = t.lesson_style.c
    rows = conn.execute(
        select(lesson.c.iri.label("lesson"), activity.c.iri, style.starts_on)
        .select_from(t.lesson_style)
        .join(lesson, (lesson.c.tenant_id == style.tenant_id) & (lesson.c.id == style.lesson_id))
        .join(activity, (activity.c.tenant_id == style.tenant_id) & (activity.c.id == style.activity_id))
        .where(style.tenant_id == course.tenant_id, style.course_id == course.id)
        .order_by(style.lesson_id, style.position)
    )
    return tuple(Way(row.lesson, row.iri, date.fromisoformat(row.starts_on) if row.starts_on else None) for row in rows)


def checkpoints(conn: Connection, tenant_id: int, course_id: str) -> dict[str, tuple[Checkpoint, ...]]:
    """Return the checkpoints of each project of a course, by the project's id, in order."""
    rows = conn.execute(
        select(t.checkpoint).filter_by(tenant_id=tenant_id, course_id=course_id).order_by(t.checkpoint.c.position)
    )
    found: dict[str, tuple[Checkpoint, ...]] = {}
    for row in rows:
        one = Checkpoint(row.id, row.title, row.product, date.fromisoformat(row.due_on), tuple(row.row_keys))
        found[row.activity_id] = (*found.get(row.activity_id, ()), one)
    return found


def projects(conn: Connection, course: Any) -> dict[str, Project]:
    """Return the projects of a course, by id."""
    found = checkpoints(conn, course.tenant_id, course.id)
    rows = _rows(conn, course) if found else {}
    made = {}
    for activity_id, stops in found.items():
        of = rows.get(activity_id, {})
        marks = {
            one.key: tuple(mark_id(course.id, activity_id, one.key, of[key]) for key in one.rows if key in of)
            for one in stops
        }
        made[activity_id] = Project(stops, marks)
    return made


def _rows(conn: Connection, course: Any) -> dict[str, dict[str, Row]]:
    """Return the rows of the rubric of each activity that has one, by their keys."""
    used, version = t.rubric_use.c, t.rubric_version.c
    rows = conn.execute(
        select(used.activity_id, version.title, version.body)
        .select_from(t.rubric_use)
        .join(t.rubric, (t.rubric.c.tenant_id == used.tenant_id) & (t.rubric.c.id == used.rubric_id))
        .join(
            t.rubric_version,
            (version.tenant_id == t.rubric.c.tenant_id)
            & (version.rubric_id == t.rubric.c.id)
            & (version.version == t.rubric.c.version),
        )
        .where(used.tenant_id == course.tenant_id, used.course_id == course.id)
    )
    return {row.activity_id: {one.key: one for one in from_body(row.title, row.body).rows} for row in rows}

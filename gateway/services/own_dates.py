"""When work that a student chose is due: on the day that the student names in a goal, else with the unit it is of.

Only where a teacher wants it. Both are the student's own dates, moved by days away and a late arrival. A day that is
named anew moves the date; one that was given is not taken away again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import pace
from gateway.services.decide import decided
from gateway.services.due import mark_due
from gateway.services.goals import Goal, current_goal
from gateway.services.inputs import CourseInputs

SWITCH: Final = "own_dates"
"""Setting of a course."""

_END = time(23, 59, tzinfo=UTC)
"""Of the day, wherever the school is: nobody tells us its zone."""


def want_all(write: Write, tenant_id: int, course_id: str) -> None:
    """Have the work that stands for students of a course looked at again, in the background: the switch went on."""
    place = (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id)
    identity = (t.identity.c.tenant_id == t.cell.c.tenant_id) & (t.identity.c.person_id == t.cell.c.person_id)
    hashes = (
        select(t.identity.c.key_hash)
        .select_from(t.cell)
        .join(t.place, place)
        .join(t.identity, identity)
        .where(t.cell.c.tenant_id == tenant_id, t.place.c.course_id == course_id, t.place.c.kind == "assignment")
    )
    mark_due(write, tenant_id, set(write.conn.scalars(hashes)))


def day(conn: Connection, course: CourseInputs, person_id: str, activity_id: str, today: date) -> dict[str, str]:
    """Return `due` (ISO 8601) of a learner's work on an activity, {} where there is no day for it."""
    activity = course.activities.get(activity_id)
    if activity is None or not course.settings.get(SWITCH):
        return {}
    about = course.library.by_id.get(activity.iri)
    if about is None:
        return {}
    goal, own = goal_of(conn, course, person_id), pace.read(conn, course, person_id)
    aim = pace.goal_day(goal, own) if goal is not None and goal.standard_id in about.standards else None
    found = aim or pace.due_day(course, about.standards, own, today)
    return due_on(found) if found is not None else {}


def goal_of(conn: Connection, course: CourseInputs, person_id: str) -> Goal | None:
    """Return a student's goal, None without one."""
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=("goal",))
    return current_goal(made, course)


def due_on(aim: date) -> dict[str, str]:
    """Return the part of a wanted value that says when it is due."""
    return {"due": datetime.combine(aim, _END).isoformat()}

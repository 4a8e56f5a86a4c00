"""A plan for each student in the learning system: the standards still to be mastered, where a teacher wants it.

It lists what stands in the system's own mastery views, the student's goal first; the goal's day is the plan's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import plans, want
from gateway.security import stable_id
from gateway.services import own_dates, own_views, pace
from gateway.services.due import mark_due
from gateway.services.inputs import CourseInputs

SWITCH: Final = "own_plans"
"""Setting of a course."""


def on(course: CourseInputs) -> bool:
    """Say whether a course has plans there: only beside the mastery views, of whose standards they consist."""
    return own_views.on(course) and bool(course.settings.get(SWITCH))


def key_of(course_id: str) -> str:
    """Return what the plans of a course are known by."""
    return f"waymark-plan-{course_id}"


def want_place(write: Write, course: CourseInputs) -> None:
    """Want plans in this course, where it has them."""
    if on(course):
        key = {"tenant_id": course.tenant_id, "id": course.course_id}
        title = write.conn.scalar(select(t.course.c.title).filter_by(**key))
        want.plans(write, course.tenant_id, course.course_id, key_of(course.course_id), str(title))


def want_all(write: Write, tenant_id: int, course_id: str) -> None:
    """Have a plan worked out for every student of a course, in the background: the switch went on."""
    learners = select(t.enrolment.c.person_id).filter_by(tenant_id=tenant_id, course_id=course_id, role="learner")
    hashes = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.person_id.in_(learners)
    )
    mark_due(write, tenant_id, set(write.conn.scalars(hashes)))


def learner(write: Write, course: CourseInputs, person_id: str, left: Sequence[str]) -> None:
    """Want a student's plan; `left` are the standards that are still to be mastered, in the pathway's order."""
    if not on(course):
        return
    goal = own_dates.goal_of(write.conn, course, person_id)
    first = [goal.standard_id] if goal is not None and goal.standard_id in left else []
    there = own_views.places(write, course)
    listed = [there[one] for one in dict.fromkeys([*first, *left]) if one in there]
    wanted: dict[str, Any] | None = {"standards": listed} if listed else None
    day = pace.goal_day(goal, pace.read(write.conn, course, person_id)) if wanted is not None and first else None
    if wanted is not None and day is not None:
        wanted |= own_dates.due_on(day)
    place_id = stable_id("place", course.course_id, plans.KIND, key_of(course.course_id))
    want.cell(write, course.tenant_id, place_id, person_id, wanted)

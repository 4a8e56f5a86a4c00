"""What somebody who looks after students sees of them in one course: their marks, never the class (P13)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services.inputs import CourseInputs
from gateway.services.views import marks, people
from gateway.services.views.names import title_of
from gateway.web.pages.student.moments import Observed, Standing


def students(
    conn: Connection, course: CourseInputs, handle: str, now: datetime
) -> tuple[tuple[str, ...], tuple[Observed, ...]]:
    """Return (person ids, students) of an observer's session: those of this course whom its launch named, by name."""
    named = set(conn.scalars(select(t.observing.c.person_id).filter_by(tenant_id=course.tenant_id, session_id=handle)))
    if not named:
        return (), ()
    everyone = people.there(people.learners(conn, course.tenant_id, course.course_id, None))
    theirs = [one for one in everyone if one.id in named]
    found = marks.read(conn, course, now)
    return tuple(one.id for one in theirs), tuple(_observed(course, found, one) for one in theirs)


def _observed(course: CourseInputs, found: marks.Marks, one: people.Learner) -> Observed:
    rows = []
    for name, standard in course.standards.items():
        state, have, by_teacher = found.state((one.id, name))
        rows.append(Standing(standard.code, title_of(standard), state, have, by_teacher))
    mastered = sum(row.state in {"done", "due"} for row in rows)
    return Observed(one.name, one.last_active, mastered, tuple(rows))

"""What is asked of a learner in a course, and what the learner began: support steps, must-dos, projects, begun work."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.projects import complete
from gateway.learn.state import LearnerState
from gateway.services import steps
from gateway.services.decide import Decided
from gateway.services.inputs import CourseInputs, opens


def pins(made: Sequence[Decided], state: LearnerState, kind: str) -> tuple[str, ...]:
    """Return the activities a teacher gave by decisions of a kind and the learner has not done since, newest first."""
    waiting = []
    for one in reversed(made):
        done = state.done(one.activity_iri or "")
        fresh = done is None or done.at is None or done.at < one.at.timestamp()
        if one.kind == kind and one.activity_iri and fresh:
            waiting.append(one.activity_iri)
    return tuple(dict.fromkeys(waiting))


def musts(conn: Connection, course: CourseInputs, person_id: str, state: LearnerState) -> tuple[str, ...]:
    """Return what everybody is asked to do and the learner has not done."""
    known = course.activities
    wanted = [one for one in course.settings.get("must", ()) if one in known and opens(known[one])]
    if not wanted:
        return ()
    done = set(
        conn.scalars(
            select(t.step.c.activity_id).filter_by(
                tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id, state="finished"
            )
        )
    )
    iris = [known[one].iri for one in wanted if one not in done]
    return tuple(one for one in iris if one not in state.trace.done)


def begun(conn: Connection, course: CourseInputs, person_id: str, state: LearnerState) -> frozenset[str]:
    """Return the activities (IRIs) that the learner began and left: no result of them came since."""
    found = set()
    for activity_id, at in steps.left(conn, course.tenant_id, course.course_id, person_id).items():
        row = course.activities.get(activity_id)
        done = state.done(row.iri) if row is not None else None
        if row is not None and (done is None or done.at is None or done.at < at.timestamp()):
            found.add(row.iri)
    return frozenset(found)


def projects(course: CourseInputs, state: LearnerState) -> dict[str, bool]:
    """Return the projects of a course by IRI, and whether each of their checkpoints is marked."""
    rows, found = course.activities, {}
    for activity_id, project in course.projects.items():
        marks = [one for stop in project.checkpoints for one in project.marks[stop.key]]
        done = [one for one in marks if one in rows and rows[one].iri in state.trace.done]
        if activity_id in rows:
            found[rows[activity_id].iri] = complete(marks, done)
    return found


def chosen(conn: Connection, course: CourseInputs, person_id: str) -> list[tuple[str, str]]:
    """Return (IRI, state of the step) of the projects and styles of lessons that a learner chose, oldest first."""
    styles = {one.activity for one in course.ways}
    ids = [one for one, row in course.activities.items() if one in course.projects or row.iri in styles]
    if not ids:
        return []
    rows = conn.execute(
        select(t.step.c.activity_id, t.step.c.state)
        .filter_by(tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id)
        .where(t.step.c.activity_id.in_(ids))
        .order_by(t.step.c.chosen_at, t.step.c.id)
    )
    return [(course.activities[row.activity_id].iri, row.state) for row in rows]

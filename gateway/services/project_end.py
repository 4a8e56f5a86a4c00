"""A project is done once each of its checkpoints is marked: the step of whoever chose it ends."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.db.writer import Write
from gateway.services import elsewhere, marking, steps
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings


def finish(write: Write, settings: Settings, course: CourseInputs, project_id: str, people: Iterable[str]) -> None:
    """End the project for those of these learners who chose it and have a mark in every row of each checkpoint."""
    project = course.projects.get(project_id)
    if project is None:
        return
    chosen = {
        one: found[project_id]
        for one in sorted(set(people))
        if project_id in (found := steps.unfinished(write.conn, course.tenant_id, course.course_id, one))
    }
    if not chosen:
        return
    missing = set()
    for stop in project.checkpoints:
        sheet = marking.sheet(write.conn, course, project_id, stop.key)
        marks = marking.standing(write.conn, settings, course, sheet)
        missing |= {one for one in chosen if any((row.key, one) not in marks for row in sheet.rubric.rows)}
    for person_id, registration in chosen.items():
        if person_id not in missing:
            iri = course.activities[project_id].iri
            elsewhere.complete(write, settings, course, person_id, iri, registration)

"""A teacher's judgement: set a level, excuse, take it back, give a support step. Each is a statement of ours.

A judgement stands until it is taken back; the estimate goes on beneath it. A new one replaces the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.services import desire, marks_of_work, said
from gateway.services.decide import Deciding, decide, decided, take_back
from gateway.services.inputs import CourseInputs, opens
from gateway.settings import Settings

TAKEN_BACK = (*desire.JUDGEMENTS, "support", "extension", "help", "offer_help")
"""Kinds that a teacher may withdraw; a student's own choices and goals stay the student's."""


def judge(
    write: Write, settings: Settings, course: CourseInputs, *, by: str, about: str, standard_id: str,
    level: int | None, reason: str,
) -> UUID:  # fmt: skip
    """Set a level 1..4, or excuse (None); NotFound for a learner or standard that this course has not."""
    if level is not None and level not in range(1, 5):
        raise BadRequest("a level is a number from 1 to 4")
    if standard_id not in course.standards:
        raise NotFound("no such standard in this course")
    check_learner(write, course, about)
    for one in _standing(write, course, about, standard_id):
        take_back(write, settings, course.tenant_id, by, one)
    kind = "excused" if level is None else "level"
    made = decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, by, about, kind, True if level is None else level,
            standard_id=standard_id, text=reason,
        ),
    )  # fmt: skip
    settle(write, course, about)
    return made


def withdraw(write: Write, settings: Settings, course: CourseInputs, by: str, statement_id: UUID) -> str:
    """Take a decision of this course back; return whom it was about. NotFound for any other."""
    row = write.conn.execute(
        select(t.decision).filter_by(
            tenant_id=course.tenant_id, course_id=course.course_id, statement_id=statement_id.bytes
        )
    ).first()
    if row is None or row.kind not in TAKEN_BACK:
        raise NotFound("no such decision in this course")
    take_back(write, settings, course.tenant_id, by, statement_id)
    if row.kind in desire.JUDGEMENTS and row.standard_id:
        settle(write, course, row.person_id)
    return str(row.person_id)


def give_support(
    write: Write, settings: Settings, course: CourseInputs, by: str, steps: Sequence[tuple[str, str, str | None]],
    kind: str = "support",
) -> int:  # fmt: skip
    """Pin an activity as the first card: (person, activity id, standard id) each; return how many were given.

    `kind` is support, or extension for a step that goes further.
    """
    for person_id, activity_id, standard_id in steps:
        check_learner(write, course, person_id)
        if activity_id not in course.activities or not opens(course.activities[activity_id]):
            raise NotFound("no such activity in this course")
        iri = course.activities[activity_id].iri
        decide(
            write, settings,
            Deciding(
                course.tenant_id, course.course_id, by, person_id, kind, {"activity": iri},
                standard_id=standard_id, activity_iri=iri,
            ),
        )  # fmt: skip
    return len(steps)


def undo_extension(write: Write, settings: Settings, course: CourseInputs, by: str) -> list[str]:
    """Take back what one teacher gave last to go further, with one press; return whose it was. NotFound for none."""
    made = decided(write.conn, course.tenant_id, course.course_id, kinds=("extension",))
    mine = [one for one in made if one.by == by]
    last = [one for one in mine if one.at == mine[-1].at]
    if not last:
        raise NotFound("no extension was given")
    for one in last:
        take_back(write, settings, course.tenant_id, by, one.statement_id)
    return [one.person_id for one in last]


def settle(write: Write, course: CourseInputs, person_id: str) -> None:
    """Bring the delivered value to what a changed judgement makes of it: a withdrawn one gives way to the estimate."""
    desire.learner(write, course, person_id, said.read(write.conn, course, person_id))
    marks_of_work.progress(write, course, person_id)


def check_learner(write: Write, course: CourseInputs, person_id: str) -> None:
    """NotFound unless this person learns in this course (T01)."""
    found = write.conn.scalar(
        select(t.enrolment.c.person_id).filter_by(
            tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id, role="learner"
        )
    )
    if found is None:
        raise NotFound("no such student in this course")


def _standing(write: Write, course: CourseInputs, person_id: str, standard_id: str) -> list[UUID]:
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=person_id, kinds=desire.JUDGEMENTS)
    return [one.statement_id for one in made if one.standard_id == standard_id]

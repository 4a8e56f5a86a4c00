"""A student offers to help a classmate with something they know well; a teacher pairs them up.

The offer is a decision in the log. It stands until the student takes it back or a teacher has taken care of it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import progress
from gateway.services.decide import Decided, Deciding, decide, decided, take_back
from gateway.services.inputs import CourseInputs
from gateway.services.path import Learner
from gateway.settings import Settings

KIND = "offer_help"


def strength(learner: Learner) -> str | None:
    """Return the standard that a learner may help with: one offered already, else the strongest, else any mastered."""
    course = learner.course.standards
    offered = next((one for one in course if one in learner.helps_with), None)
    best = progress.strength(learner)
    mastered = (one for one in course if learner.mastery(one).state in {"done", "due"})
    return offered or (best[0] if best else next(mastered, None))


def offer(write: Write, settings: Settings, learner: Learner, standard_id: str) -> None:
    """Keep that a learner would help with a standard; twice is once. NotFound for one that is not mastered.

    TakesNoPart for a student of whom nothing is recorded.
    """
    course, person_id = learner.course, learner.person_id
    if standard_id not in course.standards or learner.mastery(standard_id).state not in {"done", "due"}:
        raise NotFound("not a strength of this student")
    if _standing(write.conn, course, person_id, standard_id):
        return
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, KIND, value=True, standard_id=standard_id
        ),
    )  # fmt: skip


def withdraw(write: Write, settings: Settings, learner: Learner, standard_id: str) -> None:
    """Take an offer back; NotFound when there is none."""
    standing = _standing(write.conn, learner.course, learner.person_id, standard_id)
    if not standing:
        raise NotFound("no help was offered")
    for one in standing:
        take_back(write, settings, learner.course.tenant_id, learner.person_id, one.statement_id)


def _standing(conn: Connection, course: CourseInputs, person_id: str, standard_id: str) -> list[Decided]:
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=(KIND,))
    return [one for one in made if one.standard_id == standard_id]

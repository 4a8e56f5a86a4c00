"""A placement: one question after the other, each asked by an activity of the course, until starts are known."""

from __future__ import annotations

import uuid

from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import choose, rounds, starts
from gateway.services.choose import Way
from gateway.services.decide import Decided, Deciding, decide, decided, take_back
from gateway.services.inputs import CourseInputs
from gateway.services.judge import check_learner
from gateway.settings import Settings

KINDS = (starts.ASKED, "start")


def ask(write: Write, settings: Settings, course: CourseInputs, person_id: str, way: Way) -> str:
    """Return where the next question opens, or the one not answered yet; NotFound when the placement is over.

    One whose activity can be opened no more is left; another asks in its place.
    """
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=person_id, kinds=KINDS)
    stand = starts.read(write.conn, course, person_id, made)
    known = [(one, course.activities.get(course.activity_ids.get(one.activity_iri, ""))) for one in stand.questions]
    still = (pair for pair in reversed(known) if pair[0].right is None and pair[1] and rounds.asks(pair[1]))
    waiting = next(still, None)
    if waiting is not None:
        one, activity = waiting
        return choose.opened(write, settings, course, person_id, activity, one.registration, way, items=1)
    if stand.placing.following is None:
        raise NotFound("this placement is over")
    standard_id = stand.placing.following
    activity = course.activities[rounds.askable(course)[standard_id]]
    registration = uuid.uuid4()
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, starts.ASKED, len(stand.questions) + 1,
            standard_id=standard_id, activity_iri=activity.iri, registration=registration,
        ),
    )  # fmt: skip
    return choose.opened(write, settings, course, person_id, activity, str(registration), way, items=1)


def set_start(
    write: Write, settings: Settings, course: CourseInputs, by: str, about: str, number: int, standard_id: str
) -> None:
    """Have a learner start a unit (from 0) at a standard of it, empty for where the placement says.

    NotFound for a learner, unit or standard that the course has not.
    """
    check_learner(write, course, about)
    units = starts.units(course)
    if not 0 <= number < len(units) or (standard_id and standard_id not in units[number]):
        raise NotFound("no such unit or standard")
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=about, kinds=("start",))
    for one in made:
        if one.standard_id in units[number] and _by_teacher(one):
            take_back(write, settings, course.tenant_id, by, one.statement_id)
    if standard_id:
        decide(
            write, settings,
            Deciding(course.tenant_id, course.course_id, by, about, "start", True, standard_id=standard_id),
        )  # fmt: skip


def _by_teacher(one: Decided) -> bool:
    return one.by != one.person_id

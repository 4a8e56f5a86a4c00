"""A learner's own words to the system: a goal with a day, and asking for help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services.decide import Decided, Deciding, decide, decided, standard_iri, take_back
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings


@dataclass(frozen=True)
class Goal:
    """The standard a learner wants to reach, the day they named, and the day on which they did."""

    standard_id: str
    aim: date | None
    chosen: date | None = None


def set_goal(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, goal: Goal, offered: Sequence[str] = ()
) -> None:
    """Record a goal out of the standards that were offered; the newest one stands.

    NotFound for a standard the course does not have.
    """
    if goal.standard_id not in course.standards:
        raise NotFound(goal.standard_id)
    value = {"aim": goal.aim.isoformat() if goal.aim else None}
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, "goal", value, standard_id=goal.standard_id,
            options=tuple(standard_iri(settings, one) for one in offered),
        ),
    )  # fmt: skip


def current_goal(made: list[Decided], course: CourseInputs) -> Goal | None:
    """Return the newest goal among a learner's decisions that the course still has."""
    for one in reversed(made):
        if one.kind == "goal" and one.standard_id in course.standards:
            aim = one.value.get("aim") if isinstance(one.value, dict) else None
            return Goal(str(one.standard_id), date.fromisoformat(aim) if aim else None, one.at.date())
    return None


def ask_help(write: Write, settings: Settings, course: CourseInputs, person_id: str) -> None:
    """Let the teacher see that the learner would like help; asking twice is asking once."""
    if asked(write.conn, course, person_id) is None:
        decide(
            write, settings,
            Deciding(course.tenant_id, course.course_id, person_id, person_id, "help", value=True),
        )  # fmt: skip


def need_no_help(write: Write, settings: Settings, course: CourseInputs, person_id: str) -> None:
    """Take asking for help back; NotFound when there was none."""
    found = asked(write.conn, course, person_id)
    if found is None:
        raise NotFound("no help was asked for")
    take_back(write, settings, course.tenant_id, person_id, found)


def asked(conn: Connection, course: CourseInputs, person_id: str) -> UUID | None:
    """Return the standing request for help, None where there is none."""
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=("help",))
    return made[-1].statement_id if made else None

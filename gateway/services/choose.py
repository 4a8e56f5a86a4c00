"""A learner starts an activity: the choice with its options, a step, a credential for this one piece of work.

A choice whose step is unfinished is taken up again under the same registration, with a fresh credential: what was
answered before is found, and nothing is chosen twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.errors import ActivityRemoved, NotFound, WaymarkError
from gateway.learn import lessons
from gateway.services import openers, opt_out, own_dates, steps, supports
from gateway.services.cmi5 import registrations
from gateway.services.course_work import PROJECT, TASK
from gateway.services.decide import Deciding, decide
from gateway.services.desire import points, writes
from gateway.services.inputs import CourseInputs
from gateway.services.openers import OPENERS, Opening
from gateway.settings import Settings
from lti.lms.base import AssignmentWanted


class NotYet(WaymarkError):
    """A style of a lesson begins on a later day."""

    code = "not-yet"
    status = 409
    title = _("This one begins on a later day")
    hint = _("Go back, and choose something else for today.")
    audience = "student"
    retryable = False


@dataclass(frozen=True)
class Choice:
    """What was chosen for which standard, out of which offered activities (their IRIs)."""

    activity_id: str
    standard_id: str | None = None
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """Where the activity leads back to, and the language it is read in."""

    back: str
    language: str


def start(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, choice: Choice, way: Way
) -> str:  # fmt: skip
    """Begin or take up an activity of the course; return the address that opens it for this learner.

    NotFound for an activity that the course does not have or that a teacher leads, ActivityRemoved for one that was
    taken away. Who takes no part gets the page alone: nothing of the work leaves it.
    """
    activity = course.activities.get(choice.activity_id)
    if activity is None or activity.kind not in OPENERS:
        raise NotFound(choice.activity_id)
    if activity.removed_at is not None:
        raise ActivityRemoved(activity.id)
    _check_begun(write, course, activity)
    tenant_id, course_id = course.tenant_id, course.course_id
    if opt_out.standing(write.conn, tenant_id, person_id) is not None:
        return opened(write, settings, course, person_id, activity, None, way)
    steps.settle(write, tenant_id, course_id, person_id)  # a result that came just now ends the step before this one
    registration = steps.unfinished(write.conn, tenant_id, course_id, person_id).get(activity.id)
    if registration is None:
        registration = _choose(
            write, settings, course, person_id, choice, _enrolled(write, course, person_id, activity)
        )
    if activity.graded:
        _assign(write, settings, course, person_id, activity)
    return opened(write, settings, course, person_id, activity, registration, way)


def take(write: Write, settings: Settings, course: CourseInputs, person_id: str, choice: Choice) -> bool:
    """Choose something that opens nowhere: a project, or what is written down to do. Chosen twice it is chosen once.

    Return whether it is recorded: nothing is of a student who takes no part. NotFound for any other activity, NotYet
    before its day.
    """
    activity = course.activities.get(choice.activity_id)
    if activity is None or activity.kind not in {PROJECT, TASK}:
        raise NotFound(choice.activity_id)
    _check_begun(write, course, activity)
    if opt_out.standing(write.conn, course.tenant_id, person_id) is not None:
        return False
    begun = steps.unfinished(write.conn, course.tenant_id, course.course_id, person_id)
    if activity.id not in begun:
        _choose(write, settings, course, person_id, choice, uuid.uuid4())
    if activity.graded:
        _assign(write, settings, course, person_id, activity)
    return True


def _check_begun(write: Write, course: CourseInputs, activity: Any) -> None:
    if activity.iri in lessons.not_yet(course.ways, write.now.date()):
        raise NotYet


def opened(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, activity: Any, registration: str | None,
    way: Way, items: int | None = None,
) -> str:  # fmt: skip
    """Return the address that opens an activity, with what helps the student; None records nothing of the work.

    `items` asks for so many questions in place of those that the activity and the student's supports make.
    """
    helps = supports.of(write.conn, course.tenant_id, course.course_id, person_id)
    language = helps.get("language") or way.language
    return openers.opened(
        Opening(
            write, settings, course, person_id, activity, registration, way.back, language,
            items or _fewer(activity, helps), aloud=bool(helps.get("read_aloud")),
        )
    )  # fmt: skip


def _fewer(activity: Any, helps: Mapping[str, Any]) -> int | None:
    """Return how many questions a student gets where fewer help, None for all of them."""
    whole = int(activity.detail.get("items") or 0)
    found = supports.items_for(helps, whole)
    return found if found < whole else None


def offered(course: CourseInputs, activity_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the IRIs of offered activities of the course; ids that it has no longer are left out."""
    return tuple(course.activities[one].iri for one in activity_ids if one in course.activities)


def _enrolled(write: Write, course: CourseInputs, person_id: str, activity: Any) -> UUID:
    """Return the registration of a new choice: units of one package share it, all else has one of its own."""
    known = None
    if activity.kind == "cmi5":
        known = registrations.for_choice(write.conn, (course.tenant_id, course.course_id), person_id, activity.id)
    return UUID(known) if known else uuid.uuid4()


def _choose(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, choice: Choice, registration: UUID
) -> str:  # fmt: skip
    """Record a new choice; return its registration."""
    activity = course.activities[choice.activity_id]
    known = choice.standard_id if choice.standard_id in course.standards else None
    statement_id = decide(
        write, settings,
        Deciding(
            tenant_id=course.tenant_id, course_id=course.course_id, by=person_id, about=person_id, kind="choice",
            value=activity.iri, standard_id=known, activity_iri=activity.iri, options=choice.offered,
            registration=registration,
        ),
    )  # fmt: skip
    key = {"tenant_id": course.tenant_id, "statement_id": statement_id.bytes}
    at = write.conn.scalar(select(t.decision.c.at).filter_by(**key))  # as the log says it, to the same digit
    made = steps.Chosen(course.course_id, person_id, activity.id, known, str(registration), at or write.now)
    steps.begin(write, course.tenant_id, made)
    return str(registration)


def _assign(write: Write, settings: Settings, course: CourseInputs, person_id: str, activity: Any) -> None:
    """Want the activity as an assignment for this learner alone; where grades are not written, once they are (F36).

    Its maximum is that of the course's level points (4 by default), so that one scale runs through the gradebook.
    """
    language = str(course.settings.get("language", "en"))
    wanted = AssignmentWanted(
        key=f"waymark-activity-{activity.id}",
        title=activity.title.get(language) or activity.title["en"],
        launch_url=f"{settings.base_url}/lti/launch?{urlencode({'activity': activity.key})}",
        maximum=max(points(course).values()),
        counts_in_total=bool(course.settings.get("counts")),
    )
    place_id = want.assignment(
        write, course.tenant_id, course.course_id, activity.id, wanted, stopped=not writes(course)
    )
    due = own_dates.day(write.conn, course, person_id, activity.id, write.now.date())
    want.cell(write, course.tenant_id, place_id, person_id, {"assigned": True, **due})

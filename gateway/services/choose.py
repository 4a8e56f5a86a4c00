"""A learner starts an activity: the choice with its options, a step, a credential for this one piece of work.

A choice whose step is unfinished is taken up again under the same registration, with a fresh credential: what was
answered before is found, and nothing is chosen twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.errors import NotFound, WaymarkError
from gateway.services import credentials, own_dates, steps, tenants
from gateway.services.decide import Deciding, decide
from gateway.services.desire import points, writes
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings
from lti.lms.base import AssignmentWanted

PRACTISED = frozenset({"practice", "paper", "partner"})
"""Kinds of activities that have a page to work on; all others are led by the teacher."""


class NoContentHost(WaymarkError):
    """Activities have no address of their own yet: WAYMARK_CONTENT_URL is not set."""

    code = "no-content-host"
    status = 503
    title = _("Activities cannot be opened yet")
    hint = _("Tell your teacher. Your school still has to give activities an address of their own.")


@dataclass(frozen=True)
class Choice:
    """What was chosen for which standard, out of which offered activities (their IRIs)."""

    activity_id: str
    standard_id: str | None = None
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Started:
    """What the practice page needs: its path on the content host and the values that only the page may know."""

    path: str
    registration: str
    iri: str
    authorization: str
    account: str


def start(write: Write, settings: Settings, course: CourseInputs, person_id: str, choice: Choice) -> Started:
    """Begin or take up an activity of the course; NotFound for one the course does not have or that a teacher leads."""
    activity = course.activities.get(choice.activity_id)
    if activity is None or activity.kind not in PRACTISED:
        raise NotFound(choice.activity_id)
    if settings.content_url is None:
        raise NoContentHost
    tenant_id, course_id = course.tenant_id, course.course_id
    steps.settle(write, tenant_id, course_id, person_id)  # a result that came just now ends the step before this one
    registration = steps.unfinished(write.conn, tenant_id, course_id, person_id).get(activity.id)
    if registration is None:
        registration = _choose(write, settings, course, person_id, choice)
    if activity.graded:
        _assign(write, settings, course, person_id, activity)
    return Started(
        path=f"/content/{tenants.tag_of(write.conn, tenant_id)}/practice/{activity.key}",
        registration=registration,
        iri=activity.iri,
        authorization=credentials.make_launch(write, tenant_id, course_id, person_id, activity.iri, registration),
        account=_account(write.conn, tenant_id, person_id),
    )


def content_url(settings: Settings, started: Started, back: str, language: str) -> str:
    """Return the page's address; what only the page may know stands after the #, which no server ever sees."""
    actor = {"objectType": "Agent", "account": {"homePage": settings.people_home, "name": started.account}}
    fragment = {
        "endpoint": f"{settings.base_url}/xapi/", "auth": started.authorization,
        "actor": json.dumps(actor, separators=(",", ":")), "registration": started.registration,
        "activity_id": started.iri, "return": back, "lang": language,
    }  # fmt: skip
    query = urlencode({"lang": language})
    return f"{settings.content_url}{started.path}?{query}#{urlencode(fragment, quote_via=quote)}"


def offered(course: CourseInputs, activity_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the IRIs of offered activities of the course; ids it does not have are left out."""
    return tuple(course.activities[one].iri for one in activity_ids if one in course.activities)


def _choose(write: Write, settings: Settings, course: CourseInputs, person_id: str, choice: Choice) -> str:
    """Record a new choice; return its registration."""
    registration = uuid.uuid4()
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
    due = own_dates.day(write.conn, course, person_id, activity.id)
    want.cell(write, course.tenant_id, place_id, person_id, {"assigned": True, **due})


def _account(conn: Connection, tenant_id: int, person_id: str) -> str:
    return str(conn.scalar(select(t.person.c.account).filter_by(tenant_id=tenant_id, id=person_id)))

"""A teacher lets a student off a unit: it counts as satisfied in the package, and for no standard."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.services import audit
from gateway.services.cmi5 import registrations, sessions
from gateway.services.cmi5.registrations import Enrolling
from gateway.services.inputs import CourseInputs, opens
from gateway.settings import Settings
from xapi.formats.cmi5.move_on import unit_satisfied

REASONS = ("Tested Out", "Equivalent AU", "Equivalent Outside Activity", "Administrative")
"""The specification's own reasons (9.5.5.2), as statements carry them."""


def open_units(conn: Connection, course: CourseInputs, person_id: str) -> list[Any]:
    """Return the course's activities that are units a student has not satisfied, in the library's order."""
    units = _units(conn, course)
    came = _came(conn, course, person_id) if units else {}
    return [
        course.activities[row.activity_id]
        for row in units
        if not unit_satisfied(row.extra["moveOn"], came.get(row.activity_id, frozenset()))
    ]


def waive(
    write: Write, settings: Settings, course: CourseInputs, about: tuple[str, str], reason: str, by: str
) -> None:  # fmt: skip
    """Waive a unit (person, activity) for one of REASONS; NotFound for a unit that the course has not.

    BadRequest for any other reason, InvalidInput where it was waived before.
    """
    person_id, activity_id = about
    unit = next((one for one in _units(write.conn, course) if one.activity_id == activity_id), None)
    if unit is None:
        raise NotFound(activity_id)
    if reason not in REASONS:
        raise BadRequest("a reason that the page does not offer")
    newest = registrations.newest(write.conn, (course.tenant_id, course.course_id), person_id, unit.package_id)
    account = write.conn.scalar(select(t.person.c.account).filter_by(tenant_id=course.tenant_id, id=person_id))
    actor = {"objectType": "Agent", "account": {"homePage": settings.people_home, "name": str(account)}}
    new = Enrolling(course.tenant_id, unit.package_id, actor, course.course_id, person_id, newest)
    registration = registrations.enrol(write, settings.base_url, new)
    sessions.waive(write, settings.base_url, registration, activity_id, reason)
    told = {"registration": registration.registration, "unit": activity_id}
    audit.record(write, course.tenant_id, f"person/{by}", "waived", told)


def _units(conn: Connection, course: CourseInputs) -> list[Any]:
    ids = [one.id for one in course.activities.values() if one.kind == "cmi5" and opens(one)]
    unit = t.package_unit.c
    query = select(t.package_unit).where(unit.tenant_id == course.tenant_id, unit.activity_id.in_(ids))
    return list(conn.execute(query.order_by(unit.package_id, unit.position))) if ids else []


def _came(conn: Connection, course: CourseInputs, person_id: str) -> dict[str, frozenset[str]]:
    """Return what came of each unit in any of the student's registrations in this course."""
    of = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    came: dict[str, frozenset[str]] = {}
    for registration in conn.scalars(select(t.cmi5_registration.c.registration).filter_by(**of)).all():
        for activity_id, words in registrations.done(conn, course.tenant_id, registration).items():
            came[activity_id] = came.get(activity_id, frozenset()) | words
    return came

"""A student opens a unit from the course: under the registration of the choice, in a new session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services.cmi5 import registrations, sessions
from gateway.services.cmi5.registrations import Enrolling

if TYPE_CHECKING:
    from gateway.services.openers import Opening


def opened(opening: Opening) -> str:
    """Return the address that opens a unit for its learner; NotFound for one whose package is gone."""
    write, course = opening.write, opening.course
    unit = write.conn.execute(
        select(t.package_unit).filter_by(tenant_id=course.tenant_id, activity_id=opening.activity.id)
    ).first()
    account = write.conn.scalar(select(t.person.c.account).filter_by(tenant_id=course.tenant_id, id=opening.person_id))
    if unit is None:
        raise NotFound(opening.activity.id)
    actor = {"objectType": "Agent", "account": {"homePage": opening.settings.people_home, "name": str(account)}}
    registration = registrations.enrol(
        write, opening.settings.base_url,
        Enrolling(
            course.tenant_id, unit.package_id, actor, course.course_id, opening.person_id, opening.registration
        ),
    )  # fmt: skip
    # The window of its own has no session to come back to: the course stands open beside it.
    apart = unit.extra["launchMethod"] == "OwnWindow"
    back = f"{opening.settings.base_url}/cmi5/ended" if apart else opening.back
    asked = sessions.Asked(registration, opening.activity.id, "Normal", back, (opening.language,))
    return sessions.launch(write, opening.settings, asked).url

"""The course of a launch, and that somebody learns or teaches there; written where it is not stored already."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.driver import change
from gateway.db.types import to_micros
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.services import placed, roster_changes
from gateway.services.due import newcomers_due
from gateway.services.known import Known
from lti.claims import Context, Launch
from lti.lms.access import SECTION_IDS, SECTION_LIMIT, USER_ID
from lti.roles import Role
from xapi import jsontext

ROSTER_AGE = timedelta(hours=1)

_CAME = (
    "UPDATE enrolment SET last_launch_at = ?"
    " WHERE enrolment.tenant_id = ? AND enrolment.course_id = ? AND enrolment.person_id = ?"
)


def keep_course(
    write: Write, tenant_id: int, launch: Launch, context: Context, course_id: str, known: Known
) -> None:  # fmt: skip
    """Store where the course lives; endpoints are kept at every launch, also while writing is off (F36)."""
    not_the_course = {USER_ID, SECTION_IDS, SECTION_LIMIT, "lms_section_names", placed.CUSTOM}
    values: dict[str, Any] = {
        "deployment_id": launch.deployment_id, "title": context.title or context.label or "Course",
        "label": context.label, "custom": {k: v for k, v in launch.custom.items() if k not in not_the_course},
    }  # fmt: skip
    if launch.nrps_url:
        values["memberships_url"] = launch.nrps_url
    if launch.ags and launch.ags.lineitems:
        values |= {"lineitems_url": launch.ags.lineitems, "ags_scopes": sorted(launch.ags.scopes)}
    if known.course is None or any(known.course[name] != _stored(value) for name, value in values.items()):
        first = {"id": course_id, "settings": {}, "setup_step": 1, "version": 1, "created_at": write.now}
        if "ags_scopes" not in values:
            first["ags_scopes"] = []
        key = {"tenant_id": tenant_id, "platform_id": launch.platform.id, "context_id": context.id}
        upsert(write.conn, t.course, key, values, insert_only=first)
    if launch.nrps_url:
        _read_roster(write, tenant_id, course_id, known)


def _stored(value: Any) -> Any:
    """Return the form in which a column of texts or JSON keeps a value."""
    return value if value is None or isinstance(value, str) else jsontext.write(value).decode()


def _read_roster(write: Write, tenant_id: int, course_id: str, known: Known) -> None:
    """Have an old class list read again; one that could not be read keeps its pause, however many people come."""
    if not known.roster_failed and (known.roster_at is None or write.now - known.roster_at > ROSTER_AGE):
        write.wake(f"roster/{tenant_id}/{course_id}")


def enrol(write: Write, tenant_id: int, course_id: str, person_id: str, launch: Launch, known: Known) -> None:
    """Store that somebody learns or teaches in the course; what they did before counts there from now on."""
    if launch.role in {Role.ADMIN, Role.OBSERVER}:
        return
    before, role = known.enrolment, launch.role.value
    if before == (role, role, "active"):
        change(write.conn, _CAME, (to_micros(write.now), tenant_id, course_id, person_id))
        return
    key = {"tenant_id": tenant_id, "course_id": course_id, "person_id": person_id}
    upsert(
        write.conn, t.enrolment, key,
        {"role": role, "launch_role": role, "status": "active", "last_launch_at": write.now},
        insert_only={"sections": [], "since": write.now},
    )  # fmt: skip
    if before is None or before[0] != role:
        newcomers_due(write, tenant_id, course_id, [person_id])
    if before is None or before[2] != "active":
        _note_arrival(write, tenant_id, course_id, person_id, known=before is not None)


def _note_arrival(write: Write, tenant_id: int, course_id: str, person_id: str, *, known: bool) -> None:
    """Keep that somebody came before the class list named them, or came back (F32)."""
    read_at = write.conn.scalar(select(t.course.c.roster_at).filter_by(tenant_id=tenant_id, id=course_id))
    kind = roster_changes.BACK if known else roster_changes.JOINED
    came = roster_changes.Changes((roster_changes.Change(person_id, kind),))
    came.keep(write, tenant_id, course_id, first=read_at is None)

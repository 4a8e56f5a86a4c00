"""Keep the class list like the learning system's: all pages or nothing; nobody is deleted for missing once (F32)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.delivery import returned
from gateway.jobs.lanes import Claim
from gateway.security import stable_id
from gateway.services import recognise
from gateway.services.due import person_due
from gateway.services.enter import keep_name, keep_person
from gateway.services.naming import Naming
from gateway.services.recognise import Arrived
from lti.lms.base import Adapter, AdapterError, Member, Transient
from lti.roles import Role, Standing, standing

DAILY = timedelta(hours=24)
SOON = timedelta(minutes=5)


class RosterSync:
    """The handler of the lanes `roster/<tenant>/<course>`."""

    def __init__(self, db: Database, adapter: Callable[[Connection, Any], Adapter], naming: Naming) -> None:
        self.db = db
        self.adapter = adapter
        self.naming = naming

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Fetch the class list and store it; what went wrong is kept where the teacher and the admin see it."""
        del held
        _, tenant, course_id = lane.split("/")
        tenant_id = int(tenant)
        with self.db.read() as conn:
            course = conn.execute(select(t.course).filter_by(tenant_id=tenant_id, id=course_id)).first()
            if course is None or not course.memberships_url:
                return None
            adapter = self.adapter(conn, course)
        try:
            members = adapter.roster()
        except AdapterError as error:
            trouble = {"code": error.code, "at": self.db.clock().isoformat()}
            self.db.write(lambda w: _trouble(w, tenant_id, course_id, trouble))
            return self.db.clock() + (SOON if isinstance(error, Transient) else DAILY)
        self.db.write(lambda w: keep(w, course, members, self.naming))
        return self.db.clock() + DAILY


def keep(write: Write, course: Any, members: Sequence[Member], naming: Naming) -> None:
    """Store a complete roster: new people appear before their first launch, missing ones become inactive."""
    write.lock_log(course.tenant_id)  # before any row, as the intake does: two processes must not wait for each other
    tenant_id, course_id = course.tenant_id, course.id
    sections = _sections(write, tenant_id, course_id, members)
    seen: dict[str, Arrived] = {}
    before = _enrolled(write, tenant_id, course_id)
    teachers = _teachers_by_launch(write, tenant_id, course_id)
    for member in members:
        held = standing(member.roles)
        if held.role is Role.LEARNER and member.sub in teachers:
            held = Standing(Role.TEACHER)  # some rosters call teachers who may not edit learners; their launches know
        if held.role in {Role.ADMIN, Role.OBSERVER}:
            continue
        person_id = keep_person(
            write, tenant_id, course.platform_id, member.sub, naming.home, lms_user_id=member.lms_user_id,
            sourcedid=member.sourcedid, test=held.test_student,
        )  # fmt: skip
        names = {"name": member.name, "given_name": member.given_name, "family_name": member.family_name}
        keep_name(write, tenant_id, person_id, names)
        upsert(
            write.conn, t.enrolment, {"tenant_id": tenant_id, "course_id": course_id, "person_id": person_id},
            {
                "role": held.role.value, "status": "active" if member.status == "active" else "inactive",
                "sections": [sections[one.section_id] for one in member.sections],
            },
            insert_only={"since": write.now},
        )  # fmt: skip
        seen[person_id] = Arrived(person_id, member.mail)
    recognise.arrived(write, naming, tenant_id, list(seen.values()))
    _missing(write, tenant_id, course_id, set(seen))
    person_due(write, tenant_id, sorted(set(seen) - before))
    returned.send_again(write, tenant_id, course_id)
    write.conn.execute(
        update(t.course).filter_by(tenant_id=tenant_id, id=course_id).values(roster_at=write.now, roster_trouble=None)
    )
    write.conn.execute(update(t.platform).where(t.platform.c.id == course.platform_id).values(last_roster_at=write.now))


def _sections(write: Write, tenant_id: int, course_id: str, members: Sequence[Member]) -> dict[str, str]:
    """Store the sections that occur; return our id by the learning system's."""
    found = {one.section_id: one.name for member in members for one in member.sections}
    for remote_id, name in sorted(found.items()):
        upsert(
            write.conn, t.section, {"tenant_id": tenant_id, "course_id": course_id, "remote_id": remote_id},
            {"name": name}, insert_only={"id": stable_id("section", course_id, remote_id)},
        )  # fmt: skip
    return {remote_id: stable_id("section", course_id, remote_id) for remote_id in found}


def _enrolled(write: Write, tenant_id: int, course_id: str) -> set[str]:
    rows = write.conn.execute(select(t.enrolment.c.person_id).filter_by(tenant_id=tenant_id, course_id=course_id))
    return {row.person_id for row in rows}


def _teachers_by_launch(write: Write, tenant_id: int, course_id: str) -> set[str]:
    """Return the `sub` of everybody whose last launch was a teacher's: it says more than a roster's short name."""
    rows = write.conn.execute(
        select(t.person.c.sub)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.person.c.tenant_id) & (t.enrolment.c.person_id == t.person.c.id),
        )
        .where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id,
            t.enrolment.c.launch_role == Role.TEACHER.value,
        )
    )  # fmt: skip
    return {row.sub for row in rows}


def _missing(write: Write, tenant_id: int, course_id: str, seen: set[str]) -> None:
    """Mark those as inactive whom a complete list no longer names; their work stays."""
    rows = write.conn.execute(
        select(t.enrolment.c.person_id).filter_by(tenant_id=tenant_id, course_id=course_id, status="active")
    )
    gone = sorted({row.person_id for row in rows} - seen)
    for start in range(0, len(gone), 500):
        write.conn.execute(
            update(t.enrolment)
            .where(
                t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id,
                t.enrolment.c.person_id.in_(gone[start : start + 500]),
            )
            .values(status="inactive")
        )  # fmt: skip


def _trouble(write: Write, tenant_id: int, course_id: str, trouble: dict[str, str]) -> None:
    write.conn.execute(update(t.course).filter_by(tenant_id=tenant_id, id=course_id).values(roster_trouble=trouble))

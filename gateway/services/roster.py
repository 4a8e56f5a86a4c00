"""Keep the class list like the learning system's: all pages or nothing; nobody is deleted for missing once (F32).

A list is read when somebody launches, when a teacher or a command asks, and once a day (`gateway.jobs.rosters`). People
it names appear before their first launch, with the names that the learning system sends. What changed is kept
(`gateway.services.roster_changes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert, upsert_rows
from gateway.db.writer import Write
from gateway.delivery import returned
from gateway.security import stable_id
from gateway.services import recognise
from gateway.services.due import newcomers_due
from gateway.services.enter import keep_name, keep_person, person_id_of
from gateway.services.naming import Naming
from gateway.services.recognise import Arrived
from gateway.services.roster_changes import Changes, Stood, compare
from lti.lms.base import Member, Transient
from lti.roles import Role, Standing, full, on_roster

EMPTY = "roster_empty"
"""Code of a list that names no student where there are several: a hiccup more likely than a class that left."""

SEVERAL = 3


@dataclass(frozen=True)
class Line:
    """A line of the list with what it means here."""

    person_id: str
    member: Member
    standing: Standing

    @property
    def status(self) -> str:
        """Return active or inactive."""
        return "active" if self.member.status == "active" else "inactive"


def keep(
    write: Write, course: Any, members: Sequence[Member], naming: Naming, asked_at: datetime | None = None
) -> Changes:
    """Store a complete roster and return what changed; Transient `roster_empty` for one that cannot be believed.

    New people appear before their first launch, missing ones become inactive. Who launched after `asked_at`, when the
    list was asked for, is in the course whatever it says.
    """
    write.lock_log(course.tenant_id)  # before any row, as the intake does: two processes must not wait for each other
    tenant_id, course_id = course.tenant_id, course.id
    stood = _stood(write, tenant_id, course_id)
    lines = [one for one in _lines(course, members, stood) if one.status == "active" or one.person_id in stood]
    _believe(lines, stood)
    _keep_people(write, course, lines, naming)
    _enrol(write, course, lines, stood)
    recognise.arrived(write, naming, tenant_id, [Arrived(one.person_id, one.member.mail) for one in lines])
    seen = {one.person_id: Stood(one.standing.role.value, one.status) for one in lines}
    gone = _missing(write, tenant_id, course_id, seen, stood, asked_at)
    changes = compare(stood, {**seen, **{one: Stood(stood[one].role, "inactive") for one in gone}})
    changes.keep(write, tenant_id, course_id, first=course.roster_at is None)
    newcomers_due(write, tenant_id, course_id, sorted(set(seen) - set(stood)))
    returned.send_again(write, tenant_id, course_id)
    first = {"first_roster_at": write.now} if course.roster_at is None else {}
    read = update(t.course).filter_by(tenant_id=tenant_id, id=course_id)
    write.conn.execute(read.values(roster_at=write.now, roster_trouble=None, **first))
    write.conn.execute(update(t.platform).where(t.platform.c.id == course.platform_id).values(last_roster_at=write.now))
    return changes


def _lines(course: Any, members: Sequence[Member], stood: dict[str, Stood]) -> list[Line]:
    """Read the lines that belong into a class list."""
    found = []
    for member in members:
        person_id = person_id_of(course.platform_id, member.sub)
        held = on_roster(member.roles)
        known = stood.get(person_id)
        if held and held.role is Role.LEARNER and known and known.launch == "teacher" and not full(member.roles):
            held = Standing(Role.TEACHER)  # some rosters call teachers who may not edit learners; their launches know
        if held is not None:
            found.append(Line(person_id, member, held))
    return found


def _believe(lines: Sequence[Line], stood: dict[str, Stood]) -> None:
    """Refuse a list that would empty the class; a single learner who left is no such list."""
    learners = sum(one.role == "learner" and one.status == "active" for one in stood.values())
    listed = any(one.standing.role is Role.LEARNER and one.status == "active" for one in lines)
    if not listed and learners >= (SEVERAL if lines else 1):
        raise Transient(EMPTY, f"no student listed, {learners} known")


def bring_in(write: Write, course: Any, members: Sequence[Member], naming: Naming) -> None:
    """Store people of a list beforehand, some at a time: a whole school's would hold up everybody else who writes.

    They are in no course yet, so that the list itself is still taken in all at once.
    """
    write.lock_log(course.tenant_id)
    _keep_people(write, course, _lines(course, members, {}), naming)


def unknown(conn: Connection, course: Any, members: Sequence[Member]) -> list[Member]:
    """Return the active members of a list who are not stored yet, nor left out of class lists."""
    lines = [one for one in _lines(course, members, {}) if one.status == "active"]
    known = _known(conn, course.tenant_id, [one.person_id for one in lines])
    return [one.member for one in lines if one.person_id not in known]


def _keep_people(write: Write, course: Any, lines: Sequence[Line], naming: Naming) -> None:
    """Store who is new or named otherwise than before: most lines of most lists say what is stored already."""
    tenant_id = course.tenant_id
    known = _known(write.conn, tenant_id, [one.person_id for one in lines])
    for one in lines:
        member, test, was = one.member, one.standing.test_student, known.get(one.person_id)
        names = {"name": member.name, "given_name": member.given_name, "family_name": member.family_name}
        ids = {"lms_user_id": member.lms_user_id, "sourcedid": member.sourcedid}
        told = {name: value for name, value in {**names, **ids, "is_test": test}.items() if value}
        if was is not None and all(getattr(was, name) == value for name, value in told.items()):
            continue
        keep_person(write, tenant_id, course.platform_id, member.sub, naming.home, test=test, **ids)
        keep_name(write, tenant_id, one.person_id, names)


def _known(conn: Connection, tenant_id: int, ids: Sequence[str]) -> dict[str, Any]:
    """Return what is stored of people, by id."""
    query = select(
        t.person.c.id, t.person.c.lms_user_id, t.person.c.sourcedid, t.person.c.is_test, t.person_name.c.name,
        t.person_name.c.given_name, t.person_name.c.family_name,
    ).outerjoin(
        t.person_name,
        (t.person_name.c.tenant_id == t.person.c.tenant_id) & (t.person_name.c.person_id == t.person.c.id),
    )  # fmt: skip
    found: dict[str, Any] = {}
    for some in chunks(ids):
        these = (t.person.c.tenant_id == tenant_id, t.person.c.id.in_(some))
        found |= {row.id: row for row in conn.execute(query.where(*these))}
    return found


def _enrol(write: Write, course: Any, lines: Sequence[Line], stood: dict[str, Stood]) -> None:
    """Store who stands in the course as what, where that is not stored already."""
    sections = _sections(write, course.tenant_id, course.id, [one.member for one in lines])
    rows = [
        {
            "tenant_id": course.tenant_id, "course_id": course.id, "person_id": one.person_id,
            "role": one.standing.role.value, "status": one.status,
            "sections": [sections[each.section_id] for each in one.member.sections], "since": write.now,
        }
        for one in lines
    ]  # fmt: skip
    known = {name: (was.role, was.status, was.sections) for name, was in stood.items()}
    new = [one for one in rows if known.get(one["person_id"]) != (one["role"], one["status"], one["sections"])]
    upsert_rows(write.conn, t.enrolment, ("tenant_id", "course_id", "person_id"), new, keep=("since",))


def _sections(write: Write, tenant_id: int, course_id: str, members: Sequence[Member]) -> dict[str, str]:
    """Store the sections that occur; return our id by the learning system's."""
    found = {one.section_id: one.name for member in members for one in member.sections}
    for remote_id, name in sorted(found.items()):
        upsert(
            write.conn, t.section, {"tenant_id": tenant_id, "course_id": course_id, "remote_id": remote_id},
            {"name": name}, insert_only={"id": stable_id("section", course_id, remote_id)},
        )  # fmt: skip
    return {remote_id: stable_id("section", course_id, remote_id) for remote_id in found}


def _stood(write: Write, tenant_id: int, course_id: str) -> dict[str, Stood]:
    """Return how everybody stood before, by person; a launch says more of a role than a roster's short name."""
    rows = write.conn.execute(select(t.enrolment).filter_by(tenant_id=tenant_id, course_id=course_id))
    return {
        row.person_id: Stood(row.role, row.status, row.launch_role, row.last_launch_at, row.sections) for row in rows
    }


def _missing(
    write: Write, tenant_id: int, course_id: str, seen: dict[str, Stood], stood: dict[str, Stood],
    asked_at: datetime | None,
) -> list[str]:  # fmt: skip
    """Mark those as inactive whom a complete list no longer names; their work stays. Return them."""
    gone = sorted(
        one for one, was in stood.items()
        if one not in seen and was.status == "active"
        and not (asked_at and was.launched_at and was.launched_at >= asked_at)
    )  # fmt: skip
    for some in chunks(gone):
        write.conn.execute(
            update(t.enrolment)
            .where(
                t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id,
                t.enrolment.c.person_id.in_(some),
            )
            .values(status="inactive")
        )  # fmt: skip
    return gone

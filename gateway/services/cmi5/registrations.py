"""Registrations: one enrolment of a learner in a package, and what of it is satisfied (2, 9.3.9)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound
from gateway.library.model import ACTIVITY_BASE
from gateway.security import stable_id
from gateway.services.cmi5.saying import frame, say
from gateway.services.naming import key_hash
from xapi.agents import actor_key
from xapi.formats.cmi5 import own
from xapi.formats.cmi5.move_on import COMPLETED, PASSED, WAIVED, Node, Ruled, newly_satisfied, unit_satisfied

_COLUMNS = {COMPLETED: "completed_at", PASSED: "passed_at", WAIVED: "waived_at"}


@dataclass(frozen=True)
class Enrolling:
    """Who is enrolled in what: the actor as launches send it; course and person where a course of ours launches."""

    tenant_id: int
    package_id: str
    actor: Mapping[str, Any]
    course_id: str | None = None
    person_id: str | None = None
    registration: str | None = None


def find(conn: Connection, tenant_id: int, registration: str) -> Any:
    """Return the row of a registration; NotFound where the tenant has none such."""
    key = {"tenant_id": tenant_id, "registration": registration}
    row = conn.execute(select(t.cmi5_registration).filter_by(**key)).first()
    if row is None:
        raise NotFound("there is no such registration")
    return row


def enrol(write: Write, base_url: str, new: Enrolling) -> Any:
    """Return the registration that was named, or a new one; what is satisfied without any work is said at once.

    InvalidInput where the one named is another learner's or of another package.
    """
    write.lock_log(new.tenant_id)
    registration = new.registration or str(uuid.uuid4())
    key = {"tenant_id": new.tenant_id, "registration": registration}
    row = write.conn.execute(select(t.cmi5_registration).filter_by(**key)).first()
    hashed = key_hash(actor_key(new.actor))
    if row is None:
        write.conn.execute(
            insert(t.cmi5_registration).values(
                **key, package_id=new.package_id, course_id=new.course_id, person_id=new.person_id,
                actor_hash=hashed, actor=dict(new.actor), satisfied=[], created_at=write.now,
            )
        )  # fmt: skip
        row = find(write.conn, new.tenant_id, registration)
        say(write, base_url, row, satisfied(write, row, str(uuid.uuid4())))
    elif (row.package_id, row.actor_hash) != (new.package_id, hashed):
        said = "the registration is of another learner or another package; leave it out to begin a new one"
        raise InvalidInput("registration", problems=[said])
    return row


def for_choice(conn: Connection, course: tuple[int, str], person_id: str, activity_id: str) -> str | None:
    """Return the registration under which a learner's choice of a unit goes on; None to begin a new one.

    That is the newest of the learner's in this course (tenant, id) in which the unit is not done yet: what was passed
    or completed there cannot be said again.
    """
    tenant_id, _course_id = course
    unit = conn.execute(select(t.package_unit).filter_by(tenant_id=tenant_id, activity_id=activity_id)).first()
    if unit is None:
        return None
    registration = newest(conn, course, person_id, unit.package_id)
    if registration is None:
        return None
    came = done(conn, tenant_id, registration).get(activity_id, frozenset()) - {WAIVED}
    over = bool(came) and unit_satisfied(unit.extra["moveOn"], came)
    return None if over else registration


def newest(conn: Connection, course: tuple[int, str], person_id: str, package_id: str) -> str | None:
    """Return a learner's newest registration with a package in a course (tenant, id); None for none."""
    tenant_id, course_id = course
    of = {"tenant_id": tenant_id, "package_id": package_id, "course_id": course_id, "person_id": person_id}
    query = select(t.cmi5_registration.c.registration).filter_by(**of)
    found: str | None = conn.scalar(query.order_by(t.cmi5_registration.c.created_at.desc()).limit(1))
    return found


def done(conn: Connection, tenant_id: int, registration: str) -> dict[str, frozenset[str]]:
    """Return what came of each unit of a registration, by activity id; units of which nothing came are absent."""
    rows = conn.execute(select(t.cmi5_unit).filter_by(tenant_id=tenant_id, registration=registration))
    return {
        row.activity_id: frozenset(word for word, name in _COLUMNS.items() if getattr(row, name) is not None)
        for row in rows
    }


def note_done(write: Write, registration: Any, activity_id: str, words: Collection[str]) -> None:
    """Keep that a unit was completed, passed or waived."""
    key = {
        "tenant_id": registration.tenant_id, "registration": registration.registration, "activity_id": activity_id,
    }  # fmt: skip
    upsert(write.conn, t.cmi5_unit, key, {_COLUMNS[word]: write.now for word in sorted(words)})


def satisfied(write: Write, registration: Any, session: str) -> list[dict[str, Any]]:
    """Work out what has become satisfied, keep it, and return our statements about it in their order.

    The registration is read again: an earlier statement of the same request may have satisfied something.
    """
    row = find(write.conn, registration.tenant_id, registration.registration)
    units = units_of(write.conn, row.tenant_id, row.package_id)
    came = done(write.conn, row.tenant_id, row.registration)
    already = [Node(kind, name) for kind, name in row.satisfied]
    ruled = [Ruled(one.activity_id, tuple(one.extra["blocks"]), one.extra["moveOn"]) for one in units]
    course = units[0].extra["course"]
    nodes = newly_satisfied(course, ruled, came, already)
    if nodes:
        both = [[one.kind, one.id] for one in (*already, *nodes)]
        key = {"tenant_id": row.tenant_id, "registration": row.registration}
        write.conn.execute(update(t.cmi5_registration).filter_by(**key).values(satisfied=both))
    return [own.satisfied(frame(write, row, session), one, lms_id(row.package_id, one)) for one in nodes]


def units_of(conn: Connection, tenant_id: int, package_id: str) -> list[Any]:
    """Return (activity_id, position, launch, extra, iri) of a package's units in course order; NotFound for none."""
    rows = conn.execute(
        select(
            t.package_unit.c.activity_id, t.package_unit.c.position, t.package_unit.c.launch, t.package_unit.c.extra,
            t.activity.c.iri, t.activity.c.title,
        )
        .join(
            t.activity,
            (t.activity.c.tenant_id == t.package_unit.c.tenant_id) & (t.activity.c.id == t.package_unit.c.activity_id),
        )
        .where(t.package_unit.c.tenant_id == tenant_id, t.package_unit.c.package_id == package_id)
        .order_by(t.package_unit.c.position)
    ).all()  # fmt: skip
    if not rows:
        raise NotFound("there is no such package")
    return list(rows)


def lms_id(package_id: str, node: Node) -> str:
    """Return our own id for a block or the course: another one than its publisher's, the same for every learner."""
    return f"{ACTIVITY_BASE}p/{stable_id('cmi5', package_id, node.kind, node.id)}"

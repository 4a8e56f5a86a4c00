"""Students who take no part: from then on nothing of them is recorded, named or graded, in any course of the school.

What was recorded before stays until somebody erases it. Whoever brings statements of such a student is refused, as a
whole request, and told which statements to leave out. Ending it lets new statements in; nothing comes back by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.taking_part import out
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.errors import BadRequest, NotFound, WaymarkError
from gateway.security import new_id
from gateway.services import audit

CODE = "takes-no-part"


class TakesNoPart(WaymarkError):
    """Something about a student of whom nothing is to be recorded; nothing of it was stored."""

    code = CODE
    status = 403
    title = _("A student of this request takes no part")
    hint = _(
        "Nothing of the request was stored, and nothing of this student will be. Leave out what the problems name, and "
        "send the rest again."
    )
    retryable = False


class NothingKept(TakesNoPart):
    """The same for somebody who pressed a button: the student, or a teacher of theirs."""

    title = _("This student takes no part, so nothing of it was kept")
    hint = _("Go back. Every activity can be done all the same. The teacher can say more, and change it.")
    audience = "student"


@dataclass(frozen=True)
class Standing:
    """Since when a student takes no part, why, and who said so (as the audit log names people)."""

    since: datetime
    reason: str
    who: str


def begin(write: Write, tenant_id: int, person_id: str, who: str, reason: str) -> None:
    """Have a student take no part from now on; the first reason stays. NotFound for nobody of this school."""
    if not reason.strip():
        raise BadRequest("a reason is asked for")
    found = write.conn.scalar(select(t.person.c.id).filter_by(tenant_id=tenant_id, id=person_id))
    if found is None:
        raise NotFound("no such person")
    if standing(write.conn, tenant_id, person_id) is not None:
        return
    mine = {"tenant_id": tenant_id, "person_id": person_id}
    made = {"reason": reason.strip(), "who": who, "at": write.now}
    write.conn.execute(insert(t.opt_out).values(id=new_id(), **mine, **made))
    write.conn.execute(delete(t.person_name).filter_by(**mine))
    want.forget_person(write, tenant_id, person_id)
    seats = delete(t.station_seat).filter_by(**mine)
    write.conn.execute(seats.where(t.station_seat.c.day >= write.now.date()))
    write.conn.execute(delete(t.credential).filter_by(**mine))  # an activity that is open stores nothing more
    audit.record(write, tenant_id, who, "opted-out", {"person": person_id})


def end(write: Write, tenant_id: int, person_id: str, who: str) -> None:
    """Have a student take part again; NotFound for one who does. The name comes with the next launch or class list."""
    mine = update(t.opt_out).filter_by(tenant_id=tenant_id, person_id=person_id, ended_at=None)
    if not write.conn.execute(mine.values(ended_at=write.now, ended_who=who)).rowcount:
        raise NotFound("this student takes part")
    audit.record(write, tenant_id, who, "opted-in", {"person": person_id})


def people(conn: Connection, tenant_id: int) -> frozenset[str]:
    """Return the ids of all who take no part now: nothing of them is sent anywhere either."""
    return frozenset(conn.scalars(out(tenant_id)))


@dataclass(frozen=True)
class Out:
    """A student who takes no part, with how it came about, and the titles of the student's courses."""

    person_id: str
    standing: Standing
    courses: tuple[str, ...]


def listed(conn: Connection, tenant_id: int) -> list[Out]:
    """Return all who take no part now, the newest first."""
    rows = conn.execute(
        select(t.opt_out).filter_by(tenant_id=tenant_id, ended_at=None).order_by(t.opt_out.c.at.desc(), t.opt_out.c.id)
    ).all()
    of = (t.course.c.tenant_id == t.enrolment.c.tenant_id) & (t.course.c.id == t.enrolment.c.course_id)
    courses: dict[str, list[str]] = {}
    for person_id, title in conn.execute(
        select(t.enrolment.c.person_id, t.course.c.title)
        .join(t.course, of)
        .where(t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.person_id.in_([row.person_id for row in rows]))
        .order_by(t.course.c.title)
    ):
        courses.setdefault(person_id, []).append(title)
    return [
        Out(row.person_id, Standing(row.at, row.reason, row.who), tuple(courses.get(row.person_id, ()))) for row in rows
    ]


def standing(conn: Connection, tenant_id: int, person_id: str) -> Standing | None:
    """Return how a student came to take no part, None for one who does."""
    row = conn.execute(select(t.opt_out).filter_by(tenant_id=tenant_id, person_id=person_id, ended_at=None)).first()
    return Standing(row.at, row.reason, row.who) if row is not None else None


def check(conn: Connection, tenant_id: int, person_id: str) -> None:
    """Raise NothingKept for a student of whom nothing is to be recorded."""
    if standing(conn, tenant_id, person_id) is not None:
        raise NothingKept

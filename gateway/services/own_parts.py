"""Parts of the learning system's course that open for the students whose path has come to a standard.

A teacher ties a part, such as a module, to a standard. A student's path has come to it once there is work of theirs on
it, or once its unit is open and everything before it is done: what the framework puts before it, else the units before
its own. Whom a part was opened for keeps it as long as the tie stands: nobody loses what they have begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import clearing, parts, want
from gateway.errors import BadRequest, NotFound
from gateway.learn.state import Record
from gateway.services import desire, path, starts
from gateway.services.drafts import Author
from gateway.services.due import mark_due
from gateway.services.inputs import CourseInputs
from gateway.services.path import Learner


@dataclass(frozen=True)
class Tie:
    """A part and the standard it is tied to; for how many it is open, and codes of what holds others up."""

    place_id: str
    part_id: str
    title: str
    standard_id: str
    let_in: int
    waiting: int
    troubles: tuple[str, ...]


def tie(write: Write, who: Author, course: CourseInputs, part_id: str, title: str, standard_id: str) -> None:
    """Open a part for those whose path has come to a standard, from now on; one standard for each part.

    BadRequest for a standard that the published pathway has not.
    """
    if not course.published or standard_id not in course.standards:
        raise BadRequest("no standard of this pathway")
    place_id = want.part(write, who.tenant_id, who.course_id, part_id[:200], standard_id, title[:200])
    row = write.conn.execute(select(t.place).filter_by(tenant_id=who.tenant_id, id=place_id)).one()
    on = desire.writes(course)
    state = "stopped" if not on else "there" if row.remote is not None else "waiting"
    values = {"state": state, "reason": None, "tries": 0, "next_at": write.now if state == "waiting" else None}
    write.conn.execute(update(t.place).filter_by(tenant_id=who.tenant_id, id=place_id).values(**values))
    _all_due(write, who)


def untie(write: Write, who: Author, place_id: str) -> None:
    """Leave a part as it was before: everybody whom we let in is taken off. NotFound for one of another course."""
    row = write.conn.execute(select(t.place).filter_by(**who.key, id=place_id, kind=parts.KIND)).first()
    if row is None:
        raise NotFound("no such part of this course")
    clearing.take_back(write, row)


def ties(conn: Connection, course: CourseInputs) -> list[Tie]:
    """Return the ties that stand, in the order of their standards."""
    rows = [row for row in _places(conn, course) if not parts.is_ending(row.wanted)]
    order = {one: number for number, one in enumerate(course.standards)}
    found = [_told(conn, row) for row in rows]
    return sorted(found, key=lambda one: (order.get(one.standard_id, len(order)), one.title))


def stands(course: CourseInputs, row: Any) -> bool | None:
    """Say whether a Place of a part is wanted now; None leaves it alone: it is being left as it was."""
    if parts.is_ending(row.wanted):
        return None
    return desire.writes(course) and row.wanted["standard"] in course.standards


def learner(write: Write, course: CourseInputs, person_id: str) -> None:
    """Want parts opened for a learner; a tie to another standard than before is looked at anew."""
    rows = [row for row in _places(write.conn, course) if stands(course, row)]
    if not rows:
        return
    at = path.load(write.conn, course, person_id, write.now)
    for row in rows:
        standard_id, key = str(row.wanted["standard"]), {"place_id": row.id, "person_id": person_id}
        before = write.conn.scalar(select(t.cell.c.wanted).filter_by(tenant_id=course.tenant_id, **key))
        if has_come(at, standard_id):
            want.cell(write, course.tenant_id, row.id, person_id, {"assigned": True, "for": standard_id})
        elif before is not None and before.get("for") != standard_id:
            want.cell(write, course.tenant_id, row.id, person_id, None)


def has_come(at: Learner, standard_id: str) -> bool:
    """Say whether a learner's path has come to a standard of the course."""
    if at.state.records.get(standard_id, Record()).pieces or at.mastery(standard_id).state in path.FINISHED:
        return True
    if standard_id not in desire.open_standards(at.course):
        return False
    done = at.guidance.settled
    return all(one in done or at.mastery(one).state in path.FINISHED for one in _before(at.course, standard_id))


def _before(course: CourseInputs, standard_id: str) -> Sequence[str]:
    """Return what comes before a standard: by the framework among those that have work here, else the units before."""
    needed = course.library.graph.before(standard_id)
    if needed:
        return sorted(needed)
    units = starts.units(course)
    own = next((number for number, unit in enumerate(units) if standard_id in unit), 0)
    served = set(course.library.served)
    return [one for unit in units[:own] for one in unit if one in served]


def _places(conn: Connection, course: CourseInputs) -> Sequence[Any]:
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "kind": parts.KIND}
    return conn.execute(select(t.place).filter_by(**key).order_by(t.place.c.id)).all()


def _told(conn: Connection, row: Any) -> Tie:
    cell = t.cell.c
    counts = conn.execute(
        select(cell.state, cell.wanted.is_(None).label("absent"), func.count().label("number"))
        .where(cell.tenant_id == row.tenant_id, cell.place_id == row.id)
        .group_by(cell.state, cell.wanted.is_(None))
    ).all()
    reasons = conn.scalars(
        select(cell.reason).where(cell.tenant_id == row.tenant_id, cell.place_id == row.id, cell.reason.is_not(None))
    )
    codes = {str((one or {}).get("code", "")) for one in [row.reason, *reasons]} - {""}
    numbers = {(one.state, bool(one.absent)): int(one.number) for one in counts}
    return Tie(
        row.id, str(row.wanted["part"]), str(row.wanted["title"]), str(row.wanted["standard"]),
        numbers.get(("sent", False), 0), numbers.get(("waiting", False), 0), tuple(sorted(codes)),
    )  # fmt: skip


def _all_due(write: Write, who: Author) -> None:
    """Have every student of the course looked at, in the background."""
    learners = select(t.enrolment.c.person_id).filter_by(**who.key, role="learner")
    hashes = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == who.tenant_id, t.identity.c.person_id.in_(learners)
    )
    mark_due(write, who.tenant_id, set(write.conn.scalars(hashes)))

"""Take the set-up of the course that this one was copied from, or begin anew: asked once, decided by a teacher (F33).

What comes along is what a teacher set up: standards, activities, what each shows, units, and the course's rules. It
arrives as a draft, which reaches nobody before it is published. Students, results, choices, levels, parameters learnt
from their answers, gradebook columns and the switch that writes grades stay where they are.

Whoever did not teach the old course learns nothing about it here: for them only the links of this course count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotAllowed, NotFound
from gateway.services import audit, copies, drafts, pace, proposals
from gateway.services.course_activities import without
from gateway.services.course_work import WRITTEN
from gateway.services.drafts import Author, Body
from gateway.services.setup import PUBLISHED
from lti.roles import STAFF

TAKEN, FRESH = "taken", "fresh"

_LEFT_BEHIND = frozenset({"write", "write_before", "standards"})
"""Settings that do not come along: whether grades are written is decided in each course, after a preview (U42)."""


@dataclass(frozen=True)
class Offer:
    """What waits for a teacher's answer; `source` is the old course's row, None for somebody who never taught it."""

    source_id: str
    found_by: str
    source: Any | None


def offer(conn: Connection, who: Author) -> Offer | None:
    """Return what a teacher of a copied course is asked, None where nothing is to be decided any more."""
    row = conn.execute(select(t.course_copy).filter_by(**who.key, answer=None)).first()
    if row is None or not copies.blank(conn, who.tenant_id, who.course_id):
        return None
    taught = _taught(conn, who, row.source_id)
    source = select(t.course).filter_by(tenant_id=who.tenant_id, id=row.source_id)
    return Offer(row.source_id, row.found_by, conn.execute(source).one() if taught else None)


def take(write: Write, who: Author, source_id: str) -> None:
    """Make a draft of the old course's set-up; pressed twice it is done once.

    NotFound when this course is not offered any more, NotAllowed for somebody who never taught it.
    """
    made = offer(write.conn, who)
    if made is None or made.source_id != source_id:
        if _answer(write.conn, who) == TAKEN:
            return
        raise NotFound("nothing to take over")
    if made.source is None:
        raise NotAllowed("never taught the old course")
    body = carried(write.conn, who.tenant_id, made.source_id)
    drafts.keep(write, who, body)
    rules = {name: value for name, value in made.source.settings.items() if name not in _LEFT_BEHIND}
    here = select(t.course.c.settings).filter_by(tenant_id=who.tenant_id, id=who.course_id)
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=who.tenant_id, id=who.course_id)
        .values(
            settings={**(write.conn.scalar(here) or {}), **rules}, setup_step=_step(made.source, body),
            version=t.course.c.version + 1,
        )
    )  # fmt: skip
    _decide(write, who, TAKEN)
    about = {"course": who.course_id, "from": made.source_id}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "settings-taken", about)


def begin_anew(write: Write, who: Author) -> None:
    """Leave the old course's set-up where it is; nobody is asked again."""
    if offer(write.conn, who) is not None:
        _decide(write, who, FRESH)


def carried(conn: Connection, tenant_id: int, source_id: str) -> Body:
    """Return what a set-up brings along; of its units only the first is open, and none has dates yet.

    Activities that are one student's alone stay behind.
    """
    body = drafts.body_of(conn, tenant_id, source_id)
    body = without(body, proposals.own_among(conn, tenant_id, body.get("activities") or {}))
    body["units"] = [{**_undated(unit), "open": n == 0} for n, unit in enumerate(body["units"])]
    return without(body, _written(conn, tenant_id, source_id))


def _written(conn: Connection, tenant_id: int, source_id: str) -> frozenset[str]:
    """Return the lessons, projects and tasks of a course: they were written there, with days of their own."""
    rows = conn.execute(
        select(t.activity.c.id)
        .join(
            t.course_activity,
            (t.course_activity.c.tenant_id == t.activity.c.tenant_id)
            & (t.course_activity.c.activity_id == t.activity.c.id),
        )
        .where(
            t.activity.c.tenant_id == tenant_id, t.course_activity.c.course_id == source_id,
            t.activity.c.kind.in_(sorted(WRITTEN)),
        )
    )  # fmt: skip
    return frozenset(row.id for row in rows)


def _undated(unit: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in unit.items() if name not in {pace.FROM, pace.UNTIL, pace.OPENED}}


def _step(source: Any, body: Body) -> int:
    """Return the step of set-up at which the course goes on: the last one before publishing, where all is there."""
    return PUBLISHED - 1 if body["units"] and body.get("alignments") else min(source.setup_step, PUBLISHED - 2)


def _taught(conn: Connection, who: Author, source_id: str) -> bool:
    role = conn.scalar(
        select(t.enrolment.c.role).filter_by(tenant_id=who.tenant_id, course_id=source_id, person_id=who.person_id)
    )
    return role in STAFF


def _answer(conn: Connection, who: Author) -> str | None:
    return conn.scalar(select(t.course_copy.c.answer).filter_by(**who.key))


def _decide(write: Write, who: Author, answer: str) -> None:
    decided = {"answer": answer, "answered_at": write.now, "by_person_id": who.person_id}
    write.conn.execute(update(t.course_copy).filter_by(**who.key).values(**decided))

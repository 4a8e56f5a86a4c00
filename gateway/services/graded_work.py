"""Work that the learning system grades itself: which there is, and which of it counts as evidence of what.

A teacher ticks single works and says for which standards; nothing counts before. What we wrote ourselves is left out
twice: adapters list none of ours, and an assignment of ours is not kept here either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.security import stable_id
from gateway.services.align import reread
from gateway.services.drafts import Author
from gateway.services.inputs import GRADED, CourseInputs
from gateway.settings import Settings
from lti.lms.base import MemberRef
from lti.lms.graded import Work, rated_on


def lane_of(tenant_id: int, course_id: str) -> str:
    """Return the lane in which a course's grades are read."""
    return f"grades/{tenant_id}/{course_id}"


def keep_list(write: Write, who: Author, works: Sequence[Work]) -> None:
    """Keep what the learning system lists now; what is no longer there and does not count is forgotten."""
    ours, rated = _ours(write.conn, who), rated_by_us(write.conn, who.tenant_id, who.course_id)
    for one in works:
        if (one.work_id, one.title) in ours or is_rated(one, rated):
            continue
        named = {"title": one.title[:500], "kind": one.kind, "codes": list(one.codes), "listed_at": write.now}
        new = {"id": stable_id("graded", who.course_id, one.work_id), "counts": False}
        upsert(write.conn, t.graded_work, {**who.key, "work_id": one.work_id}, named, insert_only=new)
    write.conn.execute(
        delete(t.graded_work)
        .filter_by(**who.key, counts=False)
        .where(t.graded_work.c.work_id.not_in([one.work_id for one in works]), t.graded_work.c.activity_id.is_(None))
    )


def _ours(conn: Connection, who: Author) -> set[tuple[str, str]]:
    """Return (id there, title) of the assignments that are ours; an id alone may be that of another kind of thing."""
    rows = conn.execute(
        select(t.place.c.remote, t.place.c.wanted)
        .filter_by(**who.key, kind="assignment")
        .where(t.place.c.remote.is_not(None))
    )
    return {(str(row.remote["id"]), str(row.wanted.get("title", ""))) for row in rows}


def rated_by_us(conn: Connection, tenant_id: int, course_id: str) -> frozenset[str]:
    """Return identifiers and codes of the standards on which we ever rated learners there, or are about to."""
    rows = conn.scalars(select(t.place.c.wanted).filter_by(tenant_id=tenant_id, course_id=course_id, kind="standard"))
    return frozenset(one for wanted in rows for one in (wanted["key"], wanted["code"]) if one)


def is_rated(work: Any, rated: Collection[str]) -> bool:
    """Say whether a work is the rating of a standard of ours: what stands there may be what we wrote."""
    return bool(rated_on(work.work_id)) and not set(work.codes).isdisjoint(rated)


def listed(conn: Connection, tenant_id: int, course_id: str) -> list[Any]:
    """Return the works of a course, those that count first."""
    rows = conn.execute(
        select(t.graded_work)
        .filter_by(tenant_id=tenant_id, course_id=course_id)
        .order_by(t.graded_work.c.counts.desc(), t.graded_work.c.title, t.graded_work.c.id)
    )
    return list(rows)


def find(conn: Connection, tenant_id: int, course_id: str, graded_id: str) -> Any:
    """Return one work of a course; NotFound for any other."""
    row = conn.execute(select(t.graded_work).filter_by(tenant_id=tenant_id, course_id=course_id, id=graded_id)).first()
    if row is None:
        raise NotFound("no such graded work in this course")
    return row


def standards_of(conn: Connection, tenant_id: int, activity_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the standards for which these activities count."""
    found: dict[str, list[str]] = {}
    for row in conn.execute(
        select(t.alignment.c.activity_id, t.alignment.c.standard_id)
        .where(
            t.alignment.c.tenant_id == tenant_id, t.alignment.c.activity_id.in_(list(activity_ids)),
            t.alignment.c.confirmed_at.is_not(None),
        )
        .order_by(t.alignment.c.standard_id)
    ):  # fmt: skip
        found.setdefault(row.activity_id, []).append(row.standard_id)
    return found


def count(
    write: Write, settings: Settings, course: CourseInputs, who: Author, graded_id: str, standards: Sequence[str]
) -> None:
    """Let a work count for these standards of the course, and have it read now; for none it counts no more.

    BadRequest for a standard that the course has not. Statements of what was read before stay in the log.
    """
    row = find(write.conn, who.tenant_id, who.course_id, graded_id)
    if set(standards) - set(course.standards):
        raise BadRequest("a standard that this course has not")
    activity_id = row.activity_id or _activity(write, settings, who, row)
    write.conn.execute(delete(t.alignment).filter_by(tenant_id=who.tenant_id, activity_id=activity_id))
    confirmed = {"weight": 1.0, "source": "teacher", "confirmed_by": who.person_id, "confirmed_at": write.now}
    for one in dict.fromkeys(standards):
        own = {"tenant_id": who.tenant_id, "activity_id": activity_id, "standard_id": one}
        write.conn.execute(insert(t.alignment).values(**own, **confirmed))
    write.conn.execute(
        update(t.graded_work)
        .filter_by(**who.key, id=graded_id)
        .values(counts=bool(standards), activity_id=activity_id, by_person_id=who.person_id, trouble=None)
    )
    newer = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
    write.conn.execute(newer.values(version=t.course.c.version + 1))
    reread(write, who.tenant_id, [activity_id])
    write.wake(lane_of(who.tenant_id, who.course_id))


def _activity(write: Write, settings: Settings, who: Author, row: Any) -> str:
    """Store the activity under which statements speak of a work; no pathway offers it."""
    activity_id = stable_id("graded-activity", row.id)
    write.conn.execute(
        insert(t.activity).values(
            tenant_id=who.tenant_id, id=activity_id, iri=iri_of(settings, row.id), key=f"graded-{row.id}", kind=GRADED,
            style="practice", minutes=0, difficulty="medium", title={"en": row.title}, words={}, detail={},
            created_at=write.now,
        )
    )  # fmt: skip
    return activity_id


def iri_of(settings: Settings, graded_id: str) -> str:
    """Return the IRI under which statements speak of a work."""
    return f"{settings.base_url}/graded/{graded_id}"


def learners(conn: Connection, tenant_id: int, course_id: str) -> dict[str, MemberRef]:
    """Return the course's active learners by our id; nobody who only tries the course out (F30)."""
    rows = conn.execute(
        select(t.person.c.id, t.person.c.sub, t.person.c.lms_user_id)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.person.c.tenant_id) & (t.enrolment.c.person_id == t.person.c.id),
        )
        .where(
            t.person.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id, t.enrolment.c.role == "learner",
            t.enrolment.c.status == "active", t.person.c.is_test.is_(False),
        )
        .order_by(t.person.c.id)
    )  # fmt: skip
    return {row.id: MemberRef(row.sub, row.lms_user_id) for row in rows}

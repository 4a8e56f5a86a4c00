"""The rubric library of a course, with the school's to copy from: kept in versions, used by many activities.

A change makes a new version; results name the version they were given by and keep their points. A rubric that is
retired is offered to nothing new and goes on where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound, WaymarkError
from gateway.learn import rubrics as rules
from gateway.learn.rubrics import Problem, Rubric
from gateway.security import new_id
from gateway.services import audit
from gateway.services.drafts import Author


class RowInUse(WaymarkError):
    """A row of a rubric that a project's checkpoint is marked by would go."""

    code = "row-in-use"
    status = 409
    title = _("A project still asks for this row")
    hint = _("Give its checkpoint another row first, then take this one out.")
    audience = "teacher"
    retryable = False


@dataclass(frozen=True)
class Kept:
    """A rubric at its newest version; without `course_id` it is the school's. `uses`: activities of this course."""

    id: str
    course_id: str | None
    version: int
    rubric: Rubric
    retired: bool
    by: str | None
    uses: int = 0


def listed(conn: Connection, tenant_id: int, course_id: str) -> list[Kept]:
    """Return the rubrics of a course and the school's, by title; retired ones last."""
    mine = or_(t.rubric.c.course_id == course_id, t.rubric.c.course_id.is_(None))
    rows = conn.execute(_newest(tenant_id).where(mine)).all()
    uses = {
        row.rubric_id: row.n
        for row in conn.execute(
            select(t.rubric_use.c.rubric_id, func.count().label("n"))
            .filter_by(tenant_id=tenant_id, course_id=course_id)
            .group_by(t.rubric_use.c.rubric_id)
        )
    }
    found = [replace(_kept(row), uses=uses.get(row.id, 0)) for row in rows]
    return sorted(found, key=lambda one: (one.retired, one.rubric.title.casefold(), one.id))


def find(conn: Connection, who: Author, rubric_id: str) -> Kept:
    """Return a rubric that a course may use; NotFound for another course's."""
    row = conn.execute(_newest(who.tenant_id).where(t.rubric.c.id == rubric_id)).first()
    if row is None or row.course_id not in {who.course_id, None}:
        raise NotFound("no such rubric in this course")
    return _kept(row)


def own(conn: Connection, who: Author, rubric_id: str) -> Kept:
    """Return a rubric that belongs to the course itself; NotFound for any other, the school's too."""
    found = find(conn, who, rubric_id)
    if found.course_id != who.course_id:
        raise NotFound("not a rubric of this course")
    return found


def keep(write: Write, who: Author, rubric: Rubric, rubric_id: str = "") -> str:
    """Store a rubric, or a new version of one of the course; return its id. Nothing changes for equal content.

    InvalidInput lists what is wrong (`gateway.learn.rubrics.Problem`), NotFound for a standard that is not there,
    RowInUse where a row would go that a checkpoint asks for.
    """
    rubric = rules.fitted(rubric)
    wrong: Sequence[Problem] = rules.problems(rubric)
    if wrong:
        raise InvalidInput("the rubric cannot be used", problems=wrong)
    _check_standards(write.conn, who.tenant_id, rubric)
    if not rubric_id:
        return _new(write, who, rubric, who.course_id)
    before = own(write.conn, who, rubric_id)
    if before.rubric == rubric:
        return rubric_id
    gone = rules.lost(before.rubric, rubric, asked_for(write.conn, who, rubric_id))
    if gone:
        raise RowInUse("; ".join(sorted({title for _row, title in gone})), problems=gone)
    version = before.version + 1
    _version(write, who, rubric_id, version, rubric)
    row = update(t.rubric).filter_by(tenant_id=who.tenant_id, id=rubric_id)
    write.conn.execute(row.values(version=version))
    newer(write, who)
    _noted(write, who, "rubric-changed", rubric_id, version)
    return rubric_id


def copy(write: Write, who: Author, rubric_id: str, *, to_school: bool) -> str:
    """Copy a rubric into the course, or for the whole school; return the copy's id. Its rows have keys of their own."""
    found = find(write.conn, who, rubric_id).rubric
    fresh = replace(found, rows=tuple(replace(one, key=new_id()) for one in found.rows))
    return _new(write, who, fresh, None if to_school else who.course_id)


def retire(write: Write, who: Author, rubric_id: str, *, gone: bool) -> None:
    """Offer a rubric to nothing new, or again. The school's: only by whom it was given; NotFound for anybody else."""
    found = find(write.conn, who, rubric_id)
    if found.course_id is None and found.by != who.person_id:
        raise NotFound("another teacher gave this rubric to the school")
    row = update(t.rubric).filter_by(tenant_id=who.tenant_id, id=rubric_id)
    write.conn.execute(row.values(retired_at=write.now if gone else None))
    _noted(write, who, "rubric-retired" if gone else "rubric-back", rubric_id, found.version)


def used_for(conn: Connection, tenant_id: int, course_id: str) -> dict[str, str]:
    """Return the rubric of each activity of a course that has one."""
    rows = conn.execute(select(t.rubric_use).filter_by(tenant_id=tenant_id, course_id=course_id))
    return {row.activity_id: row.rubric_id for row in rows}


def use(write: Write, who: Author, activity_id: str, rubric_id: str) -> None:
    """Mark an activity by a rubric of the course from now on, by none where the id is empty; given results stay.

    NotFound for an activity the course does not offer and for a rubric that is not its own, or is retired.
    """
    here = {**who.key, "activity_id": activity_id}
    if write.conn.execute(select(t.course_activity.c.activity_id).filter_by(**here)).first() is None:
        raise NotFound(activity_id)
    stands = used_for(write.conn, who.tenant_id, who.course_id).get(activity_id, "")
    if stands == rubric_id:
        return
    if not rubric_id:
        write.conn.execute(delete(t.rubric_use).filter_by(**here))
    else:
        if own(write.conn, who, rubric_id).retired:
            raise NotFound("a retired rubric")
        upsert(write.conn, t.rubric_use, here, {"rubric_id": rubric_id})
    newer(write, who)


def newer(write: Write, who: Author) -> None:
    """Have the course's inputs read again."""
    course = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
    write.conn.execute(course.values(version=t.course.c.version + 1))


def asked_for(conn: Connection, who: Author, rubric_id: str) -> dict[str, list[str]]:
    """Return the titles of the checkpoints that ask for each row of a rubric, by the row's key; of what is offered."""
    rows = conn.execute(
        select(t.checkpoint.c.title, t.checkpoint.c.row_keys)
        .join(
            t.rubric_use,
            (t.rubric_use.c.tenant_id == t.checkpoint.c.tenant_id)
            & (t.rubric_use.c.course_id == t.checkpoint.c.course_id)
            & (t.rubric_use.c.activity_id == t.checkpoint.c.activity_id),
        )
        .join(
            t.course_activity,
            (t.course_activity.c.tenant_id == t.checkpoint.c.tenant_id)
            & (t.course_activity.c.course_id == t.checkpoint.c.course_id)
            & (t.course_activity.c.activity_id == t.checkpoint.c.activity_id),
        )
        .where(t.checkpoint.c.tenant_id == who.tenant_id, t.rubric_use.c.rubric_id == rubric_id)
        .order_by(t.checkpoint.c.position)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        for key in row.row_keys:
            found.setdefault(key, []).append(row.title)
    return found


def _newest(tenant_id: int) -> Any:
    version = t.rubric_version.c
    return (
        select(t.rubric, version.title, version.body)
        .join(
            t.rubric_version,
            (version.tenant_id == t.rubric.c.tenant_id)
            & (version.rubric_id == t.rubric.c.id)
            & (version.version == t.rubric.c.version),
        )
        .where(t.rubric.c.tenant_id == tenant_id)
    )


def _kept(row: Any) -> Kept:
    return Kept(
        row.id, row.course_id, row.version, rules.from_body(row.title, row.body), row.retired_at is not None,
        row.by_person_id,
    )  # fmt: skip


def _check_standards(conn: Connection, tenant_id: int, rubric: Rubric) -> None:
    wanted = {one for row in rubric.rows for one in row.standards}
    query = select(t.standard.c.id).where(t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(sorted(wanted)))
    if wanted - set(conn.scalars(query)):
        raise NotFound("a standard that is not there")


def _new(write: Write, who: Author, rubric: Rubric, course_id: str | None) -> str:
    rubric_id = new_id()
    write.conn.execute(
        insert(t.rubric).values(
            tenant_id=who.tenant_id, id=rubric_id, course_id=course_id, version=1, retired_at=None,
            by_person_id=who.person_id, made_at=write.now,
        )
    )  # fmt: skip
    _version(write, who, rubric_id, 1, rubric)
    _noted(write, who, "rubric-made", rubric_id, 1)
    return rubric_id


def _version(write: Write, who: Author, rubric_id: str, version: int, rubric: Rubric) -> None:
    write.conn.execute(
        insert(t.rubric_version).values(
            tenant_id=who.tenant_id, rubric_id=rubric_id, version=version, title=rubric.title,
            body=rules.to_body(rubric), by_person_id=who.person_id, made_at=write.now,
        )
    )  # fmt: skip


def _noted(write: Write, who: Author, what: str, rubric_id: str, version: int) -> None:
    about = {"course": who.course_id, "rubric": rubric_id, "version": version}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", what, about)

"""Say what should exist in the learning system: Places and Cells keep only the latest wanted version (R1, R2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from gateway.db import tables as t
from gateway.db.taking_part import out
from gateway.db.writer import Write
from gateway.security import new_id, stable_id
from lti.lms.base import AssignmentWanted, ColumnWanted
from lti.lms.own_views import StandardWanted


def column(write: Write, tenant_id: int, course_id: str, standard_id: str | None, wanted: ColumnWanted) -> str:
    """Want a gradebook column, for a standard or for none; return the id of its Place."""
    return _place(write, tenant_id, course_id, "column", wanted.key, asdict(wanted), standard_id=standard_id)


def assignment(
    write: Write, tenant_id: int, course_id: str, activity_id: str, wanted: AssignmentWanted, *, stopped: bool = False
) -> str:
    """Want an assignment for an activity; return the id of its Place. Nobody sees it before a Cell says who.

    `stopped`: keep it in mind for the day when the course writes; a Place that is there already stays as it is.
    """
    return _place(
        write, tenant_id, course_id, "assignment", wanted.key, asdict(wanted), stopped=stopped, activity_id=activity_id
    )


def standard(write: Write, tenant_id: int, course_id: str, standard_id: str, wanted: StandardWanted) -> str:
    """Want a standard in the learning system's own mastery views; return the id of its Place."""
    values = {**asdict(wanted), "levels": list(wanted.levels)}
    return _place(write, tenant_id, course_id, "standard", wanted.key, values, standard_id=standard_id)


def plans(write: Write, tenant_id: int, course_id: str, key: str, title: str) -> str:
    """Want plans of single students in a course; return the id of their Place."""
    values = {"key": key, "title": title, "text": ""}
    return _place(write, tenant_id, course_id, "plan", key, values)


def part(write: Write, tenant_id: int, course_id: str, part_id: str, standard_id: str, title: str) -> str:
    """Want a part of the learning system's course to open for single students; return the id of its Place."""
    values = {"part": part_id, "title": title, "standard": standard_id}
    return _place(write, tenant_id, course_id, "part", f"waymark-part-{part_id}"[:255], values)


def _place(
    write: Write, tenant_id: int, course_id: str, kind: str, key: str, wanted: Mapping[str, Any], *,
    stopped: bool = False, **about: str | None,
) -> str:  # fmt: skip
    natural = {"tenant_id": tenant_id, "course_id": course_id, "kind": kind, "key": key}
    row = write.conn.execute(select(t.place).filter_by(**natural)).first()
    if row is not None:
        if row.wanted != wanted:
            write.conn.execute(update(t.place).filter_by(tenant_id=tenant_id, id=row.id).values(wanted=wanted))
        return str(row.id)
    place_id = stable_id("place", course_id, kind, key)
    platform_id = write.conn.scalar(select(t.course.c.platform_id).filter_by(tenant_id=tenant_id, id=course_id))
    write.conn.execute(
        insert(t.place).values(
            **natural, **about, id=place_id, platform_id=platform_id, wanted=wanted, tries=0,
            state="stopped" if stopped else "waiting",
            next_at=None if stopped else _in_turn(write, tenant_id, course_id),
        )
    )  # fmt: skip
    if not stopped:
        write.wake(f"deliver/{platform_id}")
    return place_id


def _in_turn(write: Write, tenant_id: int, course_id: str) -> datetime:
    """Return when a new Place is due: now, and after those before it, so that columns stand in the pathway's order."""
    before = write.conn.scalar(
        select(func.count()).select_from(t.place).filter_by(tenant_id=tenant_id, course_id=course_id)
    )
    return write.now + timedelta(microseconds=before or 0)


def cell(write: Write, tenant_id: int, place_id: str, person_id: str, wanted: Mapping[str, Any] | None) -> bool:
    """Want a value for one learner (None: absent); False when it is what is wanted or sent already (F18).

    So it is where nothing may be written for the learner.
    """
    key = {"tenant_id": tenant_id, "place_id": place_id, "person_id": person_id}
    row = write.conn.execute(select(t.cell).filter_by(**key)).first()
    if wanted is not None and _has_no_grades(write, tenant_id, person_id):
        return False
    if row is None:
        if wanted is None:
            return False
        write.conn.execute(
            insert(t.cell).values(**key, wanted=wanted, version=1, state="waiting", tries=0, next_at=write.now)
        )
        _wake(write, tenant_id, place_id)
        return True
    if _same(row.wanted, wanted):
        return False
    if row.state == "waiting":
        note(write, tenant_id, place_id, person_id, "superseded", row.wanted, row.version)
    settled = row.sent_version is not None and _same(row.sent, wanted) and not row.tried
    write.conn.execute(
        update(t.cell)
        .filter_by(**key)
        .values(
            wanted=wanted, version=row.version + 1, tries=0,
            state=row.state if row.state == "held" else "sent" if settled else "waiting",
            next_at=None if settled else write.now,
        )
    )  # fmt: skip
    if not settled:
        _wake(write, tenant_id, place_id)
    return True


def note(
    write: Write, tenant_id: int, place_id: str, person_id: str, outcome: str, value: Mapping[str, Any] | None,
    version: int | None = None,
) -> None:  # fmt: skip
    """Keep in the history of a cell what became of a value that was not sent; the same again is kept once."""
    key = {"tenant_id": tenant_id, "place_id": place_id, "person_id": person_id}
    last = write.conn.execute(
        select(t.attempt.c.outcome, t.attempt.c.value).filter_by(**key).order_by(t.attempt.c.at.desc()).limit(1)
    ).first()
    if last is not None and last.outcome == outcome and _same(last.value, value):
        return
    write.conn.execute(
        insert(t.attempt).values(
            **key, id=new_id(), version=version, at=write.now, outcome=outcome, value=value, detail=""
        )
    )


def forget_place(write: Write, tenant_id: int, place_id: str) -> None:
    """Stop wanting anything at a Place: what stands in the learning system stays, nothing more is sent."""
    write.conn.execute(
        update(t.place).filter_by(tenant_id=tenant_id, id=place_id).values(state="stopped", next_at=None)
    )


def forget_person(write: Write, tenant_id: int, person_id: str) -> None:
    """Stop wanting anything for somebody; nothing that waits is sent, what stands in the learning system stays."""
    write.conn.execute(
        update(t.cell)
        .where(t.cell.c.tenant_id == tenant_id, t.cell.c.person_id == person_id, t.cell.c.state != "sent")
        .values(wanted=None, state="idle", next_at=None)
    )


def _same(left: Mapping[str, Any] | None, right: Mapping[str, Any] | None) -> bool:
    """Compare what would be seen: a new comment alone is no reason to write a grade again (F18)."""
    if left is None or right is None:
        return left is right
    return all(
        left.get(name) == right.get(name) for name in ("value", "maximum", "assigned", "for", "due", "standards")
    )


def _has_no_grades(write: Write, tenant_id: int, person_id: str) -> bool:
    """Nothing is ever queued for a test student (F30), nor for somebody who takes no part."""
    person = t.person.c
    none = or_(person.is_test, person.id.in_(out(tenant_id)))
    return bool(write.conn.scalar(select(none).where(person.tenant_id == tenant_id, person.id == person_id)))


def _wake(write: Write, tenant_id: int, place_id: str) -> None:
    platform_id = write.conn.scalar(select(t.place.c.platform_id).filter_by(tenant_id=tenant_id, id=place_id))
    write.wake(f"deliver/{platform_id}")

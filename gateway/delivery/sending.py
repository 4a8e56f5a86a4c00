"""One version of one Cell on its way: its timestamp and what is being tried are kept before the call (R3, F10, F11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import halted, plans
from gateway.delivery.places import remote_of
from lti.lms.base import MemberRef, Remote

PACE = timedelta(seconds=2)
"""A cell is sent at most this often; what came in between is skipped, the newest wins (F13)."""

STEP = timedelta(seconds=1)

AFTER_PARTS = timedelta(minutes=1)
"""So long a plan waits for its standards, each time one of them is not there yet."""


@dataclass(frozen=True)
class Sending:
    """One version of one cell, ready to go: everything needed without the database."""

    key: Mapping[str, Any]
    version: int
    wanted: Mapping[str, Any] | None
    sent: Mapping[str, Any] | None
    tried: Sequence[Mapping[str, Any]]
    stamp: datetime
    tries: int
    member: MemberRef
    place: Remote
    kind: str
    title: str
    remote: Mapping[str, Any] | None
    course_id: str
    halted: bool
    """Whether this is the day's one try of a course that takes nothing (F31)."""
    about: Mapping[str, Any]
    """What the Place wants."""
    parts: Mapping[str, Remote]
    """Of a plan: the standards it may consist of, by their Place."""
    found: list[str] = field(default_factory=list)
    """`equal` once the gradebook was seen to show the value already."""


def begin(write: Write, row: Any, mine: Any) -> Sending | None:
    """Fix the version's timestamp before its first send; it rises by at least a second (R3, F15).

    None where there is nothing to send any more: a round takes a while, and a teacher may have switched off meanwhile.
    """
    mine.check(write)
    key = {"tenant_id": row.tenant_id, "place_id": row.place_id, "person_id": row.person_id}
    cell = write.conn.execute(select(t.cell).filter_by(**key)).one()
    place = write.conn.execute(select(t.place).filter_by(tenant_id=row.tenant_id, id=row.place_id)).one()
    if cell.state != "waiting" or place.state != "there":
        return None
    trouble = halted.trouble(write.conn, row.tenant_id, place.course_id)
    until = halted.until(trouble, write.now)
    if until is not None:
        values = {"next_at": until, "reason": {"code": trouble["code"] if trouble else ""}}
        write.conn.execute(update(t.cell).filter_by(**key).values(**values))
        return None
    if cell.sent_at is not None and cell.sent_at <= write.now < cell.sent_at + PACE:
        write.conn.execute(update(t.cell).filter_by(**key).values(next_at=cell.sent_at + PACE))
        return None
    parts = plans.parts(write.conn, place, cell.wanted) if place.kind == plans.KIND else {}
    if parts is None:
        write.conn.execute(update(t.cell).filter_by(**key).values(next_at=write.now + AFTER_PARTS))
        return None
    stamp = cell.stamp
    if cell.stamp_version != cell.version:
        earliest = cell.stamp + STEP if cell.stamp is not None else write.now
        stamp = max(write.now, earliest)
    tried = [*(cell.tried or ())]
    mark = value_of(cell.wanted)
    values = {"stamp": stamp, "stamp_version": cell.version, "tried": tried if mark in tried else [*tried, mark]}
    write.conn.execute(update(t.cell).filter_by(**key).values(**values))
    return Sending(
        key=key, version=cell.version, wanted=cell.wanted, sent=cell.sent, tried=tried, stamp=stamp,
        tries=cell.tries, member=MemberRef(row.sub, row.lms_user_id), place=remote_of(place.remote),
        kind=place.kind, title=str(place.wanted.get("title", "")), remote=cell.remote,
        course_id=place.course_id, halted=trouble is not None,
        about=place.wanted, parts=parts,
    )  # fmt: skip


def value_of(wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what of a wanted value can be seen in the gradebook; {} is an empty cell."""
    return {name: one for name, one in (wanted or {}).items() if name in {"value", "maximum", "assigned"}}

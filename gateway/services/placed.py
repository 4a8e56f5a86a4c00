"""What was placed is found again: by the id that a launch brings back, in the course it was placed in or a copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Connection, select, union, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from lti.claims import Launch

CUSTOM = "waymark_link"
"""Name of our id in a link's custom parameters: lower case, as some learning systems know no other (U21)."""

ADDRESS = "link"
"""Name of our id in a link's address."""

TAG = "waymark-link"
"""Tag of a placed link's column, and how its `resourceId` begins."""

PATH, ACTIVITY, SET = "path", "activity", "set"
"""What a link opens: My path, one activity, or several."""


@dataclass(frozen=True)
class Placed:
    """One placed link: what it opens, and the points of its column where it has one."""

    id: str
    kind: str
    activities: tuple[str, ...]
    title: str
    maximum: int | None

    @property
    def only(self) -> str:
        """The one activity it opens; empty for the pathway or a set."""
        return self.activities[0] if self.kind == ACTIVITY else ""


Columns = Callable[[Write, Any, str, str], None]
"""Told of (row of the link, course, column) for each graded link whose column a launch names."""


def arrived(write: Write, tenant_id: int, course_id: str, launch: Launch, columns: Columns) -> Placed | None:
    """Return what a launch opens, and remember where the learning system keeps it; None for any other launch.

    The id in the custom parameters comes first: addresses are sometimes edited. Ids of other schools are not found.
    """
    row = _named(write.conn, tenant_id, launch)
    if row is None:
        return None
    if launch.resource_link is not None:
        column = launch.ags.lineitem if launch.ags else None
        if _remember(write, row, course_id, launch.resource_link.id, column) and column and row.maximum is not None:
            columns(write, row, course_id, column)
    return _of(row)


def home(conn: Connection, tenant_id: int, launch: Launch) -> str | None:
    """Return the course in which the link of a launch was placed; a copy of the link tells the same (F33)."""
    row = _named(conn, tenant_id, launch)
    return None if row is None else str(row.course_id)


def _named(conn: Connection, tenant_id: int, launch: Launch) -> Any:
    named = launch.custom.get(CUSTOM) or parse_qs(urlsplit(launch.target).query).get(ADDRESS, [""])[0]
    return conn.execute(select(t.placed).filter_by(tenant_id=tenant_id, id=named)).first() if named else None


def _remember(write: Write, row: Any, course_id: str, resource_link_id: str, column: str | None) -> bool:
    """Keep the learning system's id of a link and its column; return whether something of it is new.

    The first launch from a copied course makes the link known there.
    """
    key = {"tenant_id": row.tenant_id, "placed_id": row.id, "course_id": course_id}
    rows = write.conn.execute(select(t.placed_link.c.resource_link_id, t.placed_link.c.lineitem_url).filter_by(**key))
    known = {one.resource_link_id: one.lineitem_url for one in rows}
    if not known and course_id != row.course_id:
        newer = update(t.course).filter_by(tenant_id=row.tenant_id, id=course_id)
        write.conn.execute(newer.values(version=t.course.c.version + 1))
    new = resource_link_id not in known or bool(column and known[resource_link_id] != column)
    if new:
        upsert(
            write.conn, t.placed_link, {**key, "resource_link_id": resource_link_id}, {"lineitem_url": column},
            insert_only={"opened_at": write.now},
        )  # fmt: skip
    return new


def _of(row: Any) -> Placed:
    return Placed(row.id, row.kind, tuple(row.activities), row.title, row.maximum)


def in_course(conn: Connection, tenant_id: int, course_id: str) -> list[Placed]:
    """Return what was placed in a course or came into it with a copy, oldest first."""
    own = select(t.placed.c.id).filter_by(tenant_id=tenant_id, course_id=course_id)
    brought = select(t.placed_link.c.placed_id).filter_by(tenant_id=tenant_id, course_id=course_id)
    rows = conn.execute(
        select(t.placed)
        .where(t.placed.c.tenant_id == tenant_id, t.placed.c.id.in_(union(own, brought)))
        .order_by(t.placed.c.made_at, t.placed.c.id)
    )
    return [_of(row) for row in rows]


def find(conn: Connection, tenant_id: int, course_id: str, placed_id: str) -> Placed | None:
    """Return one of a course's placed links; None for one that is not there."""
    return next((one for one in in_course(conn, tenant_id, course_id) if one.id == placed_id), None)


def activities(conn: Connection, tenant_id: int, course_id: str) -> list[str]:
    """Return the ids of the activities that the course's placed links open, each once."""
    found = (one for link in in_course(conn, tenant_id, course_id) for one in link.activities)
    return list(dict.fromkeys(found))

"""A course that was copied in the learning system, and the course from which its set-up may be taken (F33).

What launches tell is looked at in this order: the ids of the courses it was copied from, the ids of the links the
clicked one was copied from, our own id in a placed link, and a link that stands in another course as well, as
those of linked sections do. Only courses of the same school and the same registration count; of several the nearest
that has a set-up. Nothing is taken here: teachers decide (`gateway.services.take_over`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from gateway.db import tables as t
from gateway.db.driver import rows_of
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.services import placed
from lti.claims import Launch
from lti.roles import STAFF

STANDING = ("draft", "published")

COURSE, LINK, MARK, SHARED = "course", "link", "mark", "shared"
"""By what a course was found: its history, a link's history, our own mark, a link that both have."""

_BEGUN = (
    "SELECT 1 FROM pathway WHERE pathway.tenant_id = ? AND pathway.course_id = ?"
    " UNION ALL SELECT 1 FROM course_copy WHERE course_copy.tenant_id = ? AND course_copy.course_id = ?"
    " AND course_copy.answer IS NOT NULL"
)
"""A teacher's every launch asks; to build a statement takes longer than to run it."""


def seen(write: Write, tenant_id: int, course_id: str, launch: Launch, *, known: bool) -> None:
    """Remember the link of a launch, unless it is `known`; at a teacher's, look whether a course without set-up is a
    copy of another.
    """
    link = launch.resource_link
    if link is not None and not known:
        key = {"tenant_id": tenant_id, "course_id": course_id, "link_id": link.id}
        upsert(write.conn, t.course_link, key, {}, insert_only={"title": link.title, "since": write.now})
    if launch.role not in STAFF or not blank(write.conn, tenant_id, course_id):
        return
    found = _source(write.conn, tenant_id, course_id, launch)
    if found is None or found == _known(write.conn, tenant_id, course_id):
        return
    source_id, found_by = found
    row = {"source_id": source_id, "found_by": found_by, "found_at": write.now}
    upsert(write.conn, t.course_copy, {"tenant_id": tenant_id, "course_id": course_id}, row)


def blank(conn: Connection, tenant_id: int, course_id: str) -> bool:
    """Say whether nobody began to set a course up, nor decided about what it was copied from."""
    return not rows_of(conn, _BEGUN, (tenant_id, course_id, tenant_id, course_id))


def _known(conn: Connection, tenant_id: int, course_id: str) -> tuple[str, str] | None:
    key = {"tenant_id": tenant_id, "course_id": course_id}
    row = conn.execute(select(t.course_copy.c.source_id, t.course_copy.c.found_by).filter_by(**key)).first()
    return (row.source_id, row.found_by) if row else None


def _source(conn: Connection, tenant_id: int, course_id: str, launch: Launch) -> tuple[str, str] | None:
    """Return (course, found by) of the nearest course with a set-up, None where there is none."""
    for found_by, ids in _candidates(conn, tenant_id, launch):
        for one in ids:
            if one != course_id and _set_up(conn, tenant_id, one):
                return one, found_by
    return None


def _candidates(conn: Connection, tenant_id: int, launch: Launch) -> Iterator[tuple[str, Sequence[str]]]:
    """Give our ids of possible courses, the surest kind first, the nearest of each kind first."""
    link, ours = launch.resource_link, _Ours(conn, tenant_id, launch.platform.id)
    if launch.context and launch.context.history:
        found = ours.courses(t.course.c.context_id.in_(launch.context.history))
        yield COURSE, [found[one] for one in launch.context.history if one in found]
    if link and link.history:
        named = ours.links(link.history)
        yield LINK, [one for former in link.history for one in named.get(former, ())]
    home = placed.home(conn, tenant_id, launch)
    if home is not None:
        yield MARK, sorted(ours.courses(t.course.c.id == home).values())
    if link:
        yield SHARED, ours.links([link.id], launch.deployment_id).get(link.id, ())


class _Ours:
    """Courses of one school and one registration: no other one is ever offered."""

    def __init__(self, conn: Connection, tenant_id: int, platform_id: str) -> None:
        self.conn = conn
        self.tenant_id = tenant_id
        self.here = (t.course.c.tenant_id == tenant_id, t.course.c.platform_id == platform_id)

    def courses(self, which: ColumnElement[bool]) -> dict[str, str]:
        """Return our ids by the learning system's."""
        rows = self.conn.execute(select(t.course.c.context_id, t.course.c.id).where(*self.here, which))
        return {row.context_id: row.id for row in rows}

    def links(self, ids: Sequence[str], deployment_id: str | None = None) -> dict[str, list[str]]:
        """Return the courses in which each link was seen, the one seen first at the front."""
        query = (
            select(t.course_link.c.link_id, t.course_link.c.course_id)
            .join(
                t.course,
                (t.course.c.tenant_id == t.course_link.c.tenant_id) & (t.course.c.id == t.course_link.c.course_id),
            )
            .where(*self.here, t.course_link.c.tenant_id == self.tenant_id, t.course_link.c.link_id.in_(ids))
            .order_by(t.course_link.c.since, t.course_link.c.course_id)
        )  # fmt: skip
        if deployment_id is not None:  # the id of a link is sure to name one link only within a deployment
            query = query.where(t.course.c.deployment_id == deployment_id)
        found: dict[str, list[str]] = {}
        for row in self.conn.execute(query):
            found.setdefault(row.link_id, []).append(row.course_id)
        return found


def _set_up(conn: Connection, tenant_id: int, course_id: str) -> bool:
    """Say whether a course has a pathway or a draft from which something could be taken."""
    query = select(t.pathway.c.body).where(
        t.pathway.c.tenant_id == tenant_id, t.pathway.c.course_id == course_id, t.pathway.c.state.in_(STANDING)
    )
    return any(body.get("units") or body.get("standards") for body in conn.scalars(query))


def links_of(conn: Connection, tenant_id: int, course_id: str) -> list[Any]:
    """Return the links of a course that launches named, oldest first."""
    query = select(t.course_link).filter_by(tenant_id=tenant_id, course_id=course_id)
    return list(conn.execute(query.order_by(t.course_link.c.since, t.course_link.c.link_id)))

"""Find a person of this school for an admin who has to choose one: by course, by part of the name, or by an id.

Names are told only here, when somebody asks, and each time that is in the audit log (P14, P15).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import audit

MOST = 50
"""People on one page; more are found by a longer part of the name."""


@dataclass(frozen=True)
class Pick:
    """One person to choose: the name where the learning system sent one, its name and its id of them."""

    person_id: str
    name: str
    platform: str
    their_id: str


def people(conn: Connection, tenant_id: int, *, course_id: str = "", name: str = "") -> list[Pick]:
    """Return people of a course, or of all courses, whose name holds these words; one more than MOST says "more"."""
    query = _query().where(t.person.c.tenant_id == tenant_id)
    if course_id:
        here = select(t.enrolment.c.person_id).where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id
        )
        query = query.where(t.person.c.id.in_(here))
    for word in name.split():
        query = query.where(t.person_name.c.name.icontains(word, autoescape=True))
    rows = conn.execute(query.order_by(t.person_name.c.name, t.person.c.id).limit(MOST + 1))
    return [_pick(row) for row in rows]


def those(conn: Connection, tenant_id: int, ids: Sequence[str]) -> list[Pick]:
    """Return people by our ids."""
    query = _query().where(t.person.c.tenant_id == tenant_id, t.person.c.id.in_(ids))
    return [_pick(row) for row in conn.execute(query.order_by(t.person_name.c.name, t.person.c.id))]


def by_id(conn: Connection, tenant_id: int, text: str) -> list[str]:
    """Return our ids of the people whose id, here, in records or in their learning system, is exactly this."""
    columns = t.person.c
    same = [one == text for one in (columns.id, columns.account, columns.lms_user_id, columns.sourcedid, columns.sub)]
    return list(conn.scalars(select(columns.id).where(columns.tenant_id == tenant_id, or_(*same)).order_by(columns.id)))


def shown(write: Write, tenant_id: int, who: str, found: Sequence[Pick], course_id: str = "") -> None:
    """Note that somebody saw these people's names."""
    about = {"people": [one.person_id for one in found], "course": course_id or None}
    audit.record(write, tenant_id, who, "names-shown", about)


def _query() -> Any:
    named = (t.person_name.c.tenant_id == t.person.c.tenant_id) & (t.person_name.c.person_id == t.person.c.id)
    return (
        select(
            t.person.c.id, t.person.c.sub, t.person.c.lms_user_id, t.person_name.c.name,
            t.platform.c.name.label("platform"),
        )
        .outerjoin(t.person_name, named)
        .join(t.platform, t.platform.c.id == t.person.c.platform_id)
    )  # fmt: skip


def _pick(row: Any) -> Pick:
    return Pick(row.id, row.name or "", row.platform, row.lms_user_id or row.sub)

"""Whom a teacher's launch may see, where the learning system limits somebody to sections: their students, nobody else.

Class lists name everybody all the same, so the limit is ours to keep. It is fixed with the session.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import stable_id
from lti.claims import Launch
from lti.lms.access import SECTION_IDS, SECTION_LIMIT
from lti.roles import STAFF


def keep(write: Write, tenant_id: int, handle: str, course_id: str | None, launch: Launch) -> None:
    """Limit a new session to the sections that its launch names; limited without one, it sees no student."""
    if course_id is None or launch.role not in STAFF or launch.custom.get(SECTION_LIMIT, "").lower() != "true":
        return
    named = (one.strip() for one in launch.custom.get(SECTION_IDS, "").split(","))
    sections = [stable_id("section", course_id, one) for one in named if one]
    write.conn.execute(update(t.session).filter_by(tenant_id=tenant_id, id=handle).values(sections=sections))


def outside(conn: Connection, tenant_id: int, course_id: str, sections: Iterable[str], people: Iterable[str]) -> bool:
    """Say whether one of these people is in none of the sections."""
    wanted, seen = set(people), set(sections)
    rows = conn.execute(
        select(t.enrolment.c.person_id, t.enrolment.c.sections)
        .filter_by(tenant_id=tenant_id, course_id=course_id)
        .where(t.enrolment.c.person_id.in_(sorted(wanted)))
    )
    return bool(wanted - {row.person_id for row in rows if seen & set(row.sections)})

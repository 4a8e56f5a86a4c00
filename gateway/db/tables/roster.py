"""What changed in class lists, and whom an observer's session may look at."""

from __future__ import annotations

from sqlalchemy import Column, Index, String

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Moment

roster_change = tenant_table(
    "roster_change",
    Column("course_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("before", String(16)),
    Column("after", String(16)),
    to("course", "course_id"),
    to("person", "person_id"),
)
"""One difference between two complete class lists (F32). `kind`: joined, left, back, role; of the last, the roles."""

observing = tenant_table(
    "observing",
    Column("session_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    to("session", "session_id"),
    keys=("session_id", "person_id"),
)
"""The students that an observer's launch named, fixed with the session (P13). They need not be known here yet."""

Index("ix_roster_change_course", roster_change.c.tenant_id, roster_change.c.course_id, roster_change.c.at)
Index("ix_roster_change_person", roster_change.c.tenant_id, roster_change.c.person_id)
Index("ix_observing_person", observing.c.tenant_id, observing.c.person_id)

"""What a course's gradebook as a whole does: takes nothing any more, or was compared with what we sent."""

from __future__ import annotations

from sqlalchemy import Column

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

gradebook = tenant_table(
    "gradebook",
    Column("course_id", Id, primary_key=True),
    Column("trouble", Json),
    Column("compared_at", Moment),
    to("course", "course_id"),
    keys=("course_id",),
)
"""`trouble`: code, since and next_at (times in text) while the course as such takes no grades (F31). `compared_at`:
when a teacher last asked for everything to be compared with the gradebook (F34). No row is the usual case."""

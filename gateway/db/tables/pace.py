"""When students are not here: their own dates move by it."""

from __future__ import annotations

from sqlalchemy import Column, Date

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Moment

days_away = tenant_table(
    "days_away",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date, nullable=False),
    Column("by_person_id", Id),
    Column("at", Moment, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "person_id", "from_day"),
)
"""Days on which a student is not here, both ends included; why is written nowhere."""

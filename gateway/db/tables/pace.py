"""Days of a class: when students are not here, and at which station of a lesson they begin."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer

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

station_seat = tenant_table(
    "station_seat",
    Column("course_id", Id, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("station", Integer, nullable=False),
    Column("standard_id", Id),
    Column("activity_id", Id),
    Column("at", Moment, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "day", "person_id"),
)
"""At which station (from 1) a student begins in the lesson of a day, with what the station is about (None: one's own
path) and the activity that is marked there. Kept, so that marks entered meanwhile move nobody."""

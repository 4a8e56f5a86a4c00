"""Links that teachers place into a course from our picker (deep linking)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Text

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

picking = tenant_table(
    "picking",
    Column("deployment_id", String(255), nullable=False),
    Column("platform_id", Id, nullable=False),
    Column("request", Json, nullable=False),
    to("session", "id"),
)
"""What the learning system asked for when it opened the picker; goes with the session of the same id."""

placed = tenant_table(
    "placed",
    Column("course_id", Id, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("activities", Json, nullable=False),
    Column("title", Text, nullable=False),
    Column("maximum", Integer),
    Column("made_at", Moment, nullable=False),
    to("course", "course_id"),
)
"""A link that was handed to the learning system; whether it was made there shows only when somebody opens it.

`kind`: path, activity, set. `activities`: our ids of what it opens. `maximum`: points of its column, none where it is
not graded. Its id travels in the link itself and comes back with every launch, also from a copy of the course."""

placed_link = tenant_table(
    "placed_link",
    Column("placed_id", Id, primary_key=True),
    Column("course_id", Id, primary_key=True),
    Column("resource_link_id", String(255), primary_key=True),
    Column("lineitem_url", Text),
    Column("opened_at", Moment, nullable=False),
    to("placed", "placed_id"),
    to("course", "course_id"),
    keys=("placed_id", "course_id", "resource_link_id"),
)
"""Where a placed link was found again, by its launches: the learning system's id of it, and its column there."""

Index("ix_placed_course", placed.c.tenant_id, placed.c.course_id)
Index("ix_placed_link_course", placed_link.c.tenant_id, placed_link.c.course_id)

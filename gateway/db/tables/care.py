"""What is arranged for one student: taking no part, and what helps, said as what to do."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Text

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

opt_out = tenant_table(
    "opt_out",
    Column("person_id", Id, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_who", Text),
    Column("ended_at", Moment),
    to("person", "person_id"),
)
"""A student of whom nothing is recorded from `at` until `ended_at`, in every course; `who` and `ended_who` as in
the audit log."""

person_support = tenant_table(
    "person_support",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("value", Json, nullable=False),
    Column("by_person_id", Id),
    Column("at", Moment, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "person_id", "kind"),
)
"""What to do for a student in a course, never why: extra_time, fewer_items, read_aloud, language, no_timer."""

Index("ix_opt_out_person", opt_out.c.tenant_id, opt_out.c.person_id)

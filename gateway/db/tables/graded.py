"""Work that learning systems grade themselves, which of it counts, and which statement stands for whose grade."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, LargeBinary, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

graded_work = tenant_table(
    "graded_work",
    Column("course_id", Id, nullable=False),
    Column("work_id", String(255), nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("codes", Json, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("activity_id", Id),
    Column("by_person_id", Id),
    Column("listed_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("trouble", Json),
    to("course", "course_id"),
    UniqueConstraint("tenant_id", "course_id", "work_id"),
)
"""`codes` are standards that the learning system names beside it. `counts` is a teacher's choice, made by
`by_person_id`; `activity_id` is ours for it, aligned to what the teacher chose. `trouble`: why it could not be read."""

read_grade = tenant_table(
    "read_grade",
    Column("graded_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("mark", String(64), nullable=False),
    Column("statement_id", LargeBinary(16), nullable=False),
    to("graded_work", "graded_id"),
    to("person", "person_id"),
    keys=("graded_id", "person_id"),
)
"""The statement that stands for a grade as it was read last; `mark` is a digest of that grade."""

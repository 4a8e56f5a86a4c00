"""Rubrics with their versions, which activities they mark, and what lessons and projects consist of."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

rubric = tenant_table(
    "rubric",
    Column("course_id", Id),
    Column("version", Integer, nullable=False),
    Column("retired_at", Moment),
    Column("by_person_id", Id),
    Column("made_at", Moment, nullable=False),
    to("course", "course_id"),
)
"""`version` is the newest; without a course it is the school's, to be copied into courses."""

rubric_version = tenant_table(
    "rubric_version",
    Column("rubric_id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("by_person_id", Id),
    Column("made_at", Moment, nullable=False),
    to("rubric", "rubric_id"),
    keys=("rubric_id", "version"),
)
"""A rubric at one time; results name the version by which they were given. `body`: `gateway.learn.rubrics`."""

rubric_use = tenant_table(
    "rubric_use",
    Column("course_id", Id, primary_key=True),
    Column("activity_id", Id, primary_key=True),
    Column("rubric_id", Id, nullable=False),
    to("course", "course_id"),
    to("activity", "activity_id"),
    to("rubric", "rubric_id"),
    keys=("course_id", "activity_id"),
)
"""The rubric by which an activity is marked in a course."""

marked_row = tenant_table(
    "marked_row",
    Column("course_id", Id, nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("part", String(32), nullable=False),
    Column("rubric_id", Id, nullable=False),
    Column("row_key", String(32), nullable=False),
    to("activity", "id"),
    to("course", "course_id"),
    to("activity", "activity_id"),
)
"""The activity (its id is this row's) about which statements speak when an activity is marked by one row of a rubric.
It counts for that row's standards. `part` is the id of a project's checkpoint, else empty."""

lesson_style = tenant_table(
    "lesson_style",
    Column("course_id", Id, nullable=False),
    Column("lesson_id", Id, nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("position", Integer, nullable=False),
    Column("starts_on", String(10)),
    to("course", "course_id"),
    to("activity", "lesson_id"),
    to("activity", "activity_id"),
    UniqueConstraint("tenant_id", "course_id", "activity_id"),
)
"""One style of a lesson is one activity of the course; before `starts_on` (an ISO day) it is not offered."""

checkpoint = tenant_table(
    "checkpoint",
    Column("course_id", Id, nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("row_keys", Json, nullable=False),
    to("course", "course_id"),
    to("activity", "activity_id"),
)
"""One stop of a project, in order: its ISO day, what to bring, and the rows of the project's rubric that mark it."""

Index("ix_rubric_course", rubric.c.tenant_id, rubric.c.course_id)
Index("ix_rubric_use_rubric", rubric_use.c.tenant_id, rubric_use.c.rubric_id)
Index("ix_marked_row_course", marked_row.c.tenant_id, marked_row.c.course_id)
Index("ix_marked_row_activity", marked_row.c.tenant_id, marked_row.c.activity_id)
Index("ix_lesson_style_course", lesson_style.c.tenant_id, lesson_style.c.course_id)
Index("ix_lesson_style_lesson", lesson_style.c.tenant_id, lesson_style.c.lesson_id)
Index("ix_checkpoint_activity", checkpoint.c.tenant_id, checkpoint.c.activity_id)

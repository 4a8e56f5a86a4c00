"""Courses that were copied in the learning system: which links were seen where, and what their teachers decided."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Text

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Moment

course_link = tenant_table(
    "course_link",
    Column("course_id", Id, primary_key=True),
    Column("link_id", String(255), primary_key=True),
    Column("title", Text),
    Column("since", Moment, nullable=False),
    to("course", "course_id"),
    keys=("course_id", "link_id"),
)
"""A resource link as launches named it; its copy names this id in its history (F33)."""

course_copy = tenant_table(
    "course_copy",
    Column("course_id", Id, primary_key=True),
    Column("source_id", Id, nullable=False),
    Column("found_by", String(8), nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("answer", String(8)),
    Column("answered_at", Moment),
    Column("by_person_id", Id),
    to("course", "course_id"),
    to("course", "source_id"),
    keys=("course_id",),
)
"""A course whose set-up could be taken from `source_id`. `found_by`: course, link, mark, shared. `answer`: taken,
fresh; none while nobody was asked or has decided."""

Index("ix_course_link_link", course_link.c.tenant_id, course_link.c.link_id)

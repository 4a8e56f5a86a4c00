"""How statements come to count for standards beside single alignments: rules, what lies in what, decisions."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Text

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Moment

align_rule = tenant_table(
    "align_rule",
    Column("prefix", Text, nullable=False),
    Column("verb", Text),
    Column("pointer", Text),
    Column("value", Text),
    Column("standard_id", Id),
    Column("weight", Float, nullable=False),
    Column("by_person_id", Id),
    Column("made_at", Moment, nullable=False),
    to("standard", "standard_id"),
)
"""Statements about an activity whose id begins with `prefix` count for the standard; only those with this `verb`, and
with this `value` at the JSON `pointer`, where these are set. Without a standard the pointer's value names it."""

nested = tenant_table(
    "nested",
    Column("activity_id", Id, primary_key=True),
    Column("within_id", Id, primary_key=True),
    to("activity", "activity_id"),
    keys=("activity_id", "within_id"),
)
"""A question that is part of a unit, block or course, by the ids that their IRIs have here: what the question counts
for, the larger one's own result does not count for again."""

align_choice = tenant_table(
    "align_choice",
    Column("course_id", Id),
    Column("iri", Text, nullable=False),
    Column("standard_id", Id, nullable=False),
    Column("choice", String(12), nullable=False),
    Column("source", String(16), nullable=False),
    Column("place", Integer),
    Column("by_person_id", Id),
    Column("at", Moment, nullable=False),
    to("standard", "standard_id"),
)
"""Every decision about what an activity counts for: accepted, refused, off. `place`: which suggestion, from 1."""

Index("ix_nested_within", nested.c.tenant_id, nested.c.within_id)
Index("ix_align_choice_standard", align_choice.c.tenant_id, align_choice.c.standard_id)

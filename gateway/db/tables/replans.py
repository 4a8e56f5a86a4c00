"""What was planned after each result: the next steps that a rule offered, and why one result gave none."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment, Seq

replan = tenant_table(
    "replan",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("why", String(12), nullable=False),
    Column("cards", Json),
    Column("basis", String(16), nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "person_id", "seq"),
)
"""One of a learner's newest pieces of evidence (`seq`) in one course: `cards` are (activity id, standard id, reason
code) of the next steps after it, None where it moved nothing here; `why` is the code of why it does not count, else
empty; `basis` tells what the plan was made from beside the evidence."""

replan_due = tenant_table(
    "replan_due",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("mark", Integer, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "person_id"),
)
"""Learners whose evidence was worked in since it was last planned; `mark` rises each time."""

"""The record store: statements as accepted, decisions of people and definitions read out of them, and documents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, LargeBinary, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment, Seq

statement = tenant_table(
    "statement",
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("stored", Moment, nullable=False),
    Column("timestamp", Moment, nullable=False),
    Column("actor_hash", String(64), nullable=False),
    Column("verb", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("registration", String(36)),
    Column("course_id", Id),
    Column("credential_id", Id),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("voided", Boolean, nullable=False),
    Column("decision", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("tenant_id", "id"),
    keys=("seq",),
)
"""`seq` and `stored` are given by the writer and rise together; `body` is the JSON as accepted, without `stored`."""

void = tenant_table(
    "void",
    Column("target", LargeBinary(16), primary_key=True),
    Column("seq", Seq, nullable=False),
    keys=("target",),
)
"""Voiding statements whose target may arrive later (rule 17)."""

note = tenant_table(
    "note",
    Column("statement_id", LargeBinary(16), primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("text", Text, nullable=False),
    to("person", "person_id"),
    keys=("statement_id",),
)
"""Free text that belongs to a decision: beside the statement, never in it, erased with the learner."""

decision = tenant_table(
    "decision",
    Column("statement_id", LargeBinary(16), primary_key=True),
    Column("seq", Seq, nullable=False),
    Column("course_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("standard_id", Id),
    Column("value", Json, nullable=False),
    Column("by_person_id", Id),
    Column("at", Moment, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("statement_id",),
)
"""What a person decided (override, excuse, choice, goal, help, support), projected from our own statements."""

document = tenant_table(
    "document",
    Column("key_hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("activity_hash", String(64)),
    Column("activity_id", Text),
    Column("actor_hash", String(64)),
    Column("registration", String(36)),
    Column("content_type", Text, nullable=False),
    Column("etag", String(40), nullable=False),
    Column("updated", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    keys=("key_hash",),
)
"""State and profile documents; the key is a hash: what names one may be longer than an index takes."""

activity_definition = tenant_table(
    "activity_definition",
    Column("activity_hash", String(64), primary_key=True),
    Column("activity_id", Text, nullable=False),
    Column("definition", Json, nullable=False),
    keys=("activity_hash",),
)
"""What statements say about an activity, merged; written only when it changes, always in the order of the hash."""

Index("ix_statement_actor", statement.c.tenant_id, statement.c.actor_hash, statement.c.seq)
Index("ix_statement_registration", statement.c.tenant_id, statement.c.registration)
Index("ix_decision_person", decision.c.tenant_id, decision.c.course_id, decision.c.person_id)
Index("ix_document_actor", document.c.tenant_id, document.c.actor_hash, document.c.activity_hash)
Index("ix_document_activity", document.c.tenant_id, document.c.activity_hash)

"""Desired state in the LMS: Places, Cells, and the append-only Attempts to bring them about (reliability R1-R8)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from gateway.db.tables.base import Id, metadata, tenant_table, to
from gateway.db.types import Json, Moment

place = tenant_table(
    "place",
    Column("course_id", Id, nullable=False),
    Column("platform_id", Id, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("key", String(255), nullable=False),
    Column("standard_id", Id),
    Column("activity_id", Id),
    Column("wanted", Json, nullable=False),
    Column("remote", Json),
    Column("state", String(12), nullable=False),
    Column("reason", Json),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment),
    Column("made_at", Moment),
    to("course", "course_id"),
    UniqueConstraint("tenant_id", "course_id", "kind", "key"),
)
"""A thing that should exist in the LMS. `kind`: column, assignment. `state`: waiting, there, held, stopped."""

cell = tenant_table(
    "cell",
    Column("place_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("wanted", Json),
    Column("version", Integer, nullable=False),
    Column("stamp", Moment),
    Column("stamp_version", Integer),
    Column("tried", Json),
    Column("sent", Json),
    Column("sent_version", Integer),
    Column("sent_at", Moment),
    Column("remote", Json),
    Column("state", String(12), nullable=False),
    Column("reason", Json),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment),
    to("place", "place_id"),
    to("person", "person_id"),
    keys=("place_id", "person_id"),
)
"""Place x learner. `wanted` None means absent. `stamp` is fixed at a version's first send; `tried` lists what was
sent since without an answer that we kept. `state`: waiting, sent,
held, failed, idle (nothing wanted and nothing sent)."""

attempt = tenant_table(
    "attempt",
    Column("place_id", Id, nullable=False),
    Column("person_id", Id),
    Column("version", Integer),
    Column("at", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("value", Json),
    Column("detail", Text),
    to("place", "place_id"),
)

lane = Table(
    "lane",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("due", Moment),
    Column("owner", String(64)),
    Column("lease_until", Moment),
    Column("epoch", Integer, nullable=False),
)
"""Background work: one holder at a time, writes carry the epoch (design.md 5)."""

Index("ix_cell_next", cell.c.tenant_id, cell.c.state, cell.c.next_at)
Index("ix_cell_person", cell.c.tenant_id, cell.c.person_id)
Index("ix_attempt_cell", attempt.c.tenant_id, attempt.c.place_id, attempt.c.person_id)
Index("ix_place_next", place.c.platform_id, place.c.state, place.c.next_at)

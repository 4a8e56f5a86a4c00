"""Accounts of one person that an admin brought together: what a learning system calls two is one learner here (F35)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Text

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

joined = tenant_table(
    "joined",
    Column("person_id", Id, nullable=False),
    Column("into_person_id", Id),
    Column("at", Moment, nullable=False),
    Column("confirmed_by", Text),
    Column("moved", Json, nullable=False),
    Column("undone_at", Moment),
    to("person", "person_id"),
)
"""From `at` on the records of `person_id` count for `into_person_id`, unless it was undone. `moved` is what an undo
gives back: `hashes`, the index forms of the identities, and `levels`, what was last delivered."""

Index("ix_joined_person", joined.c.tenant_id, joined.c.person_id)

"""What administers the record store: who sent how much, what was refused and why, and what must never come back."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Text

from gateway.db.tables.base import Id, tenant_table
from gateway.db.types import Json, Moment, Seq

usage = tenant_table(
    "usage",
    Column("source", Id, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("statements", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    keys=("source", "day"),
)
"""Statements, requests that stored them and requests refused, per source and UTC day (days since 1970).

`source` is the id of a key; all launches together are the source "", so that no row speaks of one learner."""

rejected = tenant_table(
    "rejected",
    Column("at", Moment, nullable=False),
    Column("source", Id, nullable=False),
    Column("status", Integer, nullable=False),
    Column("code", String(32), nullable=False),
    Column("statement_id", String(36)),
    Column("problems", Json, nullable=False),
    Column("skeleton", Json),
)
"""A request that was refused, for 30 days: where it broke which rule, and its shape without what it says."""

erased = tenant_table(
    "erased",
    Column("hash", LargeBinary(32), primary_key=True),
    Column("seq", Seq),
    Column("at", Moment, nullable=False),
    keys=("hash",),
)
"""Keyed hashes of what was erased: statement ids, with the number the statement had, which is never given again; and
agents (without a number), so that an old copy cannot bring back what it says about them."""

erasure = tenant_table(
    "erasure",
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("person_hash", LargeBinary(32), nullable=False),
    Column("person_id", Id),
    Column("agents", Json),
    Column("counts", Json, nullable=False),
)
"""One erasure of a person: `state` running or done.

`person_id` and `agents` (the keys under which statements know them) are kept while it runs, so that it can be ended.
Then a keyed hash of platform and `sub` is all that is left, by which the person is found again in an older backup."""

Index("ix_rejected_at", rejected.c.tenant_id, rejected.c.at)
Index("ix_erased_seq", erased.c.tenant_id, erased.c.seq)

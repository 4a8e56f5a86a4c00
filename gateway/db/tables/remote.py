"""Other record stores: those that get our statements, those whose statements we get, and what either side refused."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment, Seq

remote_store = tenant_table(
    "remote_store",
    Column("name", Text, nullable=False),
    Column("direction", String(8), nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("password_sealed", LargeBinary, nullable=False),
    Column("decisions", Boolean, nullable=False),
    Column("plain", Boolean, nullable=False),
    Column("interval", Integer, nullable=False),
    Column("cursor", Seq, nullable=False),
    Column("since", Moment),
    Column("page", Json),
    Column("state", String(8), nullable=False),
    Column("trouble", Json),
    Column("moved", Seq, nullable=False),
    Column("refused", Seq, nullable=False),
    Column("last_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)
"""`direction`: forward, pull. `state`: running, paused. `cursor` is the last number forwarded; `since` the newest
`stored` of the other side that was pulled, `page` where the sweep under way goes on. `plain`: that store wants
statements without the authority and the stored time that we gave them. `moved` counts what arrived, `refused` what
did not; `interval` is in seconds."""

remote_refused = tenant_table(
    "remote_refused",
    Column("store_id", Id, primary_key=True),
    Column("statement_id", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("code", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    to("remote_store", "store_id"),
    keys=("store_id", "statement_id"),
)
"""Single statements that one side did not take: never dropped in silence, never in the way of the others."""

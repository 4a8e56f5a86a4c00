"""What queries of the log go by: whom and what a statement mentions, which one refers to which; and attachments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Text

from gateway.db.tables.base import tenant_table
from gateway.db.types import Seq

Key = BigInteger().with_variant(Integer, "sqlite")

mention = tenant_table(
    "mention",
    Column("key", Key, primary_key=True, autoincrement=False),
    Column("seq", Seq, primary_key=True, autoincrement=False),
    keys=("key", "seq"),
    narrow=True,
)
"""Filter rows (rules 16, 19): `key` is 64 bits of a hash over kind and value, see `gateway.services.lookup`."""

reference = tenant_table(
    "reference",
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("target", LargeBinary(16), nullable=False),
    keys=("seq",),
    narrow=True,
)
"""Statements whose object is a StatementRef, and the id it names; the target may arrive later (rule 18)."""

chain = tenant_table(
    "chain",
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("target_seq", Seq, primary_key=True, autoincrement=False),
    keys=("seq", "target_seq"),
    narrow=True,
)
"""Every stored statement that a reference leads to, over any number of steps up to a limit (rule 18)."""

attachment = tenant_table(
    "attachment",
    Column("sha2", String(128), primary_key=True),
    Column("content_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    keys=("sha2",),
)
"""Contents of attachments, each once for a tenant, under the hash their statements name (rule 23)."""

attached = tenant_table(
    "attached",
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("sha2", String(128), primary_key=True),
    keys=("seq", "sha2"),
    narrow=True,
)
"""Which statement came with which content: to name a hash is not enough to be given what lies under it (T05)."""

Index("ix_reference_target", reference.c.tenant_id, reference.c.target, reference.c.seq)
Index("ix_attached_sha2", attached.c.tenant_id, attached.c.sha2)

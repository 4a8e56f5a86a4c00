"""References that one request did not follow to the end: where the background goes on."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from gateway.db.tables.base import tenant_table
from gateway.db.types import Seq

linking = tenant_table(
    "linking",
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("levels", Integer, primary_key=True, autoincrement=False),
    Column("done", Seq, nullable=False),
    keys=("seq", "levels"),
    narrow=True,
)
"""What refers to the statement `seq` is linked up to the number `done`; `levels` of references are followed from it.

One row for each number of levels, so that references in a circle come to an end (`gateway.services.linking`).
"""

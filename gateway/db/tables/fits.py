"""What fitting on a school's own answers made: the constants, and how hard things are for everybody together."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, Text

from gateway.db.tables.base import tenant_table
from gateway.db.types import Moment, Seq

fit = tenant_table(
    "fit",
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Moment, nullable=False),
    Column("in_use", Boolean, nullable=False),
    Column("through", Seq, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("learners", Integer, nullable=False),
    Column("kept_aside", Integer, nullable=False),
    Column("loss", Float, nullable=False),
    Column("shipped_loss", Float, nullable=False),
    Column("body", Text, nullable=False),
    keys=("version",),
)
"""An input, as parameter sets are. At most one is in use; with none, the constants that were shipped are.

`kept_aside` answers were predicted to compare: `loss` is the log-loss there under these constants, `shipped_loss` under
the shipped ones. `body` is a parameter set over all courses."""

"""Files of standards that were sent in and wait for a word, after it was shown what they would change."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Text

from gateway.db.tables.base import tenant_table
from gateway.db.types import Moment

framework_draft = tenant_table(
    "framework_draft",
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""A file as it came, packed, for a day: `name` is the file's or the address. Nothing of a person is in it."""

"""By what people may be recognised in records that others send, and what an admin decided about it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Text

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Moment

account_rule = tenant_table(
    "account_rule",
    Column("credential_id", Id),
    Column("platform_id", Id, ForeignKey("platform.id"), nullable=False),
    Column("home_page", Text, nullable=False),
    Column("field", String(16), nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""Accounts of `home_page`, from this source or any, name people of a learning system by `field`: lms_user_id,
sourcedid or sub. `credential_id` as in `statement`: a key, or a store that is pulled from. `ready` once everybody's
identifiers are worked out, so that nobody is matched by half of them."""

known_as = tenant_table(
    "known_as",
    Column("keyed_hash", String(64), primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("how", Id, primary_key=True),
    to("person", "person_id"),
    keys=("keyed_hash", "person_id", "how"),
    narrow=True,
)
"""An identifier by which a person may be known, as a keyed hash of `identity.key_hash`. `how`: mail, platform (the
learning system's own account, rewritten), or the rule it follows from."""

held_actor = tenant_table(
    "held_actor",
    Column("key_hash", String(64), primary_key=True),
    Column("held_by", Text, nullable=False),
    Column("since", Moment, nullable=False),
    keys=("key_hash",),
)
"""Actors whose match an admin took apart: nothing but a click matches them again."""

Index("ix_known_as_person", known_as.c.tenant_id, known_as.c.person_id)

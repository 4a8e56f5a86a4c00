"""Courses and the people in them. Names stand in one table, apart (design.md 4)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment, Seq

course = tenant_table(
    "course",
    Column("platform_id", Id, ForeignKey("platform.id"), nullable=False),
    Column("deployment_id", String(255), nullable=False),
    Column("context_id", String(255), nullable=False),
    Column("title", Text, nullable=False),
    Column("label", Text),
    Column("memberships_url", Text),
    Column("lineitems_url", Text),
    Column("ags_scopes", Json, nullable=False),
    Column("custom", Json, nullable=False),
    Column("settings", Json, nullable=False),
    Column("setup_step", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("roster_at", Moment),
    Column("first_roster_at", Moment),
    Column("roster_trouble", Json),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant_id", "platform_id", "context_id"),
)
"""A course of the LMS (an LTI context). `settings` holds choices of teachers, `custom` what launches told us.
`version` rises whenever standards, alignments, pathway or settings change: caches compare it."""

section = tenant_table(
    "section",
    Column("course_id", Id, nullable=False),
    Column("remote_id", String(255), nullable=False),
    Column("name", Text, nullable=False),
    to("course", "course_id"),
    UniqueConstraint("tenant_id", "course_id", "remote_id"),
)

person = tenant_table(
    "person",
    Column("platform_id", Id, ForeignKey("platform.id"), nullable=False),
    Column("sub", String(255), nullable=False),
    Column("lms_user_id", String(255)),
    Column("sourcedid", String(255)),
    Column("account", String(36), nullable=False),
    Column("is_test", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant_id", "platform_id", "sub"),
)
"""(issuer, client, sub). `account` is the random name under which statements of our launches speak of them (P04),
`sourcedid` the school's own number of them where the learning system sends it."""

person_name = tenant_table(
    "person_name",
    Column("person_id", Id, primary_key=True),
    Column("name", Text),
    Column("given_name", Text),
    Column("family_name", Text),
    Column("language", String(16)),
    to("person", "person_id"),
    keys=("person_id",),
)

enrolment = tenant_table(
    "enrolment",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("launch_role", String(16)),
    Column("status", String(8), nullable=False),
    Column("sections", Json, nullable=False),
    Column("since", Moment, nullable=False),
    Column("last_launch_at", Moment),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "person_id"),
)
"""`status`: active, inactive (missing from the last full roster). `sections`: our section ids. `launch_role`: of the
last launch, which says more than a roster."""

identity = tenant_table(
    "identity",
    Column("key_hash", String(64), primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("source", String(16), nullable=False),
    Column("confirmed_by", Text),
    Column("since", Moment, nullable=False),
    to("person", "person_id"),
    keys=("key_hash",),
)
"""One xAPI identifier of a person, as the hash of its key form; `source`: launch, platform,
mail, rule, click."""

progress = tenant_table(
    "progress",
    Column("key_hash", String(64), primary_key=True),
    Column("through", Seq, nullable=False),
    Column("due", Boolean, nullable=False),
    keys=("key_hash",),
)
"""How far the statements of one actor have become evidence, and whether more wait."""

Index("ix_enrolment_person", enrolment.c.tenant_id, enrolment.c.person_id)
Index("ix_identity_person", identity.c.tenant_id, identity.c.person_id)
Index("ix_progress_due", progress.c.tenant_id, progress.c.due)

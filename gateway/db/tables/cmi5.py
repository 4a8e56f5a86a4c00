"""cmi5: who is enrolled in which package, how far each unit is, and each session."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, String

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

cmi5_registration = tenant_table(
    "cmi5_registration",
    Column("registration", String(36), primary_key=True),
    Column("package_id", Id, nullable=False),
    Column("course_id", Id),
    Column("person_id", Id),
    Column("actor_hash", String(64), nullable=False),
    Column("actor", Json, nullable=False),
    Column("satisfied", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    to("package", "package_id"),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("registration",),
)
"""One enrolment of a learner in a package. `actor` as launches send it; `satisfied`: blocks and the course, each as
[kind, publisher's id], about which it was said. `course_id`, `person_id`: none where another system launches."""

cmi5_unit = tenant_table(
    "cmi5_unit",
    Column("registration", String(36), primary_key=True),
    Column("activity_id", Id, primary_key=True),
    Column("completed_at", Moment),
    Column("passed_at", Moment),
    Column("waived_at", Moment),
    to("cmi5_registration", "registration", target=("registration",)),
    to("activity", "activity_id"),
    keys=("registration", "activity_id"),
)
"""What came of a unit in a registration; units of which nothing came have no row."""

cmi5_session = tenant_table(
    "cmi5_session",
    Column("session", String(36), primary_key=True),
    Column("registration", String(36), nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("credential_id", Id),
    Column("fetch_hash", String(64), nullable=False),
    Column("mode", String(8), nullable=False),
    Column("mastery_score", Float),
    Column("template", Json, nullable=False),
    Column("sent", Json, nullable=False),
    Column("launched_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("fetched_at", Moment),
    Column("data_read_at", Moment),
    Column("preferences_read_at", Moment),
    Column("last_at", Moment),
    Column("ended_at", Moment),
    Column("ended", String(12)),
    to("cmi5_registration", "registration", target=("registration",)),
    to("activity", "activity_id"),
    keys=("session",),
)
"""One launch of a unit. `fetch_hash` is of the one-time part of its fetch address; `sent` which defined words came;
`ended`: terminated or abandoned."""

Index("ix_cmi5_registration_person", cmi5_registration.c.tenant_id, cmi5_registration.c.person_id)
Index("ix_cmi5_session_registration", cmi5_session.c.tenant_id, cmi5_session.c.registration)
Index("ix_cmi5_session_credential", cmi5_session.c.tenant_id, cmi5_session.c.credential_id)

"""Who may enter: tenants, platforms, deployments, keys, sign-in states, sessions, record-store credentials, audit."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from gateway.db.tables.base import Id, metadata, tenant_table, to
from gateway.db.types import Json, Moment

tenant = Table(
    "tenant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tag", String(12), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("settings", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""A school or district. `tag` begins every credential, token and content path of it."""

tool_key = Table(
    "tool_key",
    metadata,
    Column("kid", String(64), primary_key=True),
    Column("private_sealed", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
)
"""Our signing keys, sealed with the secret key that lies outside the database (L30-L34)."""

platform = Table(
    "platform",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("auth_url", Text, nullable=False),
    Column("token_url", Text, nullable=False),
    Column("jwks_url", Text, nullable=False),
    Column("lms", String(32)),
    Column("deployments", String(8), nullable=False),
    Column("tenant_id", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("confirmed_at", Moment),
    Column("credentials_sealed", LargeBinary),
    Column("registration_url", Text),
    Column("registration_token_sealed", LargeBinary),
    Column("last_launch_at", Moment),
    Column("last_roster_at", Moment),
    Column("last_write_at", Moment),
    Column("trouble", Json),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("issuer", "client_id"),
)
"""One registration (issuer, client). `tenant_id` is the tenant of an `own` platform, and who sees a `shared` one.

`confirmed_at` is empty while one that registered itself waits for an admin's word (T10); it is not enabled then.
`registration_url` is where a learning system that registered itself lets us change that, with the sealed token."""

deployment = Table(
    "deployment",
    metadata,
    Column("platform_id", Id, ForeignKey("platform.id", ondelete="CASCADE"), primary_key=True),
    Column("deployment_id", String(255), primary_key=True),
    Column("tenant_id", Integer, ForeignKey("tenant.id")),
    Column("first_seen_at", Moment, nullable=False),
)
"""L19: a deployment without tenant waits for an admin."""

login_state = Table(
    "login_state",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("platform_id", Id, nullable=False),
    Column("nonce", String(128), nullable=False),
    Column("target", Text, nullable=False),
    Column("browser_hash", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
    Column("session_id", Id),
    Column("storage_target", String(100)),
    Column("again", Text),
)
"""One sign-in under way; consumed once (L06, L17). `session_id` lets the same browser find its page again (L25).

`storage_target` is the window that keeps the proof where cookies do not arrive (1.5), `again` what begins the
sign-in once more in a window of its own (L41)."""

access_token = Table(
    "access_token",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
"""Tokens that platforms gave us, by the hash of registration and scopes."""

admin_link = Table(
    "admin_link",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("tenant_id", Integer, ForeignKey("tenant.id"), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""One-time sign-in links of IT admins (T22)."""

session = tenant_table(
    "session",
    Column("secret_hash", String(64), nullable=False),
    Column("bearer_hash", String(64)),
    Column("csrf", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("person_id", Id),
    Column("course_id", Id),
    Column("language", String(16)),
    Column("return_url", Text),
    Column("embedders", Json, nullable=False),
    Column("sections", Json),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    to("person", "person_id"),
    to("course", "course_id"),
)
"""One launch in one browser frame; role and course are fixed when it is made (L24, L43).

`secret_hash` is of the value in its cookie, `bearer_hash` of the one that a page carries where cookies do not arrive
(L42). `embedders` are the origins that may show it in a frame (T16), `sections` those whose students alone it may see;
none is no such limit."""

credential = tenant_table(
    "credential",
    Column("secret_hash", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("actors", String(8), nullable=False),
    Column("rate", Integer),
    Column("course_id", Id),
    Column("person_id", Id),
    Column("activity_iri", Text),
    Column("registration", String(36)),
    Column("actor_hash", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
    to("person", "person_id"),
    to("course", "course_id"),
)
"""Who may write to and read from the record store: `key` for servers, `launch` bound to one learner and activity,
`cmi5` to one session of a unit; `actor_hash` is of the session's actor, who may be nobody of a learning system."""

audit = tenant_table(
    "audit",
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", String(64), nullable=False),
    Column("about", Json, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("tenant_id", "number"),
)
"""Append-only and hash-chained by `number` (T23)."""

Index("ix_credential_person", credential.c.tenant_id, credential.c.person_id)

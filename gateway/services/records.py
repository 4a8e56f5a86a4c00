"""Read and write the log on behalf of a credential: bounds, authority, filters (T05-T07)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, Select, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import collect
from gateway.services.collect import Source, key_hash
from gateway.services.credentials import Credential
from gateway.services.record_errors import LrsForbidden
from xapi.query import StatementQuery
from xapi.statement import VOIDED, Accepted, read_back
from xapi.version import Version

PAGE = 100
"""Statements in one answer at most; `more` leads on."""


def new_statement_id() -> UUID:
    """Return a random id for a statement whose sender gave none."""
    return UUID(bytes=secrets.token_bytes(16), version=4)


def authority(credential: Credential, base_url: str) -> Mapping[str, Any]:
    """Return who vouches for a statement: always us, never what a client says (T06)."""
    return {"objectType": "Agent", "account": {"homePage": base_url, "name": credential.id}}


def check_bounds(credential: Credential, batch: Sequence[Accepted], people_home: str) -> None:
    """Refuse the whole batch when one statement leaves the credential's bounds (T05): LrsForbidden."""
    if credential.kind != "launch":
        return
    own = f"account|{people_home}|{credential.account}"
    for one in batch:
        if one.actor_key != own:
            raise LrsForbidden(f"statement {one.id} is about another learner than this launch")
        if one.verb == VOIDED:
            raise LrsForbidden(f"statement {one.id}: an activity may not void")
        if one.object_id != credential.activity_iri and credential.activity_iri not in one.context_activities:
            raise LrsForbidden(f"statement {one.id} is about another activity than this launch")
        if str(one.registration or "") != credential.registration:
            raise LrsForbidden(f"statement {one.id} has another registration than this launch")


def storing(credential: Credential, batch: Sequence[Accepted]) -> Callable[[Write], list[UUID]]:
    """Return the plan that stores a checked batch for its credential."""
    hashes = {key_hash(one.actor_key) for one in batch} if credential.actors == "enrolled" else set()

    def plan(write: Write) -> list[UUID]:
        if hashes:
            check_enrolled(write, credential.tenant_id, hashes)
        source = Source(
            credential.tenant_id, credential.id, credential.course_id,
            voids_any="all" in credential.scopes, defines=credential.may("define"),
        )  # fmt: skip
        collect.store(write, source, batch)
        return [one.id for one in batch]

    return plan


def check_enrolled(write: Write, tenant_id: int, hashes: set[str]) -> None:
    """Refuse statements about anybody whom no learning system has named (P05)."""
    known = write.conn.execute(
        select(t.identity.c.key_hash).where(t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash.in_(hashes))
    ).all()
    if len(known) != len(hashes):
        raise LrsForbidden("this credential only takes statements about enrolled learners")


@dataclass(frozen=True)
class Reach:
    """What a credential may read: of one tenant, and where set only its own, one learner's, one registration's."""

    tenant_id: int
    credential_id: str | None = None
    actor_hash: str | None = None
    registration: str | None = None


def reach(credential: Credential, people_home: str) -> Reach:
    """Return how far a credential reads (T07)."""
    if credential.kind == "launch":
        own = key_hash(f"account|{people_home}|{credential.account}")
        return Reach(credential.tenant_id, actor_hash=own, registration=credential.registration)
    if credential.may("statements/read"):
        return Reach(credential.tenant_id)
    return Reach(credential.tenant_id, credential_id=credential.id)


def _within(reach_: Reach) -> Select[Any]:
    """Select what may be read at all; what people decided is not for keys (design.md 1.1)."""
    query = select(t.statement).where(t.statement.c.tenant_id == reach_.tenant_id, t.statement.c.decision.is_(False))
    if reach_.credential_id is not None:
        query = query.where(t.statement.c.credential_id == reach_.credential_id)
    if reach_.actor_hash is not None:
        query = query.where(
            t.statement.c.actor_hash == reach_.actor_hash, t.statement.c.registration == reach_.registration
        )
    return query


def one(conn: Connection, reach_: Reach, query: StatementQuery, version: Version) -> dict[str, Any] | None:
    """Return one statement by id; a voided one only when asked for as voided (rule 17)."""
    wanted = query.statement_id or query.voided_statement_id
    if wanted is None:
        return None
    row = conn.execute(
        _within(reach_).where(
            t.statement.c.id == wanted.bytes, t.statement.c.voided.is_(query.voided_statement_id is not None)
        )
    ).first()
    return _read(row, version) if row else None


def find(
    conn: Connection, reach_: Reach, query: StatementQuery, version: Version, cursor: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Return a page of statements and the cursor of the next one, None at the end (rules 19, 20).

    Pages go by the sequence number, so that they neither repeat nor skip while new statements arrive.
    """
    found = _within(reach_).where(t.statement.c.voided.is_(False))
    columns = t.statement.c
    if query.agent_key is not None:
        found = found.where(columns.actor_hash == key_hash(query.agent_key))
    if query.verb is not None:
        found = found.where(columns.verb == query.verb)
    if query.activity is not None:
        found = found.where(columns.object_id == query.activity)
    if query.registration is not None:
        found = found.where(columns.registration == str(query.registration))
    if query.since is not None:
        found = found.where(columns.stored > query.since)
    if query.until is not None:
        found = found.where(columns.stored <= query.until)
    if cursor:
        found = found.where(columns.seq > cursor if query.ascending else columns.seq < cursor)
    size = min(query.limit or PAGE, PAGE)
    rows = conn.execute(found.order_by(columns.seq if query.ascending else columns.seq.desc()).limit(size + 1)).all()
    further = len(rows) > size
    return [_read(row, version) for row in rows[:size]], (rows[size - 1].seq if further else None)


def _read(row: Any, version: Version) -> dict[str, Any]:
    return read_back(orjson.loads(row.body), stored=row.stored, version=version)

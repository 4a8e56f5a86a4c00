"""Read and write the log on behalf of a credential: bounds, authority, filters (T05-T07)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import attachments, definitions, find
from gateway.services.collect import Part, Source, key_hash
from gateway.services.credentials import Credential
from gateway.services.find import Reach
from gateway.services.record_errors import LrsForbidden
from xapi import formats
from xapi.multipart import Content
from xapi.query import StatementQuery
from xapi.statement import VOIDED, Accepted, read_back
from xapi.version import Version


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


def part(credential: Credential, batch: Sequence[Accepted], contents: Mapping[str, Content] | None = None) -> Part:
    """Return a checked batch, with its attachments, as what its credential may have stored."""
    hashes = {key_hash(one.actor_key) for one in batch} if credential.actors == "enrolled" else set()

    def check(write: Write) -> None:
        if hashes:
            check_enrolled(write, credential.tenant_id, hashes)

    source = Source(
        credential.tenant_id, credential.id, credential.course_id,
        voids_any="all" in credential.scopes, defines=credential.may("define"),
    )  # fmt: skip
    return Part(source, batch, contents or {}, check)


def check_enrolled(write: Write, tenant_id: int, hashes: set[str]) -> None:
    """Refuse statements about anybody whom no learning system has named (P05)."""
    known = write.conn.execute(
        select(t.identity.c.key_hash).where(t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash.in_(hashes))
    ).all()
    if len(known) != len(hashes):
        raise LrsForbidden("this credential only takes statements about enrolled learners")


def reach(credential: Credential, people_home: str) -> Reach:
    """Return how far a credential reads (T07)."""
    if credential.kind == "launch":
        own = key_hash(f"account|{people_home}|{credential.account}")
        return Reach(credential.tenant_id, actor_hash=own, registration=credential.registration)
    if credential.may("statements/read"):
        return Reach(credential.tenant_id)
    return Reach(credential.tenant_id, credential_id=credential.id)


@dataclass(frozen=True)
class Found:
    """Statements as their reader gets them, when the first was stored, what more there is, attachments asked for."""

    statements: list[dict[str, Any]]
    stored: datetime | None
    cursor: int | None
    contents: dict[str, Content]


def search(
    conn: Connection, reach_: Reach, query: StatementQuery, version: Version, cursor: int, languages: Sequence[str]
) -> Found:
    """Return one statement by id, or a page of those that match, in the format asked for (rules 17-21)."""
    if query.statement_id or query.voided_statement_id:
        row = find.one(conn, reach_, query)
        page = find.Page([row] if row else [], None)
    else:
        page = find.page(conn, reach_, query, cursor)
    made = [read_back(orjson.loads(row.body), stored=row.stored, version=version) for row in page.rows]
    if query.format == "ids":
        made = [formats.ids(one) for one in made]
    elif query.format == "canonical":
        iris = {activity["id"] for one in made for activity in formats.activities(one)}
        known = definitions.of(conn, reach_.tenant_id, iris)
        made = [formats.canonical(one, known, languages) for one in made]
    stored = page.rows[0].stored if page.rows else None
    contents = attachments.of(conn, reach_.tenant_id, [row.seq for row in page.rows]) if query.attachments else {}
    return Found(made, stored, page.cursor, contents)

"""Read and write the log on behalf of a credential: authority, filters (T05-T07)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection

from gateway.services import attachments, definitions, find, usage
from gateway.services.collect import Part
from gateway.services.credentials import REPEATS, Credential
from gateway.services.find import Reach
from gateway.services.source import Source
from xapi import forms, jsontext
from xapi.multipart import Content
from xapi.query import StatementQuery
from xapi.statement import Accepted, read_back
from xapi.version import Version

if TYPE_CHECKING:
    from gateway.services.bounds import Bounds  # it comes to own statements by way of the credentials' rules


def new_statement_id() -> UUID:
    """Return a random id for a statement whose sender gave none."""
    return UUID(bytes=secrets.token_bytes(16), version=4)


def authority(credential: Credential, base_url: str) -> Mapping[str, Any]:
    """Return who vouches for a statement: always us, never what a client says (T06)."""
    return {"objectType": "Agent", "account": {"homePage": base_url, "name": credential.id}}


def part(
    credential: Credential, bounds: Bounds, batch: Sequence[Accepted], contents: Mapping[str, Content] | None = None
) -> Part:
    """Return a checked batch, with its attachments, as what its credential may have stored.

    A credential of one course voids what is its own, and describes no activities: those are the whole school's.
    """
    everywhere = credential.course_id is None
    source = Source(
        credential.tenant_id, credential.id, credential.course_id,
        voids_any="all" in credential.scopes and everywhere, defines=credential.may("define") and everywhere,
        counted_as=usage.source_of(credential),
    )  # fmt: skip
    return Part(
        source, batch, contents or {}, lambda write: bounds.check_stored(write, batch), credential.id,
        repeats=any(one.verb == REPEATS.get(credential.kind) for one in batch),
    )  # fmt: skip


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
        if query.attachments:
            fit = attachments.fitting(conn, reach_.tenant_id, [row.seq for row in page.rows])
            page = page if fit == len(page.rows) else find.Page(page.rows[:fit], page.rows[fit - 1].seq)
    made = [read_back(jsontext.read(row.body), stored=row.stored, version=version) for row in page.rows]
    if query.format == "ids":
        made = [forms.ids(one) for one in made]
    elif query.format == "canonical":
        iris = {activity["id"] for one in made for activity in forms.activities(one)}
        known = definitions.of(conn, reach_.tenant_id, iris)
        made = [forms.canonical(one, known, languages) for one in made]
    stored = page.rows[0].stored if page.rows else None
    contents = attachments.of(conn, reach_.tenant_id, [row.seq for row in page.rows]) if query.attachments else {}
    return Found(made, stored, page.cursor, contents)

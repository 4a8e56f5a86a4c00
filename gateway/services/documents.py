"""Keep state and profile documents on behalf of a credential (rule 25, T05, T07).

Every write looks at the stored document, checks the sender's condition and writes in one plan, under the lock that
orders the log: two senders with the same ETag cannot both win, also not in two processes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, delete, select

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.services import left_out
from gateway.services.definitions import iri_hash
from gateway.services.naming import key_hash
from xapi.documents import Conditions, Content, DocumentQuery, check_conditions, merged
from xapi.errors import InvalidQuery
from xapi.version import Version

if TYPE_CHECKING:
    from gateway.services.bounds import Bounds  # some credentials' rules keep documents themselves


@dataclass(frozen=True)
class Document:
    """A stored document and when it was last written."""

    content: Content
    etag: str
    updated: datetime


@dataclass(frozen=True)
class Change:
    """A PUT, POST or DELETE of one document, as asked."""

    tenant_id: int
    bounds: Bounds
    query: DocumentQuery
    version: Version
    method: str
    conditions: Conditions


def one(conn: Connection, tenant_id: int, query: DocumentQuery) -> Document | None:
    """Return a document, None where none is stored."""
    columns = t.document.c
    row = conn.execute(
        select(columns.content, columns.content_type, columns.etag, columns.updated).where(_meant(tenant_id, query))
    ).first()
    return Document(Content(bytes(row.content), row.content_type), row.etag, row.updated) if row else None


def names(conn: Connection, tenant_id: int, query: DocumentQuery) -> tuple[list[str], datetime | None]:
    """Return the ids of the documents meant, in alphabetical order, and when the newest was written.

    A state without a registration in the query is any registration's (1.0.3 part three 2.3); each id comes once.
    """
    found = select(t.document.c.name, t.document.c.updated).where(_meant(tenant_id, query))
    if query.since is not None:
        found = found.where(t.document.c.updated > query.since)
    rows = conn.execute(found).all()
    return sorted({row.name for row in rows}), max((row.updated for row in rows), default=None)


def keep(write: Write, tenant_id: int, query: DocumentQuery, content: Content) -> None:
    """Store one document, whatever was there before."""
    upsert(
        write.conn,
        t.document,
        {"tenant_id": tenant_id, "key_hash": _key(query)},
        {"content": content.body, "content_type": content.type, "etag": content.etag, "updated": write.now},
        insert_only=_names_of(query),
    )


def drop(write: Write, tenant_id: int, query: DocumentQuery) -> None:
    """Delete the documents meant; none there is no error."""
    write.conn.execute(delete(t.document).where(_meant(tenant_id, query)))


def storing(change: Change, content: Content) -> Callable[[Write], None]:
    """Return the plan that puts a document, or merges it into the stored one where the method is POST.

    It raises TakesNoPart for a student of whom nothing is recorded.
    """
    query = change.query

    def plan(write: Write) -> None:
        if query.agent_key is not None:
            change.bounds.check_actors(write, {key_hash(query.agent_key)})
        left_out.check_document(write, change.tenant_id, query, content)
        before = _checked(write, change)
        kept = merged(before.content if before else None, content) if change.method == "POST" else content
        keep(write, change.tenant_id, query, kept)

    return plan


def deleting(change: Change) -> Callable[[Write], None]:
    """Return the plan that deletes a document, or all that are meant where no id is given; none there is no error."""
    if change.query.name is None and change.conditions != Conditions():
        raise InvalidQuery("If-Match and If-None-Match speak of one document; name its stateId")

    def plan(write: Write) -> None:
        if change.query.name is not None:
            _checked(write, change)
        drop(write, change.tenant_id, change.query)

    return plan


def _checked(write: Write, change: Change) -> Document | None:
    """Return what is stored now, once it is certain that the sender's condition holds for it."""
    write.lock_log(change.tenant_id)
    before = one(write.conn, change.tenant_id, change.query)
    check_conditions(
        change.query.kind, change.version, change.method, change.conditions, before.etag if before else None
    )
    return before


def _key(query: DocumentQuery) -> str:
    parts = [query.kind.value, query.activity, query.agent_key, query.registration, query.name]
    return key_hash(orjson.dumps(parts).decode())


def _names_of(query: DocumentQuery) -> dict[str, Any]:
    """Return the columns by which a document is found and understood."""
    return {
        "kind": query.kind.value,
        "name": query.name,
        "activity_hash": iri_hash(query.activity) if query.activity is not None else None,
        "activity_id": query.activity,
        "actor_hash": key_hash(query.agent_key) if query.agent_key is not None else None,
        "registration": query.registration,
    }


def _meant(tenant_id: int, query: DocumentQuery) -> ColumnElement[bool]:
    """Select one document by its key, or all of an activity, an agent or both."""
    columns = t.document.c
    if query.name is not None:
        return and_(columns.tenant_id == tenant_id, columns.key_hash == _key(query))
    known = _names_of(query)
    given = {name: known[name] for name in ("kind", "activity_hash", "actor_hash", "registration") if known[name]}
    return and_(columns.tenant_id == tenant_id, *(columns[name] == value for name, value in given.items()))

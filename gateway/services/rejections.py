"""Requests of statements that were refused, kept for 30 days so that an admin can say what a source does wrong.

What is kept names nobody: where it broke which rule, and the shape of the statement (`xapi.skeleton`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import new_id
from gateway.services import usage
from gateway.services.credentials import Credential
from gateway.services.erased import StatementErased
from gateway.services.opt_out import TakesNoPart
from xapi.skeleton import path_of, sentence, skeleton

KEPT = timedelta(days=30)
MOST, SPAN = 100, timedelta(hours=1)
"""Of one source so many are kept in an hour; the rest is only counted."""

_UNTOLD = frozenset({StatementErased.code, TakesNoPart.code})
"""Refusals of which not even a statement's id is kept."""

PROBLEMS = 10
"""Problems kept of one request."""


@dataclass(frozen=True)
class Refusal:
    """A refused request: the answer's status and code, its problems (path, rule, message), what was sent (parsed).

    `sent` is None where it was not read or is no JSON.
    """

    status: int
    code: str
    problems: Sequence[Mapping[str, str]]
    sent: Any = None


def note(write: Write, credential: Credential, refusal: Refusal) -> None:
    """Count a refusal, and keep it unless its source has had many within the hour."""
    write.lock_log(credential.tenant_id)  # so that two processes never wait for each other's rows of usage
    usage.refused(write, credential)
    source, columns = usage.source_of(credential), t.rejected.c
    recent = write.conn.scalar(
        select(func.count())
        .select_from(t.rejected)
        .where(columns.tenant_id == credential.tenant_id, columns.at > write.now - SPAN, columns.source == source)
    )
    if (recent or 0) >= MOST:
        return
    statement = None if refusal.code in _UNTOLD else _first(refusal)
    write.conn.execute(
        insert(t.rejected).values(
            tenant_id=credential.tenant_id, id=new_id(), at=write.now, source=source, status=refusal.status,
            code=refusal.code[:32], statement_id=_id_of(statement), problems=_problems(refusal),
            skeleton=None if statement is None else skeleton(statement),
        )
    )  # fmt: skip


def _problems(refusal: Refusal) -> list[dict[str, str]]:
    """Return where which rule was broken; of what was erased or is not to be recorded not even the id is kept."""
    if refusal.code in _UNTOLD:
        return []
    return [
        {"path": path_of(one.get("path", "")), "rule": one.get("rule", ""), "message": sentence(one.get("message", ""))}
        for one in refusal.problems[:PROBLEMS]
    ]


def _first(refusal: Refusal) -> Any:
    """Return the statement of a batch that the first problem is about."""
    if not isinstance(refusal.sent, list):
        return refusal.sent
    paths = (one.get("path", "").split("/")[1:2] for one in refusal.problems)
    at = next((int(step[0]) for step in paths if step and step[0].isdigit()), 0)
    return refusal.sent[at] if at < len(refusal.sent) else None


def _id_of(statement: Any) -> str | None:
    """Return the id of a statement in the spelling of the store, None where it has none that is one."""
    try:
        return str(UUID(statement["id"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def listed(conn: Connection, tenant_id: int, source: str | None = None, most: int = 50) -> list[Any]:
    """Return the newest refusals of a tenant, or of one source of it."""
    query = select(t.rejected).where(t.rejected.c.tenant_id == tenant_id)
    if source is not None:
        query = query.where(t.rejected.c.source == source)
    return list(conn.execute(query.order_by(t.rejected.c.at.desc(), t.rejected.c.id).limit(most)))


def tidy(write: Write, now: datetime) -> None:
    """Forget what is older than 30 days."""
    for row in write.conn.execute(select(t.tenant.c.id)).all():
        old = (t.rejected.c.tenant_id == row.id, t.rejected.c.at < now - KEPT)
        write.conn.execute(delete(t.rejected).where(*old))

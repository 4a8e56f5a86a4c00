"""What was erased and must not come back: keyed hashes that tell an erased id and reveal none (P10, design.md 4).

Whoever brings statements from elsewhere (the intake, a pull, an import, a backup put back) asks here. The key follows
from the secret key, which lies outside the database: who has only a copy of it cannot even test an id.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows
from gateway.db.types import to_micros
from gateway.db.writer import Write
from gateway.errors import WaymarkError

_SOME = 500


class StatementErased(WaymarkError):
    """A statement of the batch was erased here; its id stays refused. Nothing of the batch was stored."""

    code = "erased"
    status = 403
    title = lazy_gettext("A statement of this request was erased here")
    hint = lazy_gettext(
        "Nothing of the request was stored. Leave out the statements that the problems name, and delete them."
    )
    audience = "admin"
    retryable = False


def key_of(secret: bytes) -> bytes:
    """Return the key for `mark`, derived from the installation's secret key."""
    return hmac.digest(secret, b"waymark erased", hashlib.sha256)


def mark(key: bytes, tenant_id: int, kind: str, value: bytes) -> bytes:
    """Return the 32 bytes under which a value is remembered; `kind` is statement, agent or person."""
    return hmac.digest(key, b"\x1f".join((kind.encode(), str(tenant_id).encode(), value)), hashlib.sha256)


def statement_marks(key: bytes, tenant_id: int, ids: Iterable[UUID]) -> dict[bytes, UUID]:
    """Return ids by their marks."""
    return {mark(key, tenant_id, "statement", one.bytes): one for one in ids}


def person_mark(key: bytes, tenant_id: int, platform_id: str, sub: str) -> bytes:
    """Return the mark by which a person is found again in an older copy of the database."""
    return mark(key, tenant_id, "person", f"{platform_id}\x1f{sub}".encode())


def words_of(agent_key: str, people_home: str) -> tuple[str, ...]:
    """Return what of an agent's key cannot mean anybody else: an address, or the random name of our own accounts."""
    kind, _, value = agent_key.partition("|")
    if kind != "account":
        return (value.removeprefix("mailto:"),)
    own = f"{people_home}|"
    return (value.removeprefix(own),) if value.startswith(own) else ()


def among(conn: Connection, key: bytes, tenant_id: int, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these statement ids were erased."""
    marks = statement_marks(key, tenant_id, ids)
    return {marks[one] for one in _known(conn, tenant_id, marks)}


def agents_among(conn: Connection, key: bytes, tenant_id: int, hashes: Collection[str]) -> dict[str, datetime]:
    """Return which of these agents (hashes of their keys) were erased, with when."""
    marks = {mark(key, tenant_id, "agent", one.encode()): one for one in hashes}
    return {marks[one]: at for one, at in _known(conn, tenant_id, marks).items()}


def _known(conn: Connection, tenant_id: int, marks: Mapping[bytes, object]) -> dict[bytes, datetime]:
    """Return those of these marks that are remembered, with when they were made."""
    return {
        bytes(row.hash): row.at
        for some in chunks(list(marks), _SOME)
        for row in conn.execute(
            select(t.erased.c.hash, t.erased.c.at).where(t.erased.c.tenant_id == tenant_id, t.erased.c.hash.in_(some))
        )
    }


def refuse(write: Write, tenant_id: int, ids: Collection[UUID]) -> None:
    """Raise StatementErased where one of these ids was erased; each is named as a problem."""
    found = among(write.conn, write.erased_key, tenant_id, ids)
    if found:
        raise StatementErased(problems=[str(one) for one in ids if one in found])


def remember(write: Write, tenant_id: int, statements: Sequence[tuple[UUID, int]]) -> None:
    """Remember that these (id, seq) were erased."""
    marks = [(mark(write.erased_key, tenant_id, "statement", one.bytes), seq) for one, seq in statements]
    _insert(write, tenant_id, marks, write.now)


def remember_agents(write: Write, tenant_id: int, hashes: Iterable[str], at: datetime) -> None:
    """Remember that these agents were erased: copies from before `at` say nothing about them any more."""
    marks = [(mark(write.erased_key, tenant_id, "agent", one.encode()), None) for one in hashes]
    _insert(write, tenant_id, marks, at)


def _insert(write: Write, tenant_id: int, marks: Sequence[tuple[bytes, int | None]], at: datetime) -> None:
    rows = [(tenant_id, one, seq, to_micros(at)) for one, seq in sorted(marks, key=lambda each: each[0])]
    insert_rows(write.conn, t.erased, rows, conflict="(tenant_id, hash) DO NOTHING")

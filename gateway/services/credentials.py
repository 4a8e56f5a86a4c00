"""Who may use the record store: keys for servers, and credentials bound to one launch (design.md 4, T05-T07)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import look_up
from gateway.db.writer import Write
from gateway.security import hash_secret, new_id, new_secret, same
from xapi.formats.cmi5.iris import TERMINATED

SCOPES = (
    "all", "api", "define", "profile", "state", "statements/read", "statements/read/mine", "statements/write",
)  # fmt: skip
ACTORS = ("keep", "rewrite", "enrolled")
OF_THE_SCHOOL = frozenset({"api", "define", "profile", "state"})
"""Scopes over what belongs to the whole school; a key bound to one course cannot have them."""

LAUNCH_HOURS = timedelta(hours=8)
"""A learner who started in the morning can finish in the afternoon; a leaked value is of no use tomorrow."""

_MOST = 20_000
"""Credentials that are remembered: a school's launches of a day."""


@dataclass(frozen=True)
class Credential:
    """A verified credential: what it may do, and about whom."""

    id: str
    tenant_id: int
    kind: str
    scopes: frozenset[str]
    actors: str
    course_id: str | None = None
    person_id: str | None = None
    account: str | None = None
    activity_iri: str | None = None
    registration: str | None = None
    actor_hash: str | None = None
    rate: int | None = None
    last_used_at: datetime | None = None
    expires_at: datetime | None = None

    def may(self, scope: str) -> bool:
        """Say whether a scope is granted, directly or by a wider one."""
        wider = {"statements/read/mine": "statements/read"}.get(scope)
        return bool(self.scopes & {"all", scope, wider})


def make_key(
    write: Write, tenant_id: int, name: str, scopes: Sequence[str], actors: str, rate: int | None,
    course_id: str | None = None,
) -> tuple[str, str]:  # fmt: skip
    """Store a server's key; return (key, secret): the secret is shown once and kept only as a hash."""
    return _make(
        write, tenant_id, name=name, kind="key", scopes=sorted(set(scopes)), actors=actors, rate=rate,
        course_id=course_id,
    )  # fmt: skip


def make_launch(write: Write, tenant_id: int, course_id: str, person_id: str, iri: str, registration: str) -> str:
    """Store a credential for one learner, activity and registration; return the value of its Authorization header."""
    key, secret = _make(
        write, tenant_id, name="launch", kind="launch", scopes=["statements/read/mine", "statements/write", "state"],
        actors="keep", rate=None, course_id=course_id, person_id=person_id, activity_iri=iri,
        registration=registration, expires_at=write.now + LAUNCH_HOURS,
    )  # fmt: skip
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def make_session(write: Write, registration: Any, iri: str) -> tuple[str, str]:
    """Store the credential of a session of one unit; return its id and the value of its Authorization header."""
    key, secret = _make(
        write, registration.tenant_id, name="session", kind="cmi5",
        scopes=["statements/read/mine", "statements/write", "state"], actors="keep", rate=None,
        course_id=registration.course_id, person_id=registration.person_id, activity_iri=iri,
        registration=registration.registration, actor_hash=registration.actor_hash,
        expires_at=write.now + LAUNCH_HOURS,
    )  # fmt: skip
    return key.rpartition("-")[2], "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def _make(write: Write, tenant_id: int, **values: object) -> tuple[str, str]:
    tag = write.conn.scalar(select(t.tenant.c.tag).where(t.tenant.c.id == tenant_id))
    key, secret = new_id(), new_secret()
    write.conn.execute(
        insert(t.credential).values(
            tenant_id=tenant_id, id=key, secret_hash=hash_secret(secret), created_at=write.now, **values
        )
    )
    return f"{tag}-{key}", secret


_NAMED = (
    select(t.credential, t.person.c.account)
    .join(t.tenant, t.tenant.c.id == t.credential.c.tenant_id)
    .outerjoin(
        t.person,
        (t.person.c.tenant_id == t.credential.c.tenant_id) & (t.person.c.id == t.credential.c.person_id),
    )
    .where(t.tenant.c.tag == bindparam("tag"), t.credential.c.id == bindparam("id"))
)

_LIVING = (
    "SELECT credential.id FROM credential"
    " WHERE credential.tenant_id = ? AND credential.revoked_at IS NULL AND credential.id IN ({})"
)


REPEATS = {"cmi5": TERMINATED}
"""Kinds that end with a statement of this verb, whose answer may be lost on its way: who sends that request again is
told once more that it is stored. Such a credential stores nothing new (`collect`), and reads nothing."""


def verify(conn: Connection, header: str | None, now: datetime, *, repeats: bool = False) -> Credential | None:
    """Return the live credential of a header, or None; an unknown key costs the same work as a wrong secret (T07).

    With `repeats` also one that ended, of a kind in REPEATS: for who may still be told what is stored.
    """
    key, secret = _basic(header)
    tag, _, identifier = key.partition("-") if key.isascii() and key.isprintable() else ("", "", "")
    row = conn.execute(_NAMED, {"tag": tag, "id": identifier}).first()
    known = row.secret_hash if row else hash_secret("nobody")
    if not same(known, hash_secret(secret)) or row is None:
        return None
    ended = row.revoked_at is not None and not (repeats and row.kind in REPEATS)
    if ended or _over(row.expires_at, now):
        return None
    return Credential(
        id=row.id, tenant_id=row.tenant_id, kind=row.kind, scopes=frozenset(row.scopes), actors=row.actors,
        course_id=row.course_id, person_id=row.person_id, account=row.account, activity_iri=row.activity_iri,
        registration=row.registration, actor_hash=row.actor_hash, rate=row.rate, last_used_at=row.last_used_at,
        expires_at=row.expires_at,
    )  # fmt: skip


def _over(expires_at: datetime | None, now: datetime) -> bool:
    return expires_at is not None and expires_at <= now


class Proven:
    """Credentials that proved themselves to this process: what they may do never changes, only whether they still live.

    Whoever goes by one asks `living` in the transaction that stores: nothing is stored for what was revoked or erased,
    and senders of many statements do not look up each time who they are. Of a header only its hash is kept.
    """

    def __init__(self) -> None:
        self._found: dict[str, Credential] = {}

    def find(self, header: str | None, now: datetime) -> Credential | None:
        """Return whose header this is, if that was proven before and has not expired."""
        found = self._found.get(hash_secret(header or ""))
        return None if found is None or _over(found.expires_at, now) else found

    def keep(self, header: str | None, credential: Credential) -> None:
        """Remember what `verify` returned for a header."""
        if len(self._found) >= _MOST:
            self._found.clear()
        self._found[hash_secret(header or "")] = credential


def living(conn: Connection, tenant_id: int, ids: Iterable[str]) -> set[str]:
    """Return those of these credentials that are there and were not revoked."""
    return {found for (found,) in look_up(conn, _LIVING, tenant_id, sorted(ids))}


def _basic(header: str | None) -> tuple[str, str]:
    """Return (key, secret) of a Basic header, empty texts for anything else."""
    scheme, _, value = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        key, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret


def used(write: Write, credential: Credential) -> None:
    """Note that a credential is in use."""
    key = {"tenant_id": credential.tenant_id, "id": credential.id}
    write.conn.execute(update(t.credential).filter_by(**key).values(last_used_at=write.now))


def revoke(write: Write, tenant_id: int, key: str) -> bool:
    """Refuse a key from now on; False when there is no such live key."""
    change = (
        update(t.credential)
        .where(
            t.credential.c.tenant_id == tenant_id,
            t.credential.c.id == key.rpartition("-")[2],
            t.credential.c.revoked_at.is_(None),
        )
        .values(revoked_at=write.now)
    )
    return write.conn.execute(change).rowcount == 1

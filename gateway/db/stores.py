"""`lti.stores` over our tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import jwt
from sqlalchemy import bindparam, delete, insert, select, update

from gateway.clock import Clock
from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.security import SealBroken, seal, unseal
from lti import keys
from lti.keys import KeyAge, rotation
from lti.stores import Deployments, LoginState, Platform, PublishedKey, SigningKey
from lti.tokens import StoredToken


def platform_of(row: Any) -> Platform:
    """Return the protocol package's view of a platform row."""
    return Platform(
        id=row.id, issuer=row.issuer, client_id=row.client_id, auth_url=row.auth_url, token_url=row.token_url,
        jwks_url=row.jwks_url, deployments=cast("Deployments", row.deployments), enabled=row.enabled, lms=row.lms,
    )  # fmt: skip


_BY_ISSUER = select(t.platform).where(t.platform.c.issuer == bindparam("issuer"))
_BY_CLIENT = _BY_ISSUER.where(t.platform.c.client_id == bindparam("client_id"))
_BY_ID = select(t.platform).where(t.platform.c.id == bindparam("id"))


class Platforms:
    """Registrations of this tool in learning systems."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def by_issuer(self, issuer: str, client_id: str | None) -> Sequence[Platform]:
        """Return the registrations with exactly this issuer and, when given, exactly this client_id."""
        asked = {"issuer": issuer} if client_id is None else {"issuer": issuer, "client_id": client_id}
        with self.db.read() as conn:
            rows = conn.execute(_BY_ISSUER if client_id is None else _BY_CLIENT, asked)
            return [platform_of(row) for row in rows]

    def by_id(self, platform_id: str) -> Platform | None:
        """Return one registration, or None when it is gone."""
        with self.db.read() as conn:
            row = conn.execute(_BY_ID, {"id": platform_id}).first()
        return platform_of(row) if row else None


SWEEP = timedelta(minutes=1)
"""Between two looks for sign-ins that nobody finished."""

_PUT = insert(t.login_state)
_PEEK = select(t.login_state).where(t.login_state.c.state_hash == bindparam("state_hash"))
_CONSUME = (
    update(t.login_state)
    .where(t.login_state.c.state_hash == bindparam("state"), t.login_state.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


class Logins:
    """Sign-ins under way; each is consumed by one conditional UPDATE (L17)."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._swept = datetime.min.replace(tzinfo=UTC)

    def put(self, state: LoginState) -> None:
        """Remember a login; those that nobody finished in time are deleted on the way, once a minute (L06, L07)."""
        values = {
            "state_hash": state.state_hash, "nonce": state.nonce, "platform_id": state.platform_id,
            "target": state.target, "created_at": state.created_at, "expires_at": state.expires_at,
            "browser_hash": state.browser_hash, "storage_target": state.storage_target, "again": state.again,
        }  # fmt: skip
        sweep = state.created_at >= self._swept + SWEEP
        if sweep:
            self._swept = state.created_at

        def plan(write: Write) -> None:
            write.conn.execute(_PUT, values)
            if sweep:
                over = (t.login_state.c.used_at.is_(None), t.login_state.c.expires_at < state.created_at)
                write.conn.execute(delete(t.login_state).where(*over))

        self.db.write(plan)

    def peek(self, state_hash: str) -> LoginState | None:
        """Return the login, used or expired as it may be, or None."""
        with self.db.read() as conn:
            row = conn.execute(_PEEK, {"state_hash": state_hash}).first()
        if row is None:
            return None
        return LoginState(
            state_hash=row.state_hash, nonce=row.nonce, platform_id=row.platform_id, target=row.target,
            created_at=row.created_at, expires_at=row.expires_at, browser_hash=row.browser_hash, used_at=row.used_at,
            storage_target=row.storage_target, again=row.again,
        )  # fmt: skip

    def consume(self, state_hash: str, now: datetime) -> bool:
        """Mark the login used; of any number of parallel calls exactly one returns True."""
        asked = {"state": state_hash, "now": now}
        return self.db.write(lambda w: w.conn.execute(_CONSUME, asked).rowcount) == 1


class EnteringLogins(Logins):
    """For launches that `services.enter` follows: the login is used up there, in one commit with what they store."""

    def consume(self, state_hash: str, now: datetime) -> bool:
        """Return True: of parallel launches the first commit decides, and the others store nothing (L17)."""
        del state_hash, now
        return True


class Tokens:
    """Access tokens of platforms, sealed, with their expiry: processes share them."""

    def __init__(self, db: Database, secret_key: bytes) -> None:
        self.db = db
        self.secret_key = secret_key

    def get(self, key: str) -> StoredToken | None:
        """Return what was put last under this key, expired or not; None also where the secret key has changed."""
        name = _hash(key)
        with self.db.read() as conn:
            row = conn.execute(select(t.access_token).where(t.access_token.c.key_hash == name)).first()
        if row is None:
            return None
        try:
            return StoredToken(unseal(self.secret_key, bytes(row.sealed), name), row.expires_at)
        except SealBroken:
            return None

    def put(self, key: str, token: StoredToken) -> None:
        """Keep a token; an older one under the same key is replaced."""
        name = _hash(key)
        values = {"sealed": seal(self.secret_key, token.value, name), "expires_at": token.expires_at}
        self.db.write(lambda w: upsert(w.conn, t.access_token, {"key_hash": name}, values))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class ToolKeys:
    """Our own signing keys; the first one is made when it is first wanted (L30, L31)."""

    def __init__(self, db: Database, secret_key: bytes, clock: Clock) -> None:
        self.db = db
        self.secret_key = secret_key
        self.clock = clock

    def signing_key(self) -> SigningKey:
        """Return the key that signs now."""
        rows = {row.kid: row for row in self._rows()}
        kid = rotation([KeyAge(row.kid, row.published_at) for row in rows.values()], self.clock()).signing
        return SigningKey(kid, keys.unseal(bytes(rows[kid].private_sealed), self.secret_key))

    def published_keys(self) -> Sequence[PublishedKey]:
        """Return every key that belongs into the public key set now."""
        rows = {row.kid: row for row in self._rows()}
        names = rotation([KeyAge(row.kid, row.published_at) for row in rows.values()], self.clock()).published
        return [
            PublishedKey(kid, keys.unseal(bytes(rows[kid].private_sealed), self.secret_key).public_key())
            for kid in names
        ]

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the claims as a compact RS256 token with the `kid` of the key that signs now."""
        key = self.signing_key()
        return jwt.encode(dict(claims), key.key, algorithm="RS256", headers={"kid": key.kid})

    @property
    def kid(self) -> str:
        """The key id of the key that signs now."""
        return self.signing_key().kid

    def _rows(self) -> Sequence[Any]:
        with self.db.read() as conn:
            rows = conn.execute(select(t.tool_key)).all()
        return rows or self._first()

    def _first(self) -> Sequence[Any]:
        made = keys.make_key()
        values = {
            "kid": keys.key_id(made.public_key()), "private_sealed": keys.seal(made, self.secret_key),
            "published_at": self.clock(),
        }  # fmt: skip

        def plan(write: Write) -> Sequence[Any]:
            there = write.conn.execute(select(t.tool_key)).all()
            if not there:
                write.conn.execute(insert(t.tool_key).values(**values))
            return there or write.conn.execute(select(t.tool_key)).all()

        return self.db.write(plan)

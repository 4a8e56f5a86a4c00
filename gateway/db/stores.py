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
from gateway.db.bulk import insert_rows
from gateway.db.types import from_micros, to_micros
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


_OF_PLATFORM = ", ".join(
    f"platform.{name}"
    for name in (
        "id", "issuer", "client_id", "auth_url", "token_url", "jwks_url", "deployments", "enabled", "lms",
    )
)  # fmt: skip
_OF_STATE = ", ".join(
    f"login_state.{name}"
    for name in (
        "state_hash", "nonce", "platform_id", "target", "created_at", "expires_at", "browser_hash", "used_at",
        "storage_target", "again",
    )
)  # fmt: skip
_STATE_COLUMNS = 10
_BY_ISSUER = f"SELECT {_OF_PLATFORM} FROM platform WHERE issuer = ?"  # noqa: S608 - names of columns
_BY_CLIENT = f"{_BY_ISSUER} AND client_id = ?"
_BY_ID = f"SELECT {_OF_PLATFORM} FROM platform WHERE id = ?"  # noqa: S608 - names of columns
_PEEK = f"SELECT {_OF_STATE} FROM login_state WHERE state_hash = ?"  # noqa: S608 - names of columns
_PEEK_BOTH = (
    f"SELECT {_OF_STATE}, {_OF_PLATFORM} FROM login_state"  # noqa: S608 - names of columns
    " LEFT JOIN platform ON platform.id = login_state.platform_id WHERE state_hash = ?"
)


def _platform(columns: tuple[Any, ...]) -> Platform:
    """Return a registration from its columns in stored form."""
    name, issuer, client_id, auth_url, token_url, jwks_url, deployments, enabled, lms = columns
    return Platform(name, issuer, client_id, auth_url, token_url, jwks_url, deployments, bool(enabled), lms)


def _state(columns: tuple[Any, ...]) -> LoginState:
    """Return a login from its columns in stored form."""
    state_hash, nonce, platform_id, target, created_at, expires_at, browser_hash, used_at, window, again = columns
    return LoginState(
        state_hash=state_hash, nonce=nonce, platform_id=platform_id, target=target,
        created_at=from_micros(created_at), expires_at=from_micros(expires_at), browser_hash=browser_hash,
        used_at=None if used_at is None else from_micros(used_at), storage_target=window, again=again,
    )  # fmt: skip


class Platforms:
    """Registrations of this tool in learning systems."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def by_issuer(self, issuer: str, client_id: str | None) -> Sequence[Platform]:
        """Return the registrations with exactly this issuer and, when given, exactly this client_id."""
        if client_id is None:
            return [_platform(row) for row in self.db.look(_BY_ISSUER, (issuer,))]
        return [_platform(row) for row in self.db.look(_BY_CLIENT, (issuer, client_id))]

    def by_id(self, platform_id: str) -> Platform | None:
        """Return one registration, or None when it is gone."""
        return next((_platform(row) for row in self.db.look(_BY_ID, (platform_id,))), None)


SWEEP = timedelta(minutes=1)
"""Between two looks for sign-ins that nobody finished."""

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
        row = (
            state.state_hash, state.platform_id, state.nonce, state.target, state.browser_hash,
            to_micros(state.created_at), to_micros(state.expires_at), None, None, state.storage_target, state.again,
        )  # fmt: skip
        sweep = state.created_at >= self._swept + SWEEP
        if sweep:
            self._swept = state.created_at

        def plan(write: Write) -> None:
            insert_rows(write.conn, t.login_state, [row])
            if sweep:
                over = (t.login_state.c.used_at.is_(None), t.login_state.c.expires_at < state.created_at)
                write.conn.execute(delete(t.login_state).where(*over))

        self.db.write(plan)

    def peek(self, state_hash: str) -> LoginState | None:
        """Return the login, used or expired as it may be, or None."""
        return next((_state(row) for row in self.db.look(_PEEK, (state_hash,))), None)

    def consume(self, state_hash: str, now: datetime) -> bool:
        """Mark the login used; of any number of parallel calls exactly one returns True."""
        asked = {"state": state_hash, "now": now}
        return self.db.write(lambda w: w.conn.execute(_CONSUME, asked).rowcount) == 1


class Entering:
    """The login of one launch that `services.enter` follows, with its platform: both stores, in one look."""

    def __init__(self, logins: Logins, platforms: Platforms) -> None:
        self._logins = logins
        self._platforms = platforms
        self._found: Platform | None = None

    def put(self, state: LoginState) -> None:
        """Remember a login and commit."""
        self._logins.put(state)

    def peek(self, state_hash: str) -> LoginState | None:
        """Return the login, used or expired as it may be, or None; its platform is asked for next."""
        for row in self._logins.db.look(_PEEK_BOTH, (state_hash,)):
            state, platform = row[:_STATE_COLUMNS], row[_STATE_COLUMNS:]
            self._found = _platform(platform) if platform[0] is not None else None
            return _state(state)
        return None

    def consume(self, state_hash: str, now: datetime) -> bool:
        """Return True: the login is used up in one commit with what is stored, or nothing is (L17)."""
        del state_hash, now
        return True

    def by_issuer(self, issuer: str, client_id: str | None) -> Sequence[Platform]:
        """Return the registrations with exactly this issuer and, when given, exactly this client_id."""
        return self._platforms.by_issuer(issuer, client_id)

    def by_id(self, platform_id: str) -> Platform | None:
        """Return one registration, or None when it is gone; that of the login was read with it."""
        found = self._found
        return found if found is not None and found.id == platform_id else self._platforms.by_id(platform_id)


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

"""What the LTI package needs to remember, as protocols: the application implements them over its database.

Every date is an aware UTC `datetime`; every hash is a lower-case hexadecimal SHA-256.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

Deployments = Literal["own", "shared"]
"""L19: `own` serves one tenant (new deployments join it), `shared` many (an administrator assigns each)."""


@dataclass(frozen=True)
class Platform:
    """One registration of this tool in an LMS: the pair (issuer, client_id) and its addresses."""

    id: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployments: Deployments = "shared"
    enabled: bool = True
    lms: str | None = None


class PlatformStore(Protocol):
    """Finds registrations; disabled ones are returned too, so that the page can say so (L03)."""

    def by_issuer(self, issuer: str, client_id: str | None) -> Sequence[Platform]:
        """Return the registrations with exactly this issuer and, when given, exactly this client_id."""
        ...

    def by_id(self, platform_id: str) -> Platform | None:
        """Return one registration, or None when it is gone."""
        ...


@dataclass(frozen=True)
class LoginState:
    """A login that was begun (L06). `used_at` is of its one launch.

    `browser_hash` is of the proof that the browser keeps, in a cookie or with the platform in the window
    `storage_target`; `again` is what begins the login once more in a window of its own (L41).
    """

    state_hash: str
    nonce: str
    platform_id: str
    target: str
    created_at: datetime
    expires_at: datetime
    browser_hash: str
    used_at: datetime | None = None
    storage_target: str | None = None
    again: str | None = None


class LoginStore(Protocol):
    """Keeps logins from their begin until some time after their expiry; used ones stay so that L25 can be told."""

    def put(self, state: LoginState) -> None:
        """Remember a login and commit."""
        ...

    def peek(self, state_hash: str) -> LoginState | None:
        """Return the login, used or expired as it may be, or None when it was never begun or is purged."""
        ...

    def consume(self, state_hash: str, now: datetime) -> bool:
        """Mark the login used and commit; of any number of parallel calls exactly one returns True (L17)."""
        ...


@dataclass(frozen=True)
class SigningKey:
    """The tool's private RSA key that signs now. The key itself never shows in a repr."""

    kid: str
    key: RSAPrivateKey = field(repr=False)


@dataclass(frozen=True)
class PublishedKey:
    """A public key of the tool that platforms may still meet."""

    kid: str
    key: RSAPublicKey

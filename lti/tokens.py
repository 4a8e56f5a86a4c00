"""Access tokens for platform services: client credentials, proven by a signed assertion (security framework 4.1).

One `Tokens` lives as long as the process. It keeps each token until a minute before its end, asks once however many
threads want the same one, and after a refusal of our key asks again at the earliest ten minutes later (F02).
"""

from __future__ import annotations

import math
import secrets
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

from lti.answers import About, Answer, judge
from lti.http import Clock, Http
from lti.lms.base import AdapterError, Refused, Transient

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523 section 2.2."""

_ASSERTION_LIFE = timedelta(minutes=5)
_BACKDATED = timedelta(seconds=30)
"""Some platforms refuse an assertion that is a second ahead of their own clock."""

_MARGIN = timedelta(seconds=60)
_ASSUMED_LIFE = 3600
_LONGEST_LIFE = 86_400
_SILENCE = timedelta(minutes=10)


class Signer(Protocol):
    """The tool's current private key."""

    @property
    def kid(self) -> str:
        """Key id, as published in our key set."""
        ...

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the claims as a compact RS256 token whose header carries `kid`."""
        ...


@dataclass(frozen=True)
class StoredToken:
    """A token and the instant (UTC) at which it ends."""

    value: str
    expires_at: datetime


class TokenStore(Protocol):
    """Where tokens outlive a thread; one that shares between processes saves a fetch per process."""

    def get(self, key: str) -> StoredToken | None:
        """Return what was put last under this key, expired or not."""
        ...

    def put(self, key: str, token: StoredToken) -> None:
        """Keep a token; an older one under the same key is replaced."""
        ...


class MemoryTokenStore:
    """Tokens in this process only."""

    def __init__(self) -> None:
        self._kept: dict[str, StoredToken] = {}

    def get(self, key: str) -> StoredToken | None:
        """Return what was put last under this key."""
        return self._kept.get(key)

    def put(self, key: str, token: StoredToken) -> None:
        """Keep a token."""
        self._kept[key] = token


@dataclass(frozen=True)
class TokenPlatform:
    """One registration; `key` tells registrations apart, `audience` is the token URL unless the platform names one."""

    key: str
    client_id: str
    token_url: str
    audience: str | None = None


class TokenSource(Protocol):
    """Gives tokens of one platform."""

    def get(self, scopes: frozenset[str]) -> str:
        """Return a token good for these scopes, or raise Refused or Transient."""
        ...

    def renew(self, scopes: frozenset[str], refused: str) -> str:
        """Return another token than the one a service has just refused, or that one where there is no other (F01)."""
        ...


@dataclass(frozen=True)
class FixedToken:
    """A token that a person gave; there is no other when it is refused."""

    value: str | None

    def get(self, scopes: frozenset[str]) -> str:  # noqa: ARG002 - its scopes were chosen when it was made
        """Return the token, or raise Refused `token_missing`."""
        if not self.value:
            raise Refused("token_missing")
        return self.value

    def renew(self, scopes: frozenset[str], refused: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return the same token."""
        return refused


@dataclass
class _Slot:
    """What concerns one (platform, scopes): its lock and its last refusal."""

    lock: threading.Lock
    refusal: Refused | None = None
    silent_until: datetime | None = None


class Tokens:
    """The tokens of all platforms."""

    def __init__(self, http: Http, signer: Signer, store: TokenStore, *, now: Clock) -> None:
        self._http = http
        self._signer = signer
        self._store = store
        self._now = now
        self._slots: defaultdict[str, _Slot] = defaultdict(lambda: _Slot(threading.Lock()))
        self._slots_lock = threading.Lock()

    def of(self, platform: TokenPlatform) -> TokenSource:
        """Return the source of one platform's tokens."""
        return _Source(self, platform)

    def forgive(self, platform: TokenPlatform) -> None:
        """Forget refusals of one platform, because an admin says the cause is gone."""
        with self._slots_lock:
            for key in [key for key in self._slots if key.startswith(_prefix(platform))]:
                self._slots[key].silent_until = None

    def obtain(self, platform: TokenPlatform, scopes: frozenset[str], refused: str | None = None) -> str:
        """Return the kept token unless it is the refused one or near its end; otherwise fetch one, one at a time."""
        key = _prefix(platform) + " ".join(sorted(scopes))
        with self._slots_lock:
            slot = self._slots[key]
        with slot.lock:
            now = self._now()
            kept = self._store.get(key)
            if kept and kept.value != refused and kept.expires_at - _MARGIN > now:
                return kept.value
            if slot.refusal and slot.silent_until and now < slot.silent_until:
                raise Refused(slot.refusal.code, slot.refusal.detail)
            try:
                token = self._fetch(platform, scopes, now)
            except Refused as refusal:
                slot.refusal, slot.silent_until = refusal, now + _SILENCE
                raise
            self._store.put(key, token)
            return token.value

    def ask(self, platform: TokenPlatform, scopes: frozenset[str], *, over: Http | None = None) -> Answer:
        """Ask the token endpoint once, past the store and every pause, and return its answer, whatever it says.

        `over` is another door to go through, such as one with less patience. Raises what `Http.call` raises.
        """
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._signer.sign(_claims(platform, self._now())),
            "scope": " ".join(sorted(scopes)),
        }
        return (over or self._http).call(
            "POST",
            platform.token_url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            body=urlencode(form).encode(),
        )

    def _fetch(self, platform: TokenPlatform, scopes: frozenset[str], now: datetime) -> StoredToken:
        """Ask for a token and read it; `now` is when its life begins at the earliest."""
        answer = self.ask(platform, scopes)
        if not answer.ok:
            raise _refusal(answer, scopes)
        return _read(answer, scopes, now)


@dataclass(frozen=True)
class _Source:
    """The tokens of one platform."""

    tokens: Tokens
    platform: TokenPlatform

    def get(self, scopes: frozenset[str]) -> str:
        return self.tokens.obtain(self.platform, scopes)

    def renew(self, scopes: frozenset[str], refused: str) -> str:
        return self.tokens.obtain(self.platform, scopes, refused)


def _prefix(platform: TokenPlatform) -> str:
    """Return the part of a cache key that names the registration; tokens are bound to the host that made them."""
    return f"{platform.key} {platform.client_id} {platform.token_url} "


def _claims(platform: TokenPlatform, now: datetime) -> dict[str, Any]:
    """Return the assertion's claims: issuer and subject are the client id, good for five minutes."""
    return {
        "iss": platform.client_id,
        "sub": platform.client_id,
        "aud": platform.audience or platform.token_url,
        "iat": int((now - _BACKDATED).timestamp()),
        "exp": int((now + _ASSERTION_LIFE).timestamp()),
        "jti": secrets.token_urlsafe(24),
    }


def _refusal(answer: Answer, scopes: frozenset[str]) -> AdapterError:
    """Class a refusal of the token endpoint (F02, F04): by the error code of RFC 6749 5.2, else by the status."""
    found = judge(answer, About.ACCESS)
    if isinstance(found, Transient):
        return found
    words = answer.text()
    if "jwk error" in words.lower():
        return Transient("lms_error", f"the platform could not read our key set: {words}")
    if "invalid_scope" in words:
        return Refused("scope_missing", " ".join(sorted(scopes)))
    return Refused("key_refused", f"{answer.status} {words}".strip())


def _read(answer: Answer, scopes: frozenset[str], now: datetime) -> StoredToken:
    """Read a granted token; scopes left out of the answer mean those asked for (RFC 6749 5.1)."""
    granted = answer.json_object()
    value = granted.get("access_token")
    if not isinstance(value, str) or not value:
        raise Transient("lms_error", "token answer without a token")
    listed = granted.get("scope")
    if isinstance(listed, str):
        missing = scopes - set(listed.split())
        if missing:
            raise Refused("scope_missing", " ".join(sorted(missing)))
    return StoredToken(value, now + timedelta(seconds=life(granted.get("expires_in"))))


def life(value: Any) -> float:
    """Return a token's life in seconds (F03): absent or unreadable is an hour, text is read, zero is used once."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return _ASSUMED_LIFE
    if not math.isfinite(seconds):
        return _ASSUMED_LIFE
    return min(max(seconds, 0), _LONGEST_LIFE)

"""Step one of a launch: answer the platform's login request with a redirect to its authorization address (L01-L06).

The library builds the authorization request (`OIDCLogin`). Ours, through its seams: which platform, which target and
which `redirect_uri`; state and nonce from the system's random source (the library's nonce holds the machine's network
address); a cookie per login with a value of its own instead of the state itself (L11, L40); an authorization address
that already has a query; and a row in the store instead of a web session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.registration import Registration

from lti.adapters import Form, OnePlatform, StateCookie, StateSession
from lti.errors import (
    LoginParameterMissing,
    LoginTargetRefused,
    PlatformAmbiguous,
    PlatformDisabled,
    PlatformUnknown,
)
from lti.storage import Storage, again_of, storage_of, target_of
from lti.stores import LoginState, LoginStore, Platform, PlatformStore

LIFETIME = timedelta(minutes=10)
_LONGEST_TARGET = 2_000
_LONGEST_SHOWN = 200
_PORTS = {"http": 80, "https": 443}


class Random(Protocol):
    """Where secrets come from: the module `secrets`, or a fixed sequence in tests."""

    def token_urlsafe(self, nbytes: int | None = None, /) -> str:
        """Return a URL-safe text made of `nbytes` random bytes."""
        ...


@dataclass(frozen=True)
class ToolUrls:
    """This tool's own addresses: `targets` are the paths a `target_link_uri` may have, `launch_url` is registered."""

    base_url: str
    launch_url: str
    targets: frozenset[str]


@dataclass(frozen=True)
class LoginRedirect:
    """Where to send the browser, and the proof that it was this one: by cookie, and by the platform's storage (1.5).

    `max_age` is in seconds; `storage` is None where the platform offers none; `again` is the hash of the state by which
    this login can be begun again in a window of its own (L41).
    """

    url: str
    cookie_name: str
    cookie_value: str
    max_age: int
    storage: Storage | None = None
    again: str | None = None


def hashed(secret: str) -> str:
    """Return the SHA-256 of a text in hexadecimal; what cannot be encoded is replaced, never an error."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def cookie_name(state_hash: str) -> str:
    """Return the name of the cookie of one login, so that parallel launches keep their own (L40)."""
    return f"wm-login-{state_hash[:20]}"


def begin(
    params: Mapping[str, str],
    *,
    platforms: PlatformStore,
    logins: LoginStore,
    urls: ToolUrls,
    now: datetime,
    rng: Random = secrets,
) -> LoginRedirect:
    """Return the redirect for a login request, GET or POST alike; raise a `LoginError` and store nothing otherwise."""
    given = {name: _text(params, name) for name in ("iss", "login_hint", "target_link_uri")}
    for name in ("client_id", "lti_message_hint"):
        if name in params:
            given[name] = _text(params, name)
    platform = _platform(platforms, given["iss"], given.get("client_id"))
    target = _target(given["target_link_uri"], urls)
    login = _Login(given, platform, rng)
    url = login.authorization_url(urls.launch_url)
    state_hash, proof = hashed(login.state), rng.token_urlsafe(32)
    target_window, again = target_of(params), again_of(params)
    logins.put(
        LoginState(
            state_hash=state_hash,
            nonce=login.nonce,
            platform_id=platform.id,
            target=target,
            created_at=now,
            expires_at=now + LIFETIME,
            browser_hash=hashed(proof),
            storage_target=target_window,
            again=again,
        )
    )
    storage = storage_of(target_window, platform.auth_url, login.state)
    return LoginRedirect(
        url, cookie_name(state_hash), proof, int(LIFETIME.total_seconds()), storage, state_hash if again else None
    )


def _text(params: Mapping[str, str], name: str) -> str:
    """Return a parameter that is present and can be echoed byte for byte (L05)."""
    value = params.get(name, "")
    try:
        value.encode()
    except UnicodeEncodeError:
        value = ""
    if not value and name in {"iss", "login_hint", "target_link_uri"}:
        raise LoginParameterMissing(name)
    return value


def _platform(platforms: PlatformStore, issuer: str, client_id: str | None) -> Platform:
    """Return the one enabled registration (L02, L03)."""
    found = platforms.by_issuer(issuer, client_id or None)
    shown = issuer[:_LONGEST_SHOWN]
    if not found:
        raise PlatformUnknown(shown)
    if len(found) > 1:
        raise PlatformAmbiguous(shown)
    if not found[0].enabled:
        raise PlatformDisabled(shown)
    return found[0]


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def _target(target: str, urls: ToolUrls) -> str:
    """Return the target unchanged when it is a page of ours (L04), whatever its query."""
    plain = target.isascii() and target.isprintable() and "\\" not in target and " " not in target
    try:
        parts, own = urlsplit(target), urlsplit(urls.base_url)
        ours = _origin(parts) == _origin(own) and "@" not in parts.netloc and parts.path in urls.targets
    except ValueError:
        ours = False
    if not (plain and ours and len(target) <= _LONGEST_TARGET):
        raise LoginTargetRefused
    return target


class _Login(OIDCLogin[Form, OnePlatform, StateSession, StateCookie, str]):
    """The library's login for one platform that is known already; keeps the state and nonce it made."""

    def __init__(self, given: Mapping[str, str], platform: Platform, rng: Random) -> None:
        form = Form(given)
        super().__init__(form, OnePlatform(platform), StateSession(form), StateCookie())
        self._platform = platform
        self._rng = rng

    def _get_uuid(self) -> str:
        return self._rng.token_urlsafe(32)

    def _generate_nonce(self) -> str:
        return self._rng.token_urlsafe(32)

    def validate_oidc_login(self) -> Registration:
        """Take the platform found by L02 and L03, with its authorization address cut at the query."""
        registration: Registration = self._tool_config.registration()
        registration.set_auth_login_url(self._platform.auth_url.partition("?")[0])
        return registration

    def get_redirect(self, url: str) -> Redirect[str]:
        """Refuse: the caller redirects, this class only makes the address."""
        raise NotImplementedError(url)

    @property
    def state(self) -> str:
        """The state the library made and gave to the cookie service."""
        return self._cookie_service.state

    @property
    def nonce(self) -> str:
        """The nonce the library gave to the session service."""
        return self._session_service.nonce

    def authorization_url(self, launch_url: str) -> str:
        """Return the authorization request; the registered address keeps a query of its own (L05)."""
        url = self._prepare_redirect_url(launch_url)
        address, _, request = url.partition("?")
        own_query = self._platform.auth_url.partition("?")[2]
        return f"{address}?{own_query}&{request}" if own_query else url

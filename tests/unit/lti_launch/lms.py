"""A platform made for these tests: begins logins, signs tokens, and lets every part be bent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti.claims import Launch
from lti.jwks import KeySets
from lti.keys import key_id, public_jwk
from lti.launch import finish
from lti.login import LoginRedirect, ToolUrls, begin
from lti.stores import Platform

from .memory import KeyServer, MemoryLogins, MemoryPlatforms

NOW = datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TARGET = "https://tool.example/lti/launch?placement=course"
URLS = ToolUrls(
    base_url="https://tool.example",
    launch_url="https://tool.example/lti/launch",
    targets=frozenset({"/lti/launch", "/lti/deeplink"}),
)
PLATFORM = Platform(
    id="p1",
    issuer="https://lms.example",
    client_id="client-1",
    auth_url="https://lms.example/auth",
    token_url="https://lms.example/token",
    jwks_url="https://lms.example/jwks",
)
Bend = Callable[[dict[str, Any]], object]


@dataclass
class Begun:
    """One login as the browser and the platform see it."""

    redirect: LoginRedirect
    state: str
    nonce: str

    @property
    def cookies(self) -> dict[str, str]:
        return {self.redirect.cookie_name: self.redirect.cookie_value}


def full_claims(nonce: str, role: str = "Learner", now: datetime = NOW) -> dict[str, Any]:
    """Return a launch with everything a platform may send."""
    seconds = int(now.timestamp())
    return {
        "iss": PLATFORM.issuer,
        "aud": PLATFORM.client_id,
        "azp": PLATFORM.client_id,
        "iat": seconds,
        "exp": seconds + 3600,
        "nonce": nonce,
        "sub": "11a2b3c4-5d6e-4f70",
        "name": "Ana Ruiz",
        "given_name": "Ana",
        "family_name": "Ruiz",
        "email": "ana@school.example",
        "locale": "en",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}deployment_id": "2345:ab12",
        f"{CLAIM}target_link_uri": TARGET,
        f"{CLAIM}resource_link": {"id": "link-1", "title": "Ratios"},
        f"{CLAIM}roles": [MEMBERSHIP + role],
        f"{CLAIM}context": {"id": "course-1", "title": "Math 6", "label": "MATH6"},
        f"{CLAIM}custom": {"user_id": "42", "section": "$CourseSection.sourcedId", "context_history": "c9,c8"},
        f"{CLAIM}launch_presentation": {"return_url": "https://lms.example/courses/3", "locale": "es"},
        f"{CLAIM}tool_platform": {"guid": "g", "product_family_code": "lms-x"},
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
            "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
            "lineitems": "https://lms.example/line_items",
            "lineitem": "https://lms.example/line_items/1",
        },
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
            "context_memberships_url": "https://lms.example/members",
        },
    }


@dataclass
class Lms:
    """The platform, its key, and the tool's stores around it."""

    key: RSAPrivateKey
    platforms: MemoryPlatforms = field(default_factory=lambda: MemoryPlatforms(PLATFORM))
    logins: MemoryLogins = field(default_factory=MemoryLogins)

    def __post_init__(self) -> None:
        self.kid = key_id(self.key.public_key())
        self.serve({"keys": [public_jwk(self.key.public_key())]})

    def serve(self, key_set: dict[str, Any]) -> None:
        self.server = KeyServer(json.dumps(key_set).encode())
        self.keysets = KeySets(self.server)

    def begin(self, *, now: datetime = NOW, **changes: str | None) -> Begun:
        params: dict[str, str | None] = {
            "iss": PLATFORM.issuer,
            "login_hint": "hint é&=+%20",
            "target_link_uri": TARGET,
            "client_id": PLATFORM.client_id,
            "lti_message_hint": "eyJ.a+b/c==",
            **changes,
        }
        given = {name: value for name, value in params.items() if value is not None}
        redirect = begin(given, platforms=self.platforms, logins=self.logins, urls=URLS, now=now)
        query = parse_qs(urlsplit(redirect.url).query)
        return Begun(redirect, query["state"][0], query["nonce"][0])

    def sign(self, claims: Any, *, key: Any = None, alg: str = "RS256", header: dict[str, Any] | None = None) -> str:
        """Sign any JSON, valid claims or not; a header value of None takes the field away."""
        fields = {"kid": self.kid} | (header or {})
        present = {name: value for name, value in fields.items() if value is not None}
        return jwt.PyJWS().encode(json.dumps(claims).encode(), key or self.key, alg, headers=present)

    def finish(self, begun: Begun, token: str, *, cookies: dict[str, str] | None = None, now: datetime = NOW) -> Launch:
        return finish(
            {"state": begun.state, "id_token": token},
            begun.cookies if cookies is None else cookies,
            platforms=self.platforms,
            logins=self.logins,
            keysets=self.keysets,
            now=now,
        )

    def launch(self, bend: Bend | None = None, *, role: str = "Learner", now: datetime = NOW, **signing: Any) -> Launch:
        """Do a whole login and launch; `bend` changes the claims before they are signed."""
        begun = self.begin(now=now)
        claims = full_claims(begun.nonce, role, now)
        if bend:
            bend(claims)
        return self.finish(begun, self.sign(claims, **signing), now=now)


def ago(**parts: float) -> int:
    """Return the time that long before NOW, in seconds since 1970."""
    return int((NOW - timedelta(**parts)).timestamp())

"""Dynamic registration: a platform's configuration read and checked, this tool described, the answer read (T09, T10).

The platform opens our page with two values in its address: where its configuration lies, and a token that lets us
register once. Nothing here stores anything; every failure is a `RegistrationError`, after which the platform's admin
starts again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lti.answers import Answer
from lti.errors import (
    RegistrationAddressRefused,
    RegistrationAnswerIncomplete,
    RegistrationNotAccepted,
    RegistrationTokenRefused,
    RegistrationUnreachable,
)
from lti.http import Http
from lti.lms.base import AdapterError, Permanent
from lti.registration_document import PLATFORM_CONFIGURATION, TOOL_CONFIGURATION, PlatformDocument, parse, vouched

__all__ = [
    "PLATFORM_CONFIGURATION", "TOOL_CONFIGURATION", "Managed", "PlatformDocument", "Registered", "current", "discover",
    "register", "replace",
]  # fmt: skip

_LONGEST_TOKEN = 8192
_LONGEST_URL = 2000


@dataclass(frozen=True)
class Registered:
    """What the platform answered: our client id there, the deployment where it made one, the scopes it allows.

    `scopes` is None where the answer does not say; the token answer is what counts either way.
    """

    client_id: str
    deployment_id: str | None = None
    scopes: frozenset[str] | None = None
    managed: Managed | None = None


@dataclass(frozen=True)
class Managed:
    """Where the platform lets us read and replace our registration later, and the token for it (RFC 7592)."""

    url: str
    token: str = field(repr=False)


def discover(http: Http, url: str, token: str) -> PlatformDocument:
    """Fetch and check the configuration at `url`; the token goes along, as some platforms want it even here.

    RegistrationAddressRefused, RegistrationUnreachable, RegistrationTokenRefused, RegistrationDocumentInvalid,
    RegistrationIssuerMismatch.
    """
    answer = _call(http, "GET", url, token)
    if not answer.ok:
        raise _refusal(answer)
    document = parse(answer.body, url)
    for address in document.addresses:
        try:
            http.check(address)
        except Permanent as error:
            raise RegistrationAddressRefused(f"{address[:200]}: {error.detail}") from error
    return document


def register(http: Http, document: PlatformDocument, token: str, request: Mapping[str, Any]) -> Registered:
    """Send the request and return what was made of it; called again with an update token, it replaces.

    RegistrationUnreachable, RegistrationTokenRefused, RegistrationNotAccepted with the platform's words, and
    RegistrationAnswerIncomplete.
    """
    body = _object(_call(http, "POST", document.registration_url, token, json.dumps(dict(request)).encode()))
    client_id = _text(body.get("client_id"))
    if client_id is None:
        raise RegistrationAnswerIncomplete("no client_id")
    tool = body.get(TOOL_CONFIGURATION)
    deployment = _text(tool.get("deployment_id")) if isinstance(tool, dict) else None
    return Registered(
        client_id, deployment or _text(body.get("deployment_id")), _scopes(body.get("scope")),
        _managed(http, document.issuer, body),
    )  # fmt: skip


def current(http: Http, managed: Managed) -> dict[str, Any]:
    """Return our registration as the platform holds it now (RFC 7592 2.1); raises as `register` does."""
    return _object(_call(http, "GET", managed.url, managed.token))


def replace(http: Http, managed: Managed, issuer: str, request: Mapping[str, Any]) -> tuple[dict[str, Any], Managed]:
    """Put another registration in its place (RFC 7592 2.2); return what is held now, and where from now on.

    The platform may give another address or token with its answer; where it gives none, the old ones stay.
    """
    body = _object(_call(http, "PUT", managed.url, managed.token, json.dumps(dict(request)).encode()))
    return body, _managed(http, issuer, body) or managed


def _object(answer: Answer) -> dict[str, Any]:
    if not answer.ok:
        raise _refusal(answer)
    try:
        return answer.json_object()
    except AdapterError as error:
        raise RegistrationAnswerIncomplete(error.detail) from error


def _managed(http: Http, issuer: str, body: Mapping[str, Any]) -> Managed | None:
    """Return the address and token of an answer; None where one is missing or the address is not the platform's."""
    url, token = body.get("registration_client_uri"), body.get("registration_access_token")
    if not isinstance(url, str) or not isinstance(token, str) or not token or len(url) > _LONGEST_URL:
        return None
    try:
        http.check(url)
    except Permanent:
        return None
    return Managed(url, token) if vouched(issuer, url) else None


def _call(http: Http, method: str, url: str, token: str, body: bytes | None = None) -> Answer:
    """Do one call with the token; what cannot even be sent is told as an error of ours."""
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if token:
        if len(token) > _LONGEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
            raise RegistrationTokenRefused("no token of a platform looks like this")
        headers["Authorization"] = f"Bearer {token}"
    try:
        return http.call(method, url, headers=headers, body=body)
    except Permanent as error:
        raise RegistrationAddressRefused(error.detail) from error
    except AdapterError as error:
        raise RegistrationUnreachable(f"{error.code} {error.detail}".strip()) from error


def _refusal(answer: Answer) -> Exception:
    """Return what a failed answer means."""
    words = f"{answer.status} {answer.text()}".strip()
    if answer.status == 401:
        return RegistrationTokenRefused(words)
    if answer.status >= 500 or answer.status == 429:
        return RegistrationUnreachable(words)
    return RegistrationNotAccepted(words)


def _text(value: Any) -> str | None:
    """Return an id, which some platforms write as a number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    found = str(value).strip()
    return found if found and len(found) <= 255 and found.isprintable() else None


def _scopes(value: Any) -> frozenset[str] | None:
    return frozenset(value.split()) if isinstance(value, str) else None

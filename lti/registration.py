"""Dynamic registration: a platform's configuration read and checked, this tool described, the answer read (T09, T10).

The platform opens our page with two values in its address: where its configuration lies, and a token that lets us
register once. Nothing here stores anything; every failure is a `RegistrationError`, after which the platform's admin
starts again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
from lti.registration_document import PLATFORM_CONFIGURATION, TOOL_CONFIGURATION, PlatformDocument, parse

__all__ = ["PLATFORM_CONFIGURATION", "TOOL_CONFIGURATION", "PlatformDocument", "Registered", "discover", "register"]

_LONGEST_TOKEN = 8192


@dataclass(frozen=True)
class Registered:
    """What the platform answered: our client id there, the deployment where it made one, the scopes it allows.

    `scopes` is None where the answer does not say; the token answer is what counts either way.
    """

    client_id: str
    deployment_id: str | None = None
    scopes: frozenset[str] | None = None


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
    answer = _call(http, "POST", document.registration_url, token, json.dumps(dict(request)).encode())
    if not answer.ok:
        raise _refusal(answer)
    try:
        body = answer.json_object()
    except AdapterError as error:
        raise RegistrationAnswerIncomplete(error.detail) from error
    client_id = _text(body.get("client_id"))
    if client_id is None:
        raise RegistrationAnswerIncomplete("no client_id")
    tool = body.get(TOOL_CONFIGURATION)
    deployment = _text(tool.get("deployment_id")) if isinstance(tool, dict) else None
    return Registered(client_id, deployment or _text(body.get("deployment_id")), _scopes(body.get("scope")))


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

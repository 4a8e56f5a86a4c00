"""Dynamic registration as far as all LMSs that have it agree: the address with its two values, and the token."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import jwt
from flask import request

from sandbox.parts import Json, keys
from sandbox.parts.site import Site

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"

LIFETIME = 3600
"""Seconds that a registration token lives."""

LIES = ("", "issuer", "expired", "broken", "no_client_id", "extra", "fewer", "managed")
"""Values of the switch `registration`: another issuer, a token of long ago, 500, no client id, members nobody knows,
no class lists, an address at which the tool reads and replaces its registration later (RFC 7592)."""


MANAGED = "/registrations"
"""Where the registrations are that a tool may change, each under its client id."""


def opened(url: str, configuration: str, token: str) -> str:
    """Return the tool's registration address as the frame opens it; what it asks for already stays."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query), ("openid_configuration", configuration), ("registration_token", token)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def issue(site: Site[Any, Any], claims: Json, now: int) -> str:
    """Return a token over these claims, of an hour ago where the switch says so."""
    late = 2 * LIFETIME if site.faults.registration == "expired" else 0
    return str(site.state.sign({**claims, "iat": now - late, "exp": now - late + LIFETIME}))


def bearer(site: Site[Any, Any], now: int) -> Json | None:
    """Return the claims of the request's token where this LMS signed it and it is not too old."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False}
    for one in keys.jwks(site.state.keys)["keys"]:
        try:
            claims: Json = jwt.decode(token, jwt.PyJWK(one), algorithms=["RS256"], options=options)
        except jwt.PyJWTError:
            continue
        return claims if claims.get("exp", 0) > now else None
    return None


def dressed(site: Site[Any, Any], answer: Json) -> Json:
    """Return the answer of a registration as the switch bends it."""
    if site.faults.registration == "no_client_id":
        return {name: value for name, value in answer.items() if name != "client_id"}
    if site.faults.registration == "extra":
        return {**answer, "https://lms.example/unknown": {"nested": [1, None]}, "client_secret_expires_at": 0}
    if site.faults.registration == "managed":
        client_id = str(answer["client_id"])
        token = str(site.state.sign({"manages": client_id, "exp": int(site.clock().timestamp()) + 400 * 86_400}))
        return {**answer, "registration_client_uri": f"{site.url}{MANAGED}/{client_id}",
                "registration_access_token": token}  # fmt: skip
    if site.faults.registration == "fewer":
        return {**answer, "scope": " ".join(one for one in answer["scope"].split() if "nrps" not in one)}
    return answer

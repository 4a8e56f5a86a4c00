"""The client-credentials token endpoint and the check of its access tokens (facts 5)."""

import json
import secrets
from typing import Any

import jwt
import requests
from flask import Blueprint, Response, request

from sandbox.moodle.errors import BrokenPage, Refusal
from sandbox.moodle.lms import Lms, lms
from sandbox.moodle.model import ToolConfig
from sandbox.moodle.scopes import granted_scopes
from sandbox.moodle.token_requests import malformed
from sandbox.parts import Json

blueprint = Blueprint("tokens", __name__)

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = 3600
_FETCH_SECONDS = 5


class Refused(Exception):
    """A token is refused with this error code or text."""


@blueprint.post("/mod/lti/token.php")
def token() -> Response:
    """Exchange a signed assertion for an access token; JSON that calls itself text/html."""
    site = lms()
    if site.faults.token_500:
        raise BrokenPage("Coding error detected, it must be fixed by a programmer", 500)
    if problem := malformed(request.form):
        return Response(json.dumps({"error": problem}), 400, content_type="text/html; charset=utf-8")
    try:
        body, status = _grant(site), 200
    except Refused as error:
        body, status = {"error": str(error)}, 400
    return Response(json.dumps(body), status, content_type="text/html; charset=utf-8")


def check_bearer(site: Lms, scopes: tuple[str, ...]) -> None:
    """Refuse with 401 unless the request's access token is ours, current and carries one of the scopes."""
    if site.faults.expire_tokens_now:
        site.faults.expire_tokens_now = False
        with site.store.change() as state:
            state.tokens.clear()
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known = site.state.tokens.get(value)
    if known is None or known["expires"] <= site.seconds() or not set(scopes) & set(known["scopes"]):
        raise Refusal(401, "Unauthorized")


def _grant(site: Lms) -> Json:
    form = request.form
    if form.get("grant_type") != "client_credentials":
        raise Refused("unsupported_grant_type")
    if form.get("client_assertion_type") != _ASSERTION_TYPE or not form.get("client_assertion"):
        raise Refused("invalid_request")
    check_times(site, _verified(site, form["client_assertion"]))
    # Unknown scopes are dropped in silence.
    granted = [scope for scope in form.get("scope", "").split() if scope in granted_scopes(site)]
    granted = [scope for scope in granted if scope not in site.faults.missing_scopes]
    if not granted:
        raise Refused("invalid_scope")
    access = secrets.token_hex(16)
    with site.store.change() as state:
        now = site.seconds()
        state.tokens = {key: old for key, old in state.tokens.items() if old["expires"] > now}
        state.tokens[access] = {"scopes": granted, "expires": now + _LIFETIME}
    return {"access_token": access, "token_type": "Bearer", "expires_in": _LIFETIME, "scope": " ".join(granted)}


def _verified(site: Lms, assertion: str) -> Json:
    # Audience, issuer and jti are not looked at, and the times are checked by our own clock.
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    try:
        header = jwt.get_unverified_header(assertion)
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise Refused("Wrong number of segments") from error
    tool = site.tool
    if tool is None or claims.get("sub") != tool.client_id or site.faults.invalid_client:
        raise Refused("invalid_client")
    if not header.get("kid"):
        raise Refused('"kid" empty, unable to lookup correct key')
    try:
        return jwt.decode(assertion, key_of(site, tool, str(header["kid"])), algorithms=["RS256"], options=options)
    except jwt.PyJWTError as error:
        raise Refused("Signature verification failed") from error


def key_of(site: Lms, tool: ToolConfig, kid: str) -> jwt.PyJWK:
    """Key of the cached set; an unknown kid replaces the set, and until then a withdrawn key works on."""
    known = next((one for one in site.state.tool_keys if one.get("kid") == kid), None)
    if known is None:
        fetched = _fetch(site, tool)
        with site.store.change() as state:
            state.tool_keys = fetched
        known = next((one for one in fetched if one.get("kid") == kid), None)
    if known is None:
        raise Refused('"kid" invalid, unable to lookup correct key')
    try:
        return jwt.PyJWK(known, algorithm="RS256")
    except jwt.PyJWTError as error:
        raise Refused("Signature verification failed") from error


def _fetch(site: Lms, tool: ToolConfig) -> list[Json]:
    if site.faults.jwks_blocked:
        raise BrokenPage("The URL is blocked.")
    try:
        answer = requests.get(tool.jwks_url, timeout=_FETCH_SECONDS)
        answer.raise_for_status()
        return [dict(key) for key in answer.json()["keys"]]
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise BrokenPage("The tool's key set could not be read") from error


def check_times(site: Lms, claims: Json) -> None:
    """Refuse a token from the future or of the past; there is no leeway."""
    # Compared with fractions, so a tool whose clock is a moment ahead is refused: there is no leeway.
    now = site.now().timestamp()
    if isinstance(claims.get("iat"), int | float) and claims["iat"] > now:
        raise Refused(f"Cannot handle token with iat prior to {claims['iat']}")
    if isinstance(claims.get("exp"), int | float) and claims["exp"] <= now:
        raise Refused("Expired token")

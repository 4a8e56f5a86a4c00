"""The client-credentials token endpoint and the check of its access tokens (canvas facts 1.7, 1.8)."""

import secrets
from typing import Any

import jwt
import requests
from flask import Blueprint, Response, jsonify, request

from sandbox.canvas import user_tokens
from sandbox.canvas.errors import ApiError, lti_error
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import ToolConfig
from sandbox.parts import Json

blueprint = Blueprint("tokens", __name__)

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "jti")
_OLDEST, _AHEAD = 300, 30
_FETCH_SECONDS = 5


@blueprint.post("/login/oauth2/token")
def token() -> Response:
    """Exchange a signed assertion for an access token."""
    site, form = lms(), request.form
    if form.get("grant_type") in user_tokens.GRANTS:
        return jsonify(site.alone(lambda: user_tokens.granted(site, form)))
    if form.get("grant_type") != "client_credentials":
        raise _refused(400, "unsupported_grant_type", "The grant_type you requested is not currently supported")
    if form.get("client_assertion_type") != _ASSERTION_TYPE:
        raise _refused(400, "invalid_request", "client_assertion_type is not supported")
    tool = _client(site, form.get("client_assertion", ""))
    _check_times(site, verified(form["client_assertion"], tool))
    asked = form.get("scope", "").split()
    unknown = [scope for scope in asked if scope not in tool.scopes]
    if unknown or not asked:
        raise _refused(400, "invalid_scope", f"The requested scope is invalid, unknown, or malformed: {unknown}")
    granted = " ".join(scope for scope in asked if scope not in site.faults.missing_scopes)
    return jsonify(_answer(site, tool, granted))


def bearer(site: Lms, scopes: tuple[str, ...]) -> str:
    """Client id of the request's access token; 401 unless it is ours, current and carries one of the scopes."""
    value = request.headers.get("Authorization", "")
    if not value.startswith("Bearer "):
        raise lti_error(401, "Missing access token")
    claims = _access_claims(site, value.removeprefix("Bearer "))
    if site.faults.expire_tokens_now:
        site.faults.expire_tokens_now = False
        with site.store.change() as state:
            state.token_epoch += 1
    if claims["epoch"] != site.state.token_epoch or claims["exp"] <= site.clock().timestamp():
        raise lti_error(401, "Access token expired")
    if site.tool is None or claims["sub"] != site.tool.client_id or not site.tool_on:
        raise lti_error(401, "Unknown or inactive Developer Key")
    if not set(scopes) & set(str(claims["scopes"]).split()):
        raise lti_error(401, "Insufficient permissions")
    return str(claims["sub"])


def client_of(value: str) -> str | None:
    """Client id written in an access token, unchecked; None when there is none. Only for accounting."""
    try:
        return str(jwt.decode(value, options={"verify_signature": False}).get("sub"))
    except jwt.PyJWTError:
        return None


def _access_claims(site: Lms, value: str) -> Json:
    options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "sub"]}
    try:
        return jwt.decode(value, site.state.token_secret, algorithms=["HS256"], audience=site.url, options=options)
    except jwt.InvalidSignatureError as error:
        raise lti_error(401, "Invalid access token signature") from error
    except jwt.DecodeError as error:
        raise lti_error(401, "Invalid access token format") from error
    except jwt.PyJWTError as error:
        raise lti_error(401, "Access token contains invalid claims") from error


def _client(site: Lms, assertion: str) -> ToolConfig:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise _refused(400, "invalid_request", str(error)) from error
    missing = [name for name in _CLAIMS[1:] if name not in claims]
    known = site.tool is not None and claims.get("sub") == site.tool.client_id
    if site.tool is None or not known or site.faults.invalid_client:
        raise _refused(site.faults.invalid_client_status, "invalid_client", "unknown client")
    if missing:
        raise _refused(400, "invalid_request", f"the following assertions are missing: {','.join(missing)}")
    return site.tool


def verified(assertion: str, tool: ToolConfig) -> Json:
    """Claims of a JWT signed by a key the tool publishes now; ApiError otherwise. Times and audience are unchecked."""
    try:
        answer = requests.get(tool.jwks_url, timeout=_FETCH_SECONDS)
        answer.raise_for_status()
        published = jwt.PyJWKSet.from_dict(answer.json())
        kid = jwt.get_unverified_header(assertion).get("kid")
        key = next(item for item in published.keys if kid in (None, item.key_id))
    except (requests.RequestException, ValueError, jwt.PyJWTError, StopIteration) as error:
        raise _refused(400, "invalid_request", f"JWK Error: {error}") from error
    # Times and audience are checked by our own clock and words below.
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    try:
        return jwt.decode(assertion, key, algorithms=["RS256"], options=options)
    except jwt.PyJWTError as error:
        raise _refused(400, "invalid_request", "JWS signature invalid.") from error


def _check_times(site: Lms, claims: Json) -> None:
    now = site.clock().timestamp()
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if site.token_url not in audience:
        raise _refused(400, "invalid_request", "the 'aud' is invalid")
    if not _number(claims["exp"]) or claims["exp"] <= now:
        raise _refused(400, "invalid_request", "the JWT has expired")
    if not _number(claims["iat"]) or claims["iat"] < now - _OLDEST:
        raise _refused(400, "invalid_request", "the 'iat' must be less than 300 seconds old")
    if claims["iat"] > now + _AHEAD:
        raise _refused(400, "invalid_request", "the 'iat' must not be in the future")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _answer(site: Lms, tool: ToolConfig, granted: str) -> Json:
    now, stated = int(site.clock().timestamp()), site.faults.token_expires_in
    lifetime = stated if isinstance(stated, int) and stated > 0 else 3600
    claims = {
        "iss": site.url,
        "sub": tool.client_id,
        "aud": site.url,
        "iat": now,
        "exp": now + lifetime,
        "jti": secrets.token_hex(8),
        "scopes": granted,
        "epoch": site.state.token_epoch,
    }
    access = jwt.encode(claims, site.state.token_secret, algorithm="HS256")
    answer: Json = {"access_token": access, "token_type": "Bearer", "scope": granted}
    return answer if stated is None else answer | {"expires_in": stated}


def _refused(status: int, code: str, description: str) -> ApiError:
    return ApiError(status, {"error": code, "error_description": description})

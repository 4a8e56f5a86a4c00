"""The client-credentials token endpoint and the check of its access tokens (schoology facts 1.7)."""

import secrets
from typing import Any

import jwt
import requests
from flask import Blueprint, Response, jsonify, request

from sandbox.parts import Json
from sandbox.schoology.claims import AGS_SCOPES, NRPS_SCOPE
from sandbox.schoology.errors import ApiError, lti_error
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import ToolConfig

blueprint = Blueprint("tokens", __name__)

SCOPES = (
    f"{AGS_SCOPES}lineitem", f"{AGS_SCOPES}lineitem.readonly", f"{AGS_SCOPES}result.readonly",
    f"{AGS_SCOPES}score", NRPS_SCOPE,
)  # fmt: skip
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "jti")
_FETCH_SECONDS = 5
_LEEWAY = 60
_KEPT = 2000


@blueprint.post("/lti-service/access-token")
def token() -> Response:
    """Exchange a signed assertion for an access token; HTTP Basic does not count."""
    site, form = lms(), request.form
    if site.faults.token_500:
        raise ApiError(500, {"error": "server_error"})
    if form.get("grant_type") != "client_credentials":
        raise _refused(400, "unsupported_grant_type", "only client_credentials")
    if form.get("client_assertion_type") != _ASSERTION_TYPE:
        raise _refused(site.faults.invalid_client_status, "invalid_client", "a signed JWT is needed")
    tool = site.tool
    if tool is None or site.faults.invalid_client:
        raise _refused(site.faults.invalid_client_status, "invalid_client", "unknown client")
    _check_claims(site, tool, verified(form.get("client_assertion", ""), tool, site))
    asked = form.get("scope", "").split()
    if not asked or not set(asked) <= set(SCOPES):
        raise _refused(400, "invalid_scope", "unknown scope")
    granted = " ".join(scope for scope in asked if scope not in site.faults.missing_scopes)
    return jsonify(_answer(site, tool, granted))


def verified(assertion: str, tool: ToolConfig, site: Lms) -> Json:
    """Claims of a JWT signed by a key the tool publishes now; ApiError otherwise. Times and audience are unchecked."""
    bad = site.faults.invalid_client_status
    try:
        kid = jwt.get_unverified_header(assertion).get("kid")
        answer = requests.get(tool.jwks_url, timeout=_FETCH_SECONDS)
        answer.raise_for_status()
        key = next(item for item in jwt.PyJWKSet.from_dict(answer.json()).keys if item.key_id == kid)
        options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
        return jwt.decode(assertion, key, algorithms=["RS256"], options=options)
    except (requests.RequestException, ValueError, jwt.PyJWTError, StopIteration) as error:
        raise _refused(bad, "invalid_client", f"the assertion cannot be verified: {type(error).__name__}") from error


def bearer(site: Lms, scopes: tuple[str, ...]) -> None:
    """401 unless the request's access token is ours and current, 403 unless it carries one of the scopes."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise lti_error(401, "access token missing")
    try:
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "sub"]}
        claims = jwt.decode(value, site.state.token_secret, algorithms=["HS256"], options=options)
    except jwt.PyJWTError as error:
        raise lti_error(401, "access token invalid") from error
    if site.faults.expire_tokens_now:
        site.faults.expire_tokens_now = False
        with site.store.change() as state:
            state.token_epoch += 1
    if claims["epoch"] != site.state.token_epoch or claims["exp"] <= site.now().timestamp():
        raise lti_error(401, "access token expired")
    if site.tool is None or claims["sub"] != site.tool.client_id:
        raise lti_error(401, "access token of another tool")
    if not set(scopes) & set(str(claims["scopes"]).split()):
        raise lti_error(403, "scope missing")


def _check_claims(site: Lms, tool: ToolConfig, claims: Json) -> None:
    status, now = site.faults.invalid_client_status, site.now().timestamp()
    missing = [name for name in _CLAIMS if name not in claims]
    if missing:
        raise _refused(400, "invalid_request", f"missing in the assertion: {', '.join(missing)}")
    if claims["iss"] != tool.client_id or claims["sub"] != tool.client_id:
        raise _refused(status, "invalid_client", "iss and sub must be the client id")
    if site.token_url not in (claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]):
        raise _refused(status, "invalid_client", "aud must be the token endpoint")
    if claims["exp"] <= now or claims["iat"] > now + _LEEWAY:
        raise _refused(status, "invalid_client", "the assertion is expired or from the future")
    with site.store.change() as state:
        if site.faults.jti_once and claims["jti"] in state.jtis:
            raise _refused(status, "invalid_client", "the assertion was used before")
        state.jtis = [*state.jtis, str(claims["jti"])][-_KEPT:]


def _answer(site: Lms, tool: ToolConfig, granted: str) -> Json:
    now, seconds = int(site.now().timestamp()), site.faults.token_seconds
    claims = {
        "sub": tool.client_id,
        "iat": now,
        "exp": now + seconds,
        "jti": secrets.token_hex(8),
        "scopes": granted,
        "epoch": site.state.token_epoch,
    }
    access = jwt.encode(claims, site.state.token_secret, algorithm="HS256")
    told: dict[str, Json] = {"absent": {}, "text": {"expires_in": str(seconds)}, "zero": {"expires_in": 0}}
    life = told.get(site.faults.token_life, {"expires_in": seconds})
    return {"access_token": access, "token_type": "Bearer", "scope": granted} | life


def _refused(status: int, code: str, description: str) -> ApiError:
    return ApiError(status, {"error": code, "error_description": description})

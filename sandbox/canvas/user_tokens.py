"""Tokens that act for a person: codes, renewals, revocation, scopes (canvas facts 7.1)."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from sandbox.canvas.errors import ApiError
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import ApiKey, UserToken
from sandbox.clock import iso, parse_time
from sandbox.parts import Json
from sandbox.school import Person

GRANTS = ("authorization_code", "refresh_token")

_LIFE = 3600
_SHARD = 10**13
_PART = re.compile(r"<[^>]*>|:[a-z_]+")


def check_request(site: Lms, query: Mapping[str, str]) -> ApiKey:
    """Return the key of a request for consent; ApiError for what is answered on the LMS's own page."""
    key = site.state.api_key
    if key is None or not key.on or query.get("client_id") != key.id:
        raise ApiError(401, {"error": "invalid_client", "error_description": "unknown client"})
    if not any(_within(query.get("redirect_uri", ""), one) for one in key.redirect_uris):
        raise ApiError(400, {"error": "invalid_request", "error_description": "redirect_uri does not match client"})
    return key


def answered(site: Lms, person: Person, query: Mapping[str, str], *, yes: bool) -> str:
    """Return where the browser goes once this person has answered; a refused scope goes back without asking."""
    key, state = check_request(site, query), {"state": query["state"]} if "state" in query else {}
    scopes = query.get("scope", "").split()
    wrong = key.scopes is not None and (not scopes or not set(scopes) <= set(key.scopes))
    error = site.faults.consent_error or ("invalid_scope" if wrong else "" if yes else "access_denied")
    if query.get("response_type") != "code":
        error = "unsupported_response_type"
    if error:
        return _back(query, {"error": error, **state})
    code = secrets.token_urlsafe(32)
    allowed = scopes if key.scopes is not None else None
    site.state.codes[code] = {"login": person.login, "redirect_uri": query["redirect_uri"], "scopes": allowed}
    return _back(query, {"code": code, **state})


def granted(site: Lms, form: Mapping[str, str]) -> Json:
    """Return the answer to a code or to a refresh token; 401 about the key, 400 about the rest."""
    key = site.state.api_key
    right = key is not None and key.on and form.get("client_id") == key.id
    if key is None or not right or form.get("client_secret") != key.secret:
        raise _refused(401, "invalid_client", "unknown client")
    if form["grant_type"] == "refresh_token":
        return _renewed(site, form.get("refresh_token", ""))
    found = site.state.codes.pop(form.get("code", ""), None)
    if found is None:
        raise _refused(400, "invalid_grant", "authorization_code not found")
    if form.get("redirect_uri") != found["redirect_uri"]:
        raise _refused(400, "invalid_grant", "redirect_uri does not match")
    made = UserToken(found["login"], "", f"1~{secrets.token_urlsafe(32)}", "", found["scopes"])
    if form.get("replace_tokens") == "1":
        site.state.user_tokens = {k: one for k, one in site.state.user_tokens.items() if one.login != made.login}
    site.state.user_tokens[made.refresh] = made
    return _fresh(site, made) | {"refresh_token": made.refresh}


def find(site: Lms, access: str) -> UserToken | None:
    """Return what a living access token stands for; a key that is off takes all of its tokens with it."""
    now, key = site.clock(), site.state.api_key
    found = next((one for one in site.state.user_tokens.values() if one.access == access), None)
    ends = parse_time(found.ends_at) if found else None
    return found if ends is not None and ends > now and key is not None and key.on else None


def revoke(site: Lms, access: str) -> None:
    """Forget a consent by its access token; 401 for one that is over."""
    found = find(site, access)
    if found is None:
        challenge = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}
        raise ApiError(401, {"errors": [{"message": "Invalid access token."}]}, challenge)
    del site.state.user_tokens[found.refresh]


def allows(scopes: Sequence[str], method: str, rule: str) -> bool:
    """Say whether a call of this route is within these scopes; how a route calls its parts does not matter."""
    wanted = (method, _PART.sub("*", rule))
    given = (one.removeprefix("url:").partition("|") for one in scopes)
    return wanted in {(verb, _PART.sub("*", path)) for verb, _, path in given}


def _renewed(site: Lms, refresh: str) -> Json:
    found = site.state.user_tokens.get(refresh)
    if found is None or site.faults.refresh_forgotten:
        raise _refused(400, "invalid_grant", "refresh_token not found")
    answer = _fresh(site, found)
    if site.faults.new_refresh_token:
        del site.state.user_tokens[refresh]
        found.refresh = f"1~{secrets.token_urlsafe(32)}"
        site.state.user_tokens[found.refresh] = found
        answer["refresh_token"] = found.refresh
    return answer


def _fresh(site: Lms, token: UserToken) -> Json:
    """Give a token a new access part; the one before is over."""
    person, stated = site.school.person(token.login), site.faults.token_expires_in
    life = stated if isinstance(stated, int) and stated > 0 else _LIFE
    token.access, token.ends_at = f"1~{secrets.token_urlsafe(32)}", iso(site.clock() + timedelta(seconds=life))
    user = {"id": person.id, "name": person.name, "global_id": str(_SHARD + person.id), "effective_locale": "en"}
    answer: Json = {"access_token": token.access, "token_type": "Bearer", "user": user, "canvas_region": "us-east-1"}
    return answer if stated is None else answer | {"expires_in": stated}


def _within(given: str, registered: str) -> bool:
    """Tell whether an address is on a registered one's host or below it."""
    host, known = urlsplit(given).hostname or "", urlsplit(registered).hostname or ""
    return bool(host) and (host == known or host.endswith(f".{known}"))


def _back(query: Mapping[str, str], values: Mapping[str, str]) -> str:
    there = query["redirect_uri"]
    return f"{there}{'&' if '?' in there else '?'}{urlencode(values)}"


def _refused(status: int, code: str, description: str) -> ApiError:
    return ApiError(status, {"error": code, "error_description": description})

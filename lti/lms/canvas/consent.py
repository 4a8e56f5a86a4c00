"""Canvas's developer key of the kind API: codes, access tokens of an hour, one refresh token for good (canvas.md 7.1).

A refresh ends the access token before it, so only one caller may do it at a time; the answer names no new refresh
token, the old one stays. The login page refuses frames.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from lti.answers import About, Answer
from lti.http import Http
from lti.lms.base import Refused, Transient
from lti.lms.canvas.errors import judge_canvas
from lti.lms.canvas.rest import SERVICE_URL
from lti.lms.canvas.scopes import REST_SCOPES
from lti.lms.consent import App, Granted
from lti.tokens import life

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class CanvasConsent:
    """See `lti.lms.consent.Consent`."""

    scopes: Sequence[str] = REST_SCOPES

    def home(self, services: Iterable[str | None]) -> str | None:
        """Return the school's own host, as the service URLs of the course have it."""
        found = (SERVICE_URL.match(url or "") for url in services)
        return next((one["base"] for one in found if one), None)

    def page(self, app: App, state: str) -> str:
        """Return the page on which the person says yes; a key that enforces scopes refuses a request without them."""
        query = {
            "client_id": app.client_id, "response_type": "code", "redirect_uri": app.redirect_uri, "state": state,
            "scope": " ".join(self.scopes),
        }  # fmt: skip
        return f"{app.home}/login/oauth2/auth?{urlencode(query)}"

    def trade(self, http: Http, app: App, code: str) -> Granted:
        """Exchange a code; without a refresh token the consent would be over in an hour, so that is an error."""
        fields = {"grant_type": "authorization_code", "redirect_uri": app.redirect_uri, "code": code}
        granted = _granted(http, _ask(http, app, fields))
        if granted.refresh is None:
            raise Transient("lms_error", "consent without a refresh token")
        return granted

    def refresh(self, http: Http, app: App, refresh: str) -> Granted:
        """Fetch another access token."""
        return _granted(http, _ask(http, app, {"grant_type": "refresh_token", "refresh_token": refresh}))

    def revoke(self, http: Http, app: App, access: str) -> None:
        """Delete the token; one that Canvas no longer takes is revoked already."""
        answer = http.call("DELETE", _token_url(app), headers={"Authorization": f"Bearer {access}"})
        error = judge_canvas(answer, About.ACCESS)
        if error is not None and answer.status not in (401, 404):
            raise error

    def probe(self, http: Http, app: App) -> None:
        """Ask with a refresh token that cannot be one: key and secret are looked at first."""
        nobody = secrets.token_urlsafe(24)
        try:
            _ask(http, app, {"grant_type": "refresh_token", "refresh_token": nobody})
        except Refused as refusal:
            if refusal.code == "key_refused":
                raise


def _token_url(app: App) -> str:
    return f"{app.home}/login/oauth2/token"


def _ask(http: Http, app: App, fields: Mapping[str, str]) -> dict[str, Any]:
    """Post to the token endpoint; 401 is about the key and its secret, 400 about the code or refresh token."""
    form = {"client_id": app.client_id, "client_secret": app.client_secret, **fields}
    answer = http.call("POST", _token_url(app), headers=_FORM, body=urlencode(form).encode())
    if answer.ok:
        return answer.json_object()
    raise _refusal(answer)


def _refusal(answer: Answer) -> Exception:
    error = judge_canvas(answer, About.ACCESS)
    if isinstance(error, Transient):
        return error
    words = answer.text()
    if answer.status == 401 or "invalid_client" in words or "incorrect client" in words:
        return Refused("key_refused", f"{answer.status} {words}".strip())
    return Refused("grant_ended", f"{answer.status} {words}".strip())


def _granted(http: Http, answer: Mapping[str, Any]) -> Granted:
    access, refresh, user = answer.get("access_token"), answer.get("refresh_token"), answer.get("user")
    if not isinstance(access, str) or not access:
        raise Transient("lms_error", "token answer without a token")
    user = user if isinstance(user, dict) else {}
    return Granted(
        access=access, ends_at=http.now() + timedelta(seconds=life(answer.get("expires_in"))),
        refresh=refresh if isinstance(refresh, str) and refresh else None,
        user_ids=tuple(str(user[name]) for name in ("id", "global_id") if user.get(name) is not None),
        user_name=str(user.get("name") or "")[:255],
    )  # fmt: skip

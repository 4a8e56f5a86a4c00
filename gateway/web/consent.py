"""The window in which somebody lets Waymark use the learning system's own interface: the way there, and the way back.

It is a window of its own, so the session's cookie is not here: the code in the address is the proof on the way there,
the state with this browser's own value on the way back.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext

from gateway.services import consents
from gateway.services.consents import ConsentLost
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.i18n import chosen
from lti.lms.base import AdapterError, Transient
from lti.lms.consent import PATH

doors = Blueprint("consent", __name__, url_prefix=PATH)

_COOKIE = "wm-consent"


@doors.get("/go/<code>")
@allowed(ANYONE)
def go(code: str) -> Response:
    """Send the browser to the learning system's question."""
    parts = waymark()
    leaving = parts.db.write(lambda write: consents.leave(write, code, parts.consents))
    answer = make_response(redirect(leaving.url, 303))
    secure = parts.settings.base_url.startswith("https://")
    seconds = int(consents.LIFE.total_seconds())
    # Lax: it must come along when the learning system sends the browser back, and with nothing else from there.
    answer.set_cookie(
        _COOKIE, leaving.browser, max_age=seconds, secure=secure, httponly=True, samesite="Lax", path=PATH
    )
    return answer


@doors.get("")
@allowed(ANYONE)
def back() -> Response:
    """Keep what the person said; the page says how it ended and may be closed."""
    parts, state, browser = waymark(), request.args.get("state", ""), request.cookies.get(_COOKIE, "")
    if not state or not browser or max(len(state), len(browser)) > 200:
        raise ConsentLost
    asked = parts.db.write(lambda write: consents.come_back(write, state, browser))
    code = request.args.get("code", "")
    if not code or len(code) > 2000:
        return _page("refused", _refusal(request.args.get("error", "")), 403)
    try:
        row = consents.accept(parts.db, parts.consents, asked, code)
    except AdapterError as error:
        return _page("failed", _trouble(error), 502)
    return _page("done", row.user_name or "")


def _page(how: str, words: str, status: int = 200) -> Response:
    answer = make_response(render_template("consent/done.html", how=how, words=words, lang=chosen()), status)
    answer.delete_cookie(_COOKIE, path=PATH)
    return answer


def _refusal(error: str) -> str:
    if error == "invalid_scope":
        return str(gettext("The key in your course system lacks permissions that Waymark asks for. Tell your admin."))
    return str(gettext("Nothing was changed. You can connect later."))


def _trouble(error: AdapterError) -> str:
    if isinstance(error, Transient):
        return str(gettext("Your course system does not answer at the moment. Try again in some minutes."))
    if error.code == "key_refused":
        return str(
            gettext("Your course system does not know the key that your admin gave, or it is switched off there.")
        )
    return str(gettext("Your course system did not accept the way back. Press Connect again."))

"""The ladder of a sign-in: a cookie, else the platform's storage, else a window of its own (security.md 1.5, L40, L41).

The pages hold nothing of anybody. What a browser says here is never believed: the proof is compared on the server.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, g, jsonify, make_response, redirect, render_template, request

from gateway.db.stores import Entering
from gateway.errors import TooMany
from gateway.services import arrivals, enter
from gateway.web import waiting
from gateway.web.arrive import WAITING, enter_session
from gateway.web.context import ANYONE, allowed, set_cookie, waymark
from gateway.web.context import cookie_name as session_cookie
from gateway.web.i18n import chosen
from gateway.web.limits import Limits
from lti.errors import BrowserUnproven, StateExpired
from lti.launch import check, finish
from lti.login import LoginRedirect, begin, cookie_name, hashed
from lti.storage import Storage, params_again, storage_of

doors = Blueprint("ladder", __name__, url_prefix="/lti")

_FRAMES = frozenset({"iframe", "frame"})


def start(params: Mapping[str, str]) -> Response:
    """Answer a login request with the way to the platform, and leave the proof in this browser (L01-L07, L40)."""
    parts = waymark()
    logins, most = _logins()
    wait = logins.take(request.remote_addr or "", most, 1, parts.clock())
    if wait:
        g.wait = wait
        raise TooMany(f"{most} sign-ins not finished")
    going = begin(params, platforms=parts.platforms, logins=parts.logins, urls=parts.urls, now=parts.clock())
    answer = first_step(going)
    set_cookie(answer, going.cookie_name, going.cookie_value, going.max_age)
    return answer


def finished() -> None:
    """Count a sign-in no longer: it came to its page, and whoever launches may launch again (L07)."""
    logins, most = _logins()
    logins.give_back(request.remote_addr or "", most)


def _logins() -> tuple[Limits, int]:
    return current_app.extensions["waymark-logins"], int(current_app.config["UNFINISHED_LOGINS"])


def first_step(going: LoginRedirect) -> Response:
    """Answer a login: a redirect where only a cookie can be meant, else a page that looks what this browser keeps."""
    framed = request.headers.get("Sec-Fetch-Dest") in _FRAMES and going.again
    shows_pages = "text/html" in request.headers.get("Accept", "")  # a program that calls us follows a redirect at most
    if not shows_pages or (going.storage is None and not framed):
        return make_response(redirect(going.url, 302))
    return make_response(
        render_template(
            "launch/begin.html", go=going.url, storage=going.storage, proof=going.cookie_value if going.storage else "",
            cookie=going.cookie_name.rpartition("-")[2], again=again_url(going.again), lang=chosen(),
        )
    )  # fmt: skip


@doors.get("/cookie/<login>")
@allowed(ANYONE)
def arrived(login: str) -> Response:
    """Say whether the cookie of a login came with this request; a script cannot see it."""
    return jsonify({"arrived": f"wm-login-{login}" in request.cookies})


def ask_storage(form: Mapping[str, str], error: BrowserUnproven) -> Response:
    """Answer a launch whose cookie did not come with a page that asks the platform for the proof.

    Everything else about the launch is checked before (1.5, step 4): a bad one raises what it would with a cookie.
    """
    parts = waymark()
    check(form, platforms=parts.platforms, logins=parts.logins, keysets=parts.keysets, now=parts.clock())
    storage = _storage(error, form["state"])
    if storage is None:
        raise error
    code = parts.db.write(lambda write: arrivals.keep(write, parts.settings.secret_key, form))
    page = render_template("launch/prove.html", storage=storage, code=code, again=again_url(error.again), lang=chosen())
    return make_response(page, error.status)  # until it is proven, nobody is anybody


def _storage(error: BrowserUnproven, state: str) -> Storage | None:
    platform = waymark().platforms.by_id(error.platform_id or "")
    return storage_of(error.storage_target, platform.auth_url, state) if platform else None


@doors.post("/proof")
@allowed(ANYONE)
def prove() -> Response:
    """Compare the proof that the platform kept, and open the page; each code is good for one try."""
    parts, code, proof = waymark(), request.form.get("code", ""), request.form.get("proof", "")
    form = parts.db.write(lambda write: arrivals.take(write, parts.settings.secret_key, code))
    if form is None:
        raise StateExpired
    cookies = {cookie_name(hashed(form["state"])): proof}
    known = Entering(parts.logins, parts.platforms)
    proven = finish(form, cookies, platforms=known, logins=known, keysets=parts.keysets, now=parts.clock())
    try:
        entered, address = enter_session(proven)
    except enter.DeploymentWaiting as error:
        return waiting.hold(form, error)
    finished()
    given = parts.db.write(lambda write: arrivals.new_code(write, entered.handle))
    answer = jsonify({"go": f"{address}#{WAITING}{given}"})
    set_cookie(answer, session_cookie(entered.handle), entered.secret, int(enter.SESSION.total_seconds()))
    return answer


@doors.get("/again/<state_hash>")
@allowed(ANYONE)
def again(state_hash: str) -> Response:
    """Begin a login once more, in the window of its own that this link was opened in (L41)."""
    parts = waymark()
    state, now = parts.logins.peek(state_hash), parts.clock()
    if state is None or state.again is None or now >= state.expires_at:
        raise StateExpired
    return start(params_again(state.again))


def again_url(state_hash: str | None) -> str:
    """Return the address that begins a login again in a window of its own; nothing where that was tried."""
    return f"/lti/again/{state_hash}" if state_hash else ""

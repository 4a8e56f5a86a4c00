"""The page of a launch whose place belongs to no school yet: it goes on by itself once an admin has said so (L19, U04).

The launch is proven and lies sealed on the server; the page holds the code that asks for it, and needs no cookie.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request

from gateway import metrics
from gateway.errors import NotAllowed
from gateway.services import arrivals, enter, platforms
from gateway.web.arrive import WAITING, enter_session
from gateway.web.context import ANYONE, allowed, cookie_name, form_text, set_cookie, waymark
from gateway.web.i18n import chosen
from lti.errors import StateExpired
from lti.launch import proven_before

doors = Blueprint("waiting", __name__, url_prefix="/lti/waiting")


def hold(form: Mapping[str, str], error: enter.DeploymentWaiting) -> Response:
    """Keep a launch that was proven just now, and answer with the page that asks for it."""
    parts = waymark()
    metrics.REFUSALS.labels(error.code).inc()
    return _page(parts.db.write(lambda write: arrivals.hold(write, parts.settings.secret_key, form)), error)


@doors.post("")
@allowed(ANYONE)
def ask() -> Response:
    """Open the page of a launch whose place has a school now; otherwise say that it still waits."""
    _check_origin()
    parts, code = waymark(), form_text("code", most=100)
    secret = parts.settings.secret_key
    with parts.db.read() as conn:
        form = arrivals.held(conn, secret, code, parts.clock())
    if form is None:
        raise StateExpired
    launch = proven_before(form, platforms=parts.platforms, logins=parts.logins)
    with parts.db.read() as conn:
        tenant_id = platforms.tenant_of(conn, launch.platform.id, launch.deployment_id)
    if tenant_id is None:
        return (
            jsonify({"waiting": True}) if _by_script() else _page(code, enter.DeploymentWaiting(launch.deployment_id))
        )
    if parts.db.write(lambda write: arrivals.let_in(write, secret, code)) is None:  # another window was first
        raise StateExpired
    entered, address = enter_session(launch)
    given = parts.db.write(lambda write: arrivals.new_code(write, entered.handle))
    there = f"{address}#{WAITING}{given}"
    answer = jsonify({"go": there}) if _by_script() else make_response(redirect(there, 303))
    set_cookie(answer, cookie_name(entered.handle), entered.secret, int(enter.SESSION.total_seconds()))
    return answer


def _page(code: str, error: enter.DeploymentWaiting) -> Response:
    page = render_template(
        "launch/waiting.html", code=code, error=error, minutes=int(arrivals.WAITING.total_seconds() // 60),
        number=getattr(g, "request_id", ""), lang=chosen(),
    )  # fmt: skip
    return make_response(page, error.status)


def _check_origin() -> None:
    """Refuse a form of another site: it could sign somebody in as whoever made it (T03)."""
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if foreign or request.headers.get("Origin") not in {None, "null", waymark().settings.base_url}:
        raise NotAllowed("cross-site form")


def _by_script() -> bool:
    return request.headers.get("Accept", "").startswith("application/json")

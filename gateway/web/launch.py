"""The doors a learning system knocks at: login, launch, our key set, the configuration to paste (security.md 1)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.stores import Entering
from gateway.errors import NotFound, OpenFromCourse
from gateway.security import hash_secret, same
from gateway.services import enter
from gateway.web import ladder, waiting
from gateway.web.arrive import HOMES, enter_session
from gateway.web.context import ANYONE, allowed, cookie_name, set_cookie, waymark
from lti import keys
from lti.errors import BrowserUnproven, LaunchUsed
from lti.launch import finish
from lti.lms.registry import PROFILES
from lti.login import cookie_name as login_cookie

doors = Blueprint("launch", __name__, url_prefix="/lti")


@doors.route("/login", methods=["GET", "POST"])
@allowed(ANYONE)
def log_in() -> Response:
    """Answer a login request, by form or by link (L01-L07)."""
    return ladder.start(request.values.to_dict())


@doors.get("/launch")
@doors.get("/deeplink")
@allowed(ANYONE)
def open_as_link() -> Response:
    """Tell somebody who followed a plain link to open it from the course."""
    raise OpenFromCourse


@doors.post("/launch")
@doors.post("/deeplink")
@allowed(ANYONE)
def launch() -> Response:
    """Check a launch and open its page by a 303, so that reload and Back never post it again (L24).

    A request for content comes here too, and opens the picker: the message says which it is, not the address.
    """
    parts = waymark()
    form = request.form.to_dict()
    try:
        known = Entering(parts.logins, parts.platforms)
        proven = finish(
            form, request.cookies, platforms=known, logins=known, keysets=parts.keysets, now=parts.clock()
        )  # fmt: skip
    except LaunchUsed as error:
        return _again(error)
    except BrowserUnproven as error:
        if error.storage_target is None:
            raise
        return ladder.ask_storage(form, error)
    try:
        entered, address = enter_session(proven)
    except enter.DeploymentWaiting as error:
        return waiting.hold(form, error)
    ladder.finished()
    answer = make_response(redirect(address, 303))
    set_cookie(answer, cookie_name(entered.handle), entered.secret, int(enter.SESSION.total_seconds()))
    answer.delete_cookie(login_cookie(proven.state_hash), secure=True, httponly=True, samesite="None", partitioned=True)
    return answer


def _again(error: LaunchUsed) -> Response:
    """Send the same browser back to the page its launch opened; anybody else hears that the link was used (L25)."""
    with waymark().db.read() as conn:
        row = conn.execute(
            select(t.session.c.id, t.session.c.role, t.session.c.secret_hash)
            .join(t.login_state, t.login_state.c.session_id == t.session.c.id)
            .where(t.login_state.c.state_hash == error.state_hash)
        ).first()
    secret = request.cookies.get(cookie_name(row.id), "") if row else ""
    if row is None or not same(row.secret_hash, hash_secret(secret)):
        raise error
    return make_response(redirect(f"/{HOMES[row.role]}/{row.id}/", 303))


@doors.get("/jwks.json")
@allowed(ANYONE)
def key_set() -> Response:
    """Give our public keys (L30)."""
    answer = jsonify(keys.key_set(waymark().keys.published_keys()))
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@doors.get("/config/<lms>.json")
@allowed(ANYONE)
def configuration(lms: str) -> Response:
    """Give the document that an admin pastes, for learning systems that take one."""
    profile = next((one for one in PROFILES if one.key == lms and one.setup.configuration), None)
    if profile is None or profile.setup.configuration is None:
        raise NotFound("no configuration for that system")
    return jsonify(profile.setup.configuration(waymark().settings.base_url))

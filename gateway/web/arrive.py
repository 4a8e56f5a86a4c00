"""The end of a launch: a session, its page, and the value that a page carries where no cookie arrives (L42)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, jsonify, request

from gateway import library, metrics
from gateway.errors import BadRequest, NotSignedIn
from gateway.services import arrivals, enter
from gateway.services.library import activity_id
from gateway.services.placed import PATH, Placed
from gateway.web.context import ADMIN, ANYONE, LEARNER, OBSERVER, STAFF, allowed, form_text, session, waymark
from lti.claims import Launch

doors = Blueprint("arrive", __name__, url_prefix="/session")

HOMES = {
    "teacher": "teacher", "assistant": "teacher", "learner": "student", "observer": "student", "admin": "admin",
    "picker": "pick",
}  # fmt: skip
WAITING = "wm-code="
"""What stands before a one-time code in the part of an address that browsers never send."""


def enter_session(proven: Launch) -> tuple[enter.Entered, str]:
    """Store who came, open a session and return it with the address of its page; what waits is listed (L19)."""
    parts = waymark()
    try:
        entered = parts.db.write(lambda write: enter.enter(write, proven, parts.naming))
    except enter.DeploymentWaiting:  # an admin must see what waits; the refused plan left nothing
        parts.db.write(lambda write: enter.wait(write, proven))
        raise
    metrics.LAUNCHES.labels(entered.role).inc()
    return entered, _page(entered, proven.target)


def _page(entered: enter.Entered, target: str) -> str:
    """Return where a launch leads: what its link was placed to open, else the person's own page."""
    home = f"/{HOMES[entered.role]}/{entered.handle}/"
    if entered.opens is not None:
        return home + _inside(entered.opens, entered.role)
    named = parse_qs(urlsplit(target).query).get("activity", [""])[0]
    activity = library.load().find(named) if entered.role == "learner" else None
    return f"{home}activity/{activity_id(activity.iri)}" if activity else home


def _inside(link: Placed, role: str) -> str:
    """Return what a placed link opens below a person's own page; the pathway is that page itself."""
    if link.kind == PATH or HOMES[role] not in {"teacher", "student"} or role == "observer":
        return ""
    return f"activity/{link.only}" if link.only and role == "learner" else f"placed/{link.id}"


@doors.post("/bearer")
@allowed(ANYONE)
def bearer() -> Response:
    """Exchange a one-time code for the session's bearer value; the code itself is the proof."""
    handle, code = form_text("handle", most=32), form_text("code", most=100)
    value = waymark().db.write(lambda write: arrivals.exchange(write, handle, code))
    if value is None:
        raise NotSignedIn(handle)
    return jsonify({"bearer": value})


@doors.post("/<handle>/ticket")
@allowed(STAFF, LEARNER, OBSERVER, ADMIN)
def ticket() -> Response:
    """Make a code that opens one address of this session once, such as a download (L42)."""
    path, handle = form_text("path", most=500), session().handle
    if path.split("/")[2:3] != [handle] or not path.startswith("/"):
        raise BadRequest("an address of another session")
    made = waymark().db.write(lambda write: arrivals.new_code(write, handle, path))
    return jsonify({"ticket": made})


def tell_way(answer: Response) -> Response:
    """Turn a redirect into an answer that a script can read, where one asks for it."""
    asked = request.authorization is not None or request.headers.get("X-Waymark-Way") == "tell"
    if asked and 300 <= answer.status_code < 400 and "Location" in answer.headers:
        answer.headers["X-Waymark-Location"] = answer.headers.pop("Location")
        answer.status_code = 200
        answer.set_data(b"")
    return answer

"""`/cmi5/fetch/…`: where a unit gets its token, once (8.2), and the page that a launch from elsewhere leads back to."""

from __future__ import annotations

from functools import partial

import structlog
from flask import Blueprint, Response, g, jsonify, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import WaymarkError
from gateway.services.cmi5 import sessions
from gateway.services.cmi5.sessions import TokenRefused
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.i18n import chosen
from gateway.web.origins import may_report

doors = Blueprint("cmi5", __name__, url_prefix="/cmi5")

log = structlog.get_logger("cmi5")

USED, FAULT = "1", "3"
"""Codes of the specification: used already or expired; an error of the application."""


@doors.after_request
def finish(answer: Response) -> Response:
    """Let pages of activities read the answer (T25)."""
    origin = request.headers.get("Origin")
    if origin is not None and may_report(origin):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Vary"] = "Origin"
        if request.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Methods"] = "POST, OPTIONS"
            answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
            answer.headers["Access-Control-Max-Age"] = "600"
    return answer


@doors.post("/fetch/<token>")
@allowed(ANYONE)
def fetch(token: str) -> Response:
    """Give a session its token; every answer has status 200, as the specification wants it."""
    try:
        given = waymark().db.write(partial(sessions.fetch, token=token))
    except TokenRefused as refused:
        log.info("fetch refused", detail=refused.detail)
        return jsonify({"error-code": USED, "error-text": f"{refused.detail}; launch the activity again"})
    except (WaymarkError, SQLAlchemyError) as error:
        log.warning("fetch failed", kind=type(error).__name__)
        return jsonify({"error-code": FAULT, "error-text": "the token cannot be given now; try again in a moment"})
    return jsonify({"auth-token": given})


@doors.get("/ended")
@allowed(ANYONE)
def ended() -> Response:
    """Say that an activity is over, to somebody whom another system launched."""
    g.framed_by = ("*",)  # it holds nothing of anybody, and must show inside whatever frame the activity had
    return make_response(render_template("cmi5_ended.html", lang=chosen()))

"""The Flask application: blueprints, languages, error pages, headers; everything else is handed in."""

from __future__ import annotations

import time

from flask import Flask, Response, g
from flask.globals import request_ctx
from flask_babel import Babel

from gateway import metrics
from gateway.services.elsewhere import Origins
from gateway.services.standards import notices
from gateway.services.watch import Watch
from gateway.web import (
    admin,
    api,
    arrive,
    cmi5,
    consent,
    content,
    content_files,
    faults,
    health,
    i18n,
    ladder,
    launch,
    lrs,
    pick,
    register,
    student,
    teacher,
    waiting,
)
from gateway.web.answer import Answer
from gateway.web.context import session
from gateway.web.context import waymark as waymark_of_request
from gateway.web.headers import guard_host, harden
from gateway.web.limits import LOGINS, Limits
from gateway.web.pages import jinja
from gateway.web.uploads import widen
from gateway.wiring import Waymark

MAX_FORM = 8 * 1024 * 1024
"""Larger bodies are refused before they are read; the record store has its own, smaller limit (T13)."""


def create_app(waymark: Waymark) -> Flask:
    """Return the application over these parts."""
    app = Flask("gateway.web", static_folder="static", template_folder="templates")
    app.response_class = Answer
    attach(app, waymark)
    Babel(app, default_translation_directories=str(i18n.DIRECTORY), locale_selector=i18n.chosen)
    jinja.install(app)
    app.before_request(_begin)
    app.before_request(widen)
    app.before_request(guard_host)
    ways_in = (launch, ladder, waiting, arrive, register, consent)
    for door in (*ways_in, lrs, api, cmi5, content, content_files, student, teacher, pick, admin, health):
        app.register_blueprint(door.doors)
    app.jinja_env.globals["framework_notices"] = _notices
    faults.install(app)
    app.after_request(_finish)
    return app


def attach(app: Flask, waymark: Waymark) -> None:
    """Let an application work for these parts from now on, as if it had answered nobody yet."""
    app.config.update(MAX_CONTENT_LENGTH=MAX_FORM, MAX_FORM_MEMORY_SIZE=MAX_FORM, UNFINISHED_LOGINS=LOGINS)
    app.extensions["waymark"] = waymark
    app.extensions["waymark-limits"] = Limits()
    app.extensions["waymark-logins"] = Limits()
    app.extensions["waymark-watch"] = Watch()
    app.extensions["waymark-origins"] = Origins()


def _notices() -> list[str]:
    """Return what the publishers of the session's standards want to stand beside them."""
    with waymark_of_request().db.read() as conn:
        return notices(conn, session().tenant_id)


def _begin() -> None:
    """Note when the request came."""
    g.began = time.perf_counter()


def _finish(response: Response) -> Response:
    """Add the headers that every answer carries, and measure."""
    asked, endpoint = request_ctx.request, request_ctx.request.endpoint  # `request` looks for it at each use
    if endpoint and asked.blueprint != "lrs":
        metrics.REQUESTS.labels(endpoint).observe(time.perf_counter() - g.began)
    signed_in = g.get("session")
    if signed_in is not None:
        response = arrive.tell_way(response)
    if response.status_code == 304 or asked.method == "HEAD":
        response.close()  # the server never asks for what it would send, and so would not close a file
    return harden(response, signed_in, static=endpoint == "static")

"""The Flask application over a test's Waymark, and a browser without a screen to use it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.web.context import cookie_name
from gateway.wiring import Waymark
from support.databases import BASE
from support.world import School


def app_of(waymark: Waymark) -> Flask:
    """Return the application as the product serves it."""
    try:
        from gateway.app import create_app
    except ImportError:
        return _small(waymark)
    return create_app(waymark)


def _small(waymark: Waymark) -> Flask:
    from flask import g, request
    from flask_babel import Babel

    from gateway.web import content, faults, health, i18n, launch, lrs
    from gateway.web.headers import guard_host, harden
    from gateway.web.pages import jinja

    app = Flask("gateway.web", static_folder="static", template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=8 << 20, MAX_FORM_MEMORY_SIZE=8 << 20)
    app.extensions["waymark"] = waymark
    Babel(app, locale_selector=i18n.chosen)
    jinja.install(app)
    app.before_request(guard_host)
    for blueprint in (launch.doors, lrs.doors, content.doors, health.doors):
        app.register_blueprint(blueprint)
    faults.install(app)
    app.after_request(lambda r: harden(r, getattr(g, "session", None), static=request.endpoint == "static"))
    return app


def browser(app: Flask) -> FlaskClient:
    """Return a client that calls the tool's own host and keeps cookies."""
    return app.test_client()


class Doors:
    """A client that speaks to the tool's host unless another base is named."""

    def __init__(self, app: Flask) -> None:
        self.client = browser(app)

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        options.setdefault("base_url", BASE)
        return self.client.open(path, method=method, **options)

    def sign_in(self, school: School, role: str, person: str | None = None) -> str:
        """Open a session of this role and keep its cookie; return the handle."""
        entered = school.session(role, person)
        self.client.set_cookie(cookie_name(entered.handle), entered.secret, domain="localhost", secure=True)
        return entered.handle

"""The Flask application over a test's Waymark, and a browser without a screen to use it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.app import attach, create_app
from gateway.web.context import cookie_name
from gateway.wiring import Waymark
from support.databases import BASE
from support.world import School

_idle: list[Flask] = []
_busy: list[Flask] = []


def app_of(waymark: Waymark) -> Flask:
    """Return the application as the product serves it, if possible one that a test before has done with."""
    app = _idle.pop() if _idle else create_app(waymark)
    attach(app, waymark)
    _busy.append(app)
    return app


def done_with_apps() -> None:
    """Let the next test have the applications of this one."""
    _idle.extend(_busy)
    _busy.clear()


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

"""Puts the LMS's routes together into one WSGI application."""

import threading

from flask import Flask

from sandbox.moodle import (
    control,
    deep_link,
    line_items,
    oidc,
    pages,
    registration,
    results,
    roster,
    scores,
    teaching,
    tokens,
)
from sandbox.moodle.errors import BrokenPage, Refusal, answer, page
from sandbox.moodle.lms import Lms
from sandbox.moodle.traffic import MoodleTraffic
from sandbox.moodle.web_services import server
from sandbox.parts.web import new_app

_PARTS = (pages, teaching, deep_link, registration, oidc, tokens, line_items, scores, results, roster, server, control)
_NAVIGATION = (("Grades", "pages.grades", False), ("Gradebook", "pages.gradebook", True))


def create_app(lms: Lms, stopping: threading.Event) -> Flask:
    """Return the LMS as a Flask application; `stopping` ends the waits of deliberately slow answers."""
    blueprints = [*(part.blueprint for part in _PARTS), registration.managed]
    app = new_app(__name__, "Sandbox Moodle", _NAVIGATION, lms, blueprints)
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(BrokenPage, page)
    MoodleTraffic(lms, stopping).install(app)
    return app

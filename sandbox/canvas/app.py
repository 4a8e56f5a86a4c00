"""Puts the LMS's routes together into one WSGI application."""

import threading

from flask import Flask

from sandbox.canvas import (
    assignments,
    consent_pages,
    deep_link,
    line_items,
    module_overrides,
    modules,
    oidc,
    outcome_results,
    outcomes,
    overrides,
    pages,
    people,
    registration,
    results,
    roster,
    rubrics,
    scores,
    submissions,
    tokens,
)
from sandbox.canvas.errors import ApiError, answer
from sandbox.canvas.lms import Lms
from sandbox.canvas.traffic import CanvasTraffic
from sandbox.parts.web import new_app

_PARTS = (
    pages,
    deep_link,
    registration,
    oidc,
    tokens,
    consent_pages,
    line_items,
    scores,
    results,
    roster,
    assignments,
    modules,
    module_overrides,
    overrides,
    submissions,
    people,
    outcomes,
    rubrics,
    outcome_results,
)
_NAVIGATION = (
    ("Modules", "deep_link.modules", False),
    ("Assignments", "pages.assignments", False),
    ("Gradebook", "pages.gradebook", True),
)


def create_app(lms: Lms, stopping: threading.Event) -> Flask:
    """Return the LMS as a Flask application; `stopping` ends the waits of deliberately slow answers."""
    app = new_app(__name__, "Sandbox Canvas", _NAVIGATION, lms, [part.blueprint for part in _PARTS])
    app.register_error_handler(ApiError, answer)
    CanvasTraffic(lms, stopping).install(app)
    return app

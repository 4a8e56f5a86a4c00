"""Puts the LMS's routes together into one WSGI application."""

import threading

from flask import Flask

from sandbox.parts.web import new_app
from sandbox.schoology import (
    control,
    deep_link,
    line_items,
    oidc,
    pages,
    rest_assignments,
    rest_grades,
    rest_grading,
    rest_multiget,
    rest_pages,
    rest_places,
    rest_reports,
    rest_telling,
    roster,
    scores,
    tokens,
    triggers,
)
from sandbox.schoology.errors import ApiError, answer
from sandbox.schoology.lms import Lms
from sandbox.schoology.traffic import SchoologyTraffic

_PARTS = (
    pages,
    oidc,
    deep_link,
    tokens,
    line_items,
    scores,
    roster,
    rest_places,
    rest_assignments,
    rest_grading,
    rest_grades,
    rest_reports,
    rest_pages,
    rest_telling,
    triggers,
    rest_multiget,
    control,
)
_NAVIGATION = (("Materials", "pages.materials", False), ("Gradebook", "pages.gradebook", True))


def create_app(lms: Lms, stopping: threading.Event) -> Flask:
    """Return the LMS as a Flask application; `stopping` ends the waits of deliberately slow answers."""
    app = new_app(__name__, "Sandbox Schoology", _NAVIGATION, lms, [part.blueprint for part in _PARTS])
    app.register_error_handler(ApiError, answer)
    SchoologyTraffic(lms, stopping).install(app)
    return app

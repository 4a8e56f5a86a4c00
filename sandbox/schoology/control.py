"""The sandbox's own controls under /_sim; no real LMS has these."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.parts import Json
from sandbox.schoology import acts
from sandbox.schoology.lms import lms
from sandbox.schoology.report import full_state

blueprint = Blueprint("control", __name__, url_prefix="/_sim")


@blueprint.errorhandler(ValueError)
@blueprint.errorhandler(LookupError)
def bad_input(error: Exception) -> tuple[Response, int]:
    """400 with the reason."""
    return jsonify({"error": str(error)}), 400


@blueprint.get("/state")
def state() -> Response:
    """Everything the LMS remembers that matters to a tool."""
    return jsonify(full_state(lms()))


@blueprint.get("/faults")
def show_faults() -> Response:
    """All switches."""
    return jsonify(vars(lms().faults))


@blueprint.post("/faults")
def set_faults() -> Response:
    """Set the named switches; `{}` changes nothing, `{"clear": true}` turns all off first."""
    body = _body()
    if body.pop("clear", False):
        lms().faults.clear()
    lms().faults.update(body)
    return jsonify(vars(lms().faults))


@blueprint.post("/grade")
def grade() -> Response:
    """Type a grade as a teacher: `{"column", "login", "value": number or null, "comment"?}`."""
    body = _body()
    acts.grade(lms(), body.get("column"), str(body.get("login")), body.get("value"), body.get("comment"))
    return _done()


@blueprint.post("/flag")
def flag() -> Response:
    """Set an exception as a teacher: `{"column", "login", "flag": "missing" | "excused" | "incomplete" | null}`."""
    body = _body()
    acts.flag(lms(), body.get("column"), str(body.get("login")), body.get("flag"))
    return _done()


@blueprint.post("/enrolment")
def enrolment() -> Response:
    """Set a person's enrolment: `{"login", "state": "active" | "inactive" | "deleted"}`."""
    body = _body()
    acts.enrol(lms(), str(body.get("login")), str(body.get("state")))
    return _done()


@blueprint.post("/rotate_keys")
def rotate_keys() -> Response:
    """Sign with the announced key from now on."""
    acts.rotate_keys(lms())
    return _done()


@blueprint.post("/prepare")
def prepare() -> Response:
    """Answer that there is nothing a teacher must prepare."""
    return _done()


@blueprint.post("/unlimited")
def unlimited() -> Response:
    """Take the rate limit out of the way."""
    lms().unlimited()
    return _done()


@blueprint.post("/reset")
def reset() -> Response:
    """Empty the course, turn the switches off and forget the request log; keys and secrets stay."""
    acts.reset(lms())
    return _done()


def _done() -> Response:
    return jsonify({"ok": True})


def _body() -> Json:
    body: Any = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004 - answered as a bad value
    return body

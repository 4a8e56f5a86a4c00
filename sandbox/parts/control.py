"""The sandbox's own controls under /_sim; no real LMS has these."""

from typing import cast

from flask import Blueprint, Response, current_app, jsonify

from sandbox.lms import SimulatedLms
from sandbox.parts import Json
from sandbox.parts.bodies import sent_object


def new_blueprint(name: str) -> Blueprint:
    """Return an empty blueprint for controls: what is not there or not well formed is a 400 with the reason."""
    made = Blueprint(name, __name__, url_prefix="/_sim")
    made.register_error_handler(ValueError, _bad_input)
    made.register_error_handler(LookupError, _bad_input)
    return made


def body() -> Json:
    """Return the JSON object sent to a control; ValueError for anything else."""
    return sent_object(ValueError("the body must be a JSON object"))


def done() -> Response:
    """Answer of a control that has nothing to tell."""
    return jsonify({"ok": True})


def _bad_input(error: Exception) -> tuple[Response, int]:
    return jsonify({"error": str(error)}), 400


def _sim() -> SimulatedLms:
    return cast("SimulatedLms", current_app.extensions["sim"])


blueprint = new_blueprint("control")


@blueprint.get("/state")
def state() -> Response:
    """Everything the LMS remembers that matters to a tool."""
    return jsonify(_sim().state())


@blueprint.get("/faults")
def show_faults() -> Response:
    """All switches."""
    return jsonify(vars(_sim().faults))


@blueprint.post("/faults")
def set_faults() -> Response:
    """Set the named switches; `{}` changes nothing, `{"clear": true}` turns all off first."""
    wanted, faults = body(), _sim().faults
    if wanted.pop("clear", False):
        faults.clear()
    faults.update(wanted)
    return jsonify(vars(faults))


@blueprint.post("/grade")
def grade() -> Response:
    """Type a grade as a teacher: `{"column", "login", "value": number or null, "comment"?}`."""
    sent = body()
    _sim().type_grade(str(sent.get("column")), str(sent.get("login")), sent.get("value"), sent.get("comment"))
    return done()


@blueprint.post("/enrolment")
def enrolment() -> Response:
    """Set a person's enrolment: `{"login", "state": "active" | "inactive" | "deleted"}`."""
    sent = body()
    _sim().enrol(str(sent.get("login")), str(sent.get("state")))
    return done()


@blueprint.post("/prepare")
def prepare() -> Response:
    """Do what a teacher must do once for personal work: `{"title", "launch_url", "remote_id"}`."""
    sent = body()
    _sim().prepare_work(str(sent.get("title")), str(sent.get("launch_url")), str(sent.get("remote_id")))
    return done()


@blueprint.post("/copy")
def copy() -> Response:
    """Copy the course and open the copy."""
    _sim().copy_course()
    return done()


@blueprint.post("/rotate_keys")
def rotate_keys() -> Response:
    """Sign with another key from now on."""
    _sim().rotate_keys()
    return done()


@blueprint.post("/unlimited")
def unlimited() -> Response:
    """Take the rate limit out of the way."""
    _sim().unlimited()
    return done()


@blueprint.post("/reset")
def reset() -> Response:
    """Empty the course, turn the switches off and forget the request log; keys and tokens stay."""
    _sim().reset()
    return done()

"""The sandbox's own controls under /_sim; no real LMS has these."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.moodle import acts
from sandbox.moodle.lms import lms
from sandbox.moodle.report import full_state
from sandbox.parts import Json

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
    """All fault switches."""
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
    acts.type_grade(lms(), body.get("column"), str(body.get("login")), body.get("value"), body.get("comment"))
    return _done()


@blueprint.post("/lock")
def lock() -> Response:
    """Lock or unlock a cell: `{"column", "login", "locked"}`."""
    body = _body()
    acts.lock(lms(), body.get("column"), str(body.get("login")), body.get("locked", True))
    return _done()


@blueprint.post("/weight")
def weight() -> Response:
    """Set a column's weight in the total: `{"column", "weight": number or null}`; 0 keeps it out."""
    body = _body()
    acts.set_weight(lms(), body.get("column"), body.get("weight"))
    return _done()


@blueprint.post("/activity")
def activity() -> Response:
    """Add an External tool activity, graded with a maximum: `{"name", "launch_url", "maximum"?}`; answers its ids."""
    body = _body()
    made = acts.add_activity(lms(), str(body["name"]), str(body["launch_url"]), maximum=body.get("maximum"))
    return jsonify({"cmid": made.cmid, "link_id": made.link_id, "item_id": made.item_id})


@blueprint.post("/mastery")
def mastery() -> Response:
    """Link competencies to an activity's passing grade: `{"cmid", "pass_grade", "competency_ids"}`."""
    body = _body()
    acts.link_mastery(lms(), body.get("cmid"), float(body["pass_grade"]), list(body["competency_ids"]))
    return _done()


@blueprint.post("/enrolment")
def enrolment() -> Response:
    """Set a person's enrolment: `{"login", "state": "active" | "inactive" | "deleted"}`."""
    body = _body()
    acts.enrol(lms(), str(body.get("login")), str(body.get("state")))
    return _done()


@blueprint.post("/prepare")
def prepare() -> Response:
    """Add the restricted activity of a gate column or group: `{"title", "launch_url", "remote_id"}`."""
    body = _body()
    acts.prepare_work(lms(), str(body.get("title")), str(body.get("launch_url")), str(body.get("remote_id")))
    return _done()


@blueprint.post("/rotate_keys")
def rotate_keys() -> Response:
    """Sign with another key from now on."""
    acts.rotate_keys(lms())
    return _done()


@blueprint.post("/unlimited")
def unlimited() -> Response:
    """Do nothing: this LMS has no rate limit."""
    return _done()


@blueprint.post("/reset")
def reset() -> Response:
    """Empty the course, turn the switches off and forget the request log; keys and tokens stay."""
    acts.reset(lms())
    return _done()


def _done() -> Response:
    return jsonify({"ok": True})


def _body() -> Json:
    body: Any = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004 - answered as a bad value
    return body

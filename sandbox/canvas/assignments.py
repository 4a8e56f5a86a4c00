"""REST assignments: create, change, list and delete with a user token (canvas facts 5.1)."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.columns import new_assignment, new_line_item, touch
from sandbox.canvas.errors import ApiError, not_found
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import TOOL_ID, Lms, lms
from sandbox.canvas.model import DATE_KEYS, Assignment
from sandbox.canvas.override_rules import add_override, override_json
from sandbox.canvas.paging import numbered, size
from sandbox.canvas.rubric_json import of_assignment
from sandbox.clock import parse_time
from sandbox.parts import Json

blueprint = Blueprint("assignments", __name__, url_prefix="/api/v1/courses/<int:course_id>/assignments")

_PLAIN = {
    "name": str,
    "description": str,
    "published": bool,
    "only_visible_to_overrides": bool,
    "omit_from_final_grade": bool,
    "grading_type": str,
    "allowed_attempts": int,
}
_TOOL_TAG = "external_tool_tag_attributes"


@blueprint.get("")
@rest
def list_assignments(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Return assignments of the course, by `search_term` in the name when given, paged by 10."""
    site, term = lms(), request.args.get("search_term", "").lower()
    found = [row for row in site.state.assignments.values() if not row.deleted and term in row.name.lower()]
    page, headers = numbered(found, size("per_page", 10, 100))
    response = jsonify([assignment_json(site, row, with_overrides=_wants_overrides()) for row in page])
    response.headers.update(headers)
    return response


@blueprint.post("")
@rest
def create(course_id: int) -> tuple[Response, int]:  # noqa: ARG001 - checked by the guard
    """Make an assignment, unpublished unless asked otherwise, with its overrides in the same call."""
    site, wanted = lms(), wanted_body("assignment")
    _check(wanted)
    assignment = new_assignment(site, str(wanted.get("name") or "Unnamed"), float(wanted.get("points_possible") or 0))
    try:
        _apply(site, assignment, wanted)
    except ApiError:
        # A refused override refuses the whole call.
        assignment.deleted = True
        raise
    return jsonify(assignment_json(site, assignment, with_overrides=True)), 201


@blueprint.get("/<int:assignment_id>")
@rest
def show(course_id: int, assignment_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One assignment."""
    found = find_assignment(lms(), assignment_id)
    return jsonify(assignment_json(lms(), found, with_overrides=_wants_overrides()))


@blueprint.put("/<int:assignment_id>")
@rest
def update(course_id: int, assignment_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Change the keys that are present; work already handed in forbids unpublishing."""
    site, wanted = lms(), wanted_body("assignment")
    assignment = find_assignment(site, assignment_id)
    _check(wanted)
    handed_in = any(row.assignment_id == assignment_id and row.attempt > 0 for row in site.state.submissions.values())
    if wanted.get("published") is False and assignment.published and handed_in:
        message = "Can't unpublish if there are student submissions"
        raise ApiError(400, {"errors": {"published": [{"attribute": "published", "message": message}]}})
    _apply(site, assignment, wanted)
    return jsonify(assignment_json(site, assignment, with_overrides=_wants_overrides()))


@blueprint.delete("/<int:assignment_id>")
@rest
def delete(course_id: int, assignment_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Delete an assignment with its column and answer with what it was."""
    assignment = find_assignment(lms(), assignment_id)
    assignment.deleted = True
    return jsonify(assignment_json(lms(), assignment))


def find_assignment(site: Lms, assignment_id: int) -> Assignment:
    """Return assignment that is not deleted; 404 otherwise."""
    assignment = site.state.live_assignment(assignment_id)
    if assignment is None:
        raise not_found()
    return assignment


def wanted_body(name: str) -> Json:
    """Return the object under this name in the JSON body; 400 without one."""
    body: Any = request.get_json(force=True, silent=True)
    wanted = body.get(name) if isinstance(body, dict) else None
    if not isinstance(wanted, dict):
        raise ApiError(400, {"errors": [{"message": f"{name} is missing"}]})
    return wanted


def assignment_json(site: Lms, assignment: Assignment, *, with_overrides: bool = False) -> Json:
    """Return an assignment as the REST interface writes it."""
    page = f"{site.url}/courses/{site.school.course.id}/assignments/{assignment.id}"
    plain = {name: getattr(assignment, name) for name in (*_PLAIN, "points_possible", *DATE_KEYS, "submission_types")}
    body: Json = plain | {
        "id": assignment.id,
        "course_id": site.school.course.id,
        "lti_context_id": assignment.lti_context_id,
        "html_url": page,
        "created_at": assignment.created_at,
        "updated_at": assignment.updated_at,
        "workflow_state": "deleted" if assignment.deleted else _workflow(assignment),
        "has_overrides": bool(assignment.overrides),
        "assignment_group_id": 1,
    }
    if assignment.tool_url:
        body[_TOOL_TAG] = {
            "url": assignment.tool_url,
            "new_tab": assignment.new_tab,
            "resource_link_id": assignment.lti_context_id,
            "content_type": "context_external_tool",
            "content_id": TOOL_ID,
        }
    body |= of_assignment(site, assignment.id)
    if with_overrides:
        body["overrides"] = [override_json(override) for override in assignment.overrides.values()]
    return body


def _workflow(assignment: Assignment) -> str:
    return "published" if assignment.published else "unpublished"


def _wants_overrides() -> bool:
    return "overrides" in request.args.getlist("include[]")


def _check(wanted: Json) -> None:
    for name, kind in _PLAIN.items():
        if wanted.get(name) is not None and not isinstance(wanted[name], kind):
            raise ApiError(400, {"errors": {name: [{"attribute": name, "message": "is not valid"}]}})
    points = wanted.get("points_possible")
    if points is not None and (not isinstance(points, int | float) or points < 0):
        message = "must be greater than or equal to 0"
        raise ApiError(400, {"errors": {"points_possible": [{"attribute": "points_possible", "message": message}]}})
    for key in DATE_KEYS:
        if wanted.get(key) and parse_time(wanted[key]) is None:
            raise ApiError(400, {"errors": {key: [{"attribute": key, "message": "Invalid date"}]}})


def _apply(site: Lms, assignment: Assignment, wanted: Json) -> None:
    for name in _PLAIN:
        if wanted.get(name) is not None:
            setattr(assignment, name, wanted[name])
    if wanted.get("points_possible") is not None:
        assignment.points_possible = float(wanted["points_possible"])
    for key in DATE_KEYS:
        if key in wanted:
            setattr(assignment, key, wanted[key] or None)
    if wanted.get("submission_types"):
        assignment.submission_types = list(wanted["submission_types"])
    if isinstance(wanted.get(_TOOL_TAG), dict):
        assignment.tool_url = wanted[_TOOL_TAG].get("url")
        assignment.new_tab = bool(wanted[_TOOL_TAG].get("new_tab"))
    _bind_line_item(site, assignment)
    if isinstance(wanted.get("assignment_overrides"), list):
        assignment.overrides.clear()
        for override in wanted["assignment_overrides"]:
            add_override(site, assignment, override)
    touch(site, assignment)


def _bind_line_item(site: Lms, assignment: Assignment) -> None:
    has_one = any(item.assignment_id == assignment.id for item in site.state.line_items.values())
    if "external_tool" in assignment.submission_types and not has_one:
        new_line_item(site, assignment, coupled=True, values={})

"""REST assignment overrides with a user token (canvas facts 5.2)."""

from flask import Blueprint, Response, jsonify

from sandbox.canvas.assignments import find_assignment, wanted_body
from sandbox.canvas.errors import ApiError, not_found
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import Assignment, Override
from sandbox.canvas.override_rules import add_override, override_json, replace_override
from sandbox.canvas.paging import numbered, size

_PREFIX = "/api/v1/courses/<int:course_id>/assignments/<int:assignment_id>/overrides"

blueprint = Blueprint("overrides", __name__, url_prefix=_PREFIX)


@blueprint.get("")
@rest
def list_overrides(course_id: int, assignment_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with overrides of the assignment, paged by 10."""
    found = list(find_assignment(lms(), assignment_id).overrides.values())
    page, headers = numbered(found, size("per_page", 10, 100))
    response = jsonify([override_json(override) for override in page])
    response.headers.update(headers)
    return response


@blueprint.post("")
@rest
def create(course_id: int, assignment_id: int) -> tuple[Response, int]:  # noqa: ARG001 - checked by the guard
    """Make an override."""
    site = lms()
    assignment = find_assignment(site, assignment_id)
    _check_switch(site)
    return jsonify(override_json(add_override(site, assignment, wanted_body("assignment_override")))), 201


@blueprint.get("/<int:override_id>")
@rest
def show(course_id: int, assignment_id: int, override_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One override."""
    return jsonify(override_json(_find(find_assignment(lms(), assignment_id), override_id)))


@blueprint.put("/<int:override_id>")
@rest
def update(course_id: int, assignment_id: int, override_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Replace the dates and, where named, the students."""
    site = lms()
    assignment = find_assignment(site, assignment_id)
    override = _find(assignment, override_id)
    _check_switch(site)
    replace_override(site, assignment, override, wanted_body("assignment_override"))
    return jsonify(override_json(override))


@blueprint.delete("/<int:override_id>")
@rest
def delete(course_id: int, assignment_id: int, override_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Delete an override and answer with what it was."""
    assignment = find_assignment(lms(), assignment_id)
    override = _find(assignment, override_id)
    del assignment.overrides[str(override_id)]
    return jsonify(override_json(override))


def _find(assignment: Assignment, override_id: int) -> Override:
    override = assignment.overrides.get(str(override_id))
    if override is None:
        raise not_found()
    return override


def _check_switch(site: Lms) -> None:
    if site.faults.override_422:
        raise ApiError(422, {"errors": {"base": [{"attribute": "base", "message": "switched on in the sandbox"}]}})

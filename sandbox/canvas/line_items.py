"""AGS line item service (canvas facts 3.1)."""

from flask import Blueprint, Response, request

from sandbox.canvas.claims import AGS_SCOPES
from sandbox.canvas.columns import item_json, live_items, new_assignment, new_line_item, touch
from sandbox.canvas.errors import ApiError, lti_error, not_found
from sandbox.canvas.guards import service
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import Assignment, LineItem
from sandbox.canvas.paging import numbered, size
from sandbox.clock import parse_time
from sandbox.parts import Json
from sandbox.parts.bodies import reply, sent_object

blueprint = Blueprint("line_items", __name__, url_prefix="/api/lti/courses/<int:course_id>/line_items")

_WRITE = f"{AGS_SCOPES}lineitem"
_READ = f"{AGS_SCOPES}lineitem.readonly"
_SUBMISSION_TYPE = "https://canvas.instructure.com/lti/submission_type"
_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_LIST = "application/vnd.ims.lis.v2.lineitemcontainer+json"


@blueprint.get("")
@service(_WRITE, _READ)
def list_items(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Return the tool's line items, filtered and paged by 10."""
    site = lms()
    wanted = {name: request.args[name] for name in ("tag", "resource_id", "resource_link_id") if name in request.args}
    items = [item for item in live_items(site) if all(getattr(item, name) == value for name, value in wanted.items())]
    page, headers = numbered(items, size("limit", 10, 100))
    return reply([item_json(site, item) for item in page], _LIST, headers=headers)


@blueprint.post("")
@service(_WRITE)
def create(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Make a column, or an extra line item of a linked assignment."""
    site, body = lms(), json_body()
    _check_required(body)
    values = {name: body.get(name) for name in ("label", "scoreMaximum", "resourceId", "tag")}
    values["submission_type"] = body.get(_SUBMISSION_TYPE)
    link_id = body.get("resourceLinkId")
    assignment = _linked(site, str(link_id)) if link_id else _column(site, body)
    item = new_line_item(site, assignment, coupled=False, values=values)
    _set_dates(assignment, body)
    return reply(item_json(site, item), _ITEM, status=201)


@blueprint.get("/<int:item_id>")
@service(_WRITE, _READ)
def show(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One line item."""
    return reply(item_json(lms(), find_item(lms(), item_id)), _ITEM)


@blueprint.put("/<int:item_id>")
@service(_WRITE)
def update(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Change the keys that are present, on the item and its assignment."""
    site, body = lms(), json_body()
    item = find_item(site, item_id)
    assignment = site.state.assignments[str(item.assignment_id)]
    item.label = body.get("label", item.label)
    item.score_maximum = body.get("scoreMaximum", item.score_maximum)
    item.resource_id = body.get("resourceId", item.resource_id)
    item.tag = body.get("tag", item.tag)
    if item.first:
        assignment.name, assignment.points_possible = item.label, item.score_maximum
        _set_dates(assignment, body)
        touch(site, assignment)
    return reply(item_json(site, item), _ITEM)


@blueprint.delete("/<int:item_id>")
@service(_WRITE)
def delete(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Delete a tool-made item, the default one with its assignment; an item the LMS made answers 401 and no body."""
    site = lms()
    item = find_item(site, item_id)
    if item.coupled:
        raise ApiError(401, None)
    if item.first:
        site.state.assignments[str(item.assignment_id)].deleted = True
    del site.state.line_items[str(item_id)]
    return Response(status=204)


def find_item(site: Lms, item_id: int) -> LineItem:
    """Line item of a living assignment; 404 otherwise."""
    item = site.state.line_items.get(str(item_id))
    if item is None or site.state.live_assignment(item.assignment_id) is None:
        raise not_found()
    return item


def _linked(site: Lms, link_id: str) -> Assignment:
    for assignment in site.state.assignments.values():
        if assignment.lti_context_id == link_id and "external_tool" in assignment.submission_types:
            if assignment.deleted:
                raise ApiError(412, None)
            return assignment
    raise not_found()


def _column(site: Lms, body: Json) -> Assignment:
    kind = body.get(_SUBMISSION_TYPE) or {}
    name = kind.get("type", "none")
    if name not in ("none", "external_tool"):
        raise ApiError(400, {"error": f"Invalid submission_type for new assignment: {name}"})
    assignment = new_assignment(site, body["label"], float(body["scoreMaximum"]))
    assignment.published = not site.faults.columns_unpublished
    assignment.submission_types = [name]
    assignment.tool_url = kind.get("external_tool_url")
    return assignment


def _set_dates(assignment: Assignment, body: Json) -> None:
    # endDateTime is the due date here, not the lock date.
    for name, key in (("startDateTime", "unlock_at"), ("endDateTime", "due_at")):
        if name in body:
            if body[name] is not None and parse_time(body[name]) is None:
                raise lti_error(400, f"Invalid value for {name}")
            setattr(assignment, key, body[name])


def _check_required(body: Json) -> None:
    for name in ("label", "scoreMaximum"):
        if body.get(name) in (None, ""):
            raise ApiError(400, {"errors": {"type": "bad_request", "message": f"{name} is missing"}})
    if not isinstance(body["scoreMaximum"], int | float) or body["scoreMaximum"] < 0:
        raise lti_error(422, "scoreMaximum must be greater than or equal to 0")


def json_body() -> Json:
    """Return the request's JSON object; anything else is a 400."""
    return sent_object(lti_error(400, "The request body is not a JSON object"))

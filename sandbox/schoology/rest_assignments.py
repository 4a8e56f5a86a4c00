"""REST assignments and grade items (schoology facts 7.2, 7.3)."""

from flask import Blueprint, Response, request

from sandbox.parts import Json
from sandbox.schoology.assignment_fields import assignment_json, change
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import ASSIGNMENT, COLUMN, EXTERNAL_TOOL, GradeItem
from sandbox.schoology.periods import OTHER, current_period
from sandbox.schoology.rest import json_object, list_json, owner, reply, rest
from sandbox.schoology.visibility import sees

blueprint = Blueprint("rest_assignments", __name__, url_prefix="/v1/sections/<section_id>")


@blueprint.get("/assignments")
@rest()
def assignments(section: ClassSection) -> Response:
    """List assignments, finals last, then by due date; `limit` holds for each type by itself."""
    kinds = (ASSIGNMENT, EXTERNAL_TOOL) if lms().faults.external_tools_listed else (ASSIGNMENT,)
    rows = [one for one in _items(lms(), section) if one.type in kinds]
    rows.sort(key=lambda one: (one.flags.get("is_final", 0), one.due == "", one.due))
    return reply(list_json("assignment", [_json(one) for one in rows], per_type=lambda row: str(row["type"])))


@blueprint.get("/grade_items")
@rest()
def grade_items(section: ClassSection) -> Response:
    """Everything gradable, the tool's columns too."""
    return reply(list_json("assignment", [_json(one) for one in _items(lms(), section)]))


@blueprint.get("/grade_items/<item_id>")
@rest()
def grade_item(section: ClassSection, item_id: str) -> Response:
    """One grade item."""
    return reply(_json(_found(section, item_id)))


@blueprint.get("/assignments/<item_id>")
@rest()
def assignment(section: ClassSection, item_id: str) -> Response:
    """One assignment."""
    item = _found(section, item_id)
    if item.type == COLUMN and not lms().faults.columns_readable:
        raise ApiError(404)
    return reply(_json(item))


@blueprint.post("/assignments")
@rest()
def create(section: ClassSection) -> Response:
    """Make an assignment: for the whole class unless `assignees` or `grading_group_ids` name somebody."""
    site, body = lms(), json_object()
    period = current_period(site) if site.faults.work_in_current_period else OTHER
    item = GradeItem(0, section.id, ASSIGNMENT, "", 100.0, "key", period=period)
    change(site, section, item, {"title": ""} | body)
    item.id = site.state.next_id("item")
    site.state.items[str(item.id)] = item
    return reply(assignment_json(site, item, attachments=bool(item.attachments)), 201)


@blueprint.put("/assignments/<item_id>")
@rest()
def update(section: ClassSection, item_id: str) -> Response:
    """Change the fields that are named; works on columns too, for some fields."""
    change(lms(), section, _found(section, item_id), json_object())
    return Response(status=204)


@blueprint.delete("/assignments/<item_id>")
@rest()
def delete(section: ClassSection, item_id: str) -> Response:
    """Delete for good, with all scores."""
    lms().state.drop_item(_found(section, item_id).id)
    return Response(status=204)


def _items(site: Lms, section: ClassSection) -> list[GradeItem]:
    person = owner(site)
    here = [one for one in site.state.items.values() if one.section_id == section.id]
    return [one for one in here if not person.is_learner or one.type != ASSIGNMENT or sees(site, one, section, person)]


def _found(section: ClassSection, item_id: str) -> GradeItem:
    found = next((one for one in _items(lms(), section) if str(one.id) == item_id), None)
    if found is None:
        raise ApiError(404)
    return found


def _json(item: GradeItem) -> Json:
    asked = {name: request.args.get(f"with_{name}", "0").lower() in ("1", "true") for name in ("attachments", "tags")}
    return assignment_json(lms(), item, **asked)

"""AGS line item service (schoology facts 3.1, 3.6)."""

from flask import Blueprint, Response, request

from sandbox.clock import iso
from sandbox.parts import Json
from sandbox.parts.bodies import reply
from sandbox.schoology.claims import AGS_SCOPES
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.columns import column_json, find_column, new_column, own_columns
from sandbox.schoology.errors import lti_error
from sandbox.schoology.guards import json_object, service
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import GradeItem
from sandbox.schoology.paging import number, page_of

PREFIX = "/lti-service/tool/<tool>/services/assignment-grade/v2p0/sections/<section_id>/lineitems"

blueprint = Blueprint("line_items", __name__, url_prefix=PREFIX)

_WRITE = f"{AGS_SCOPES}lineitem"
_READ = f"{AGS_SCOPES}lineitem.readonly"
_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
_LIST = "application/vnd.ims.lis.v2.lineitemcontainer+json"


@blueprint.get("")
@service(_WRITE, _READ)
def list_items(section: ClassSection) -> Response:
    """Return the tool's own columns, filtered exactly."""
    site = lms()
    rows = [column_json(site, section, one) for one in own_columns(site, section)]
    asked = {"resource_id": "resourceId", "tag": "tag", "resource_link_id": "resourceLinkId"}
    for parameter, name in asked.items():
        if parameter in request.args:
            rows = [row for row in rows if row.get(name) == request.args[parameter]]
    headers: dict[str, str] = {}
    if site.faults.ags_pages and number("limit", 0):
        page, _, headers = page_of(rows, number("limit", 0))
        rows = list(page)
    return reply(rows, _LIST, headers=headers)


@blueprint.post("")
@service(_WRITE)
def create(section: ClassSection) -> Response:
    """Make a column; dates and category are accepted and ignored."""
    site, body = lms(), _checked(json_object())
    item = new_column(site, section, body)
    if site.linked and site.faults.columns_in_linked:
        for sibling in site.sections:
            if sibling != section:
                new_column(site, sibling, body)
    return reply(column_json(site, section, item), _ITEM, status=201)


@blueprint.get("/<item_id>")
@service(_WRITE, _READ)
def show(section: ClassSection, item_id: str) -> Response:
    """One line item."""
    site = lms()
    return reply(column_json(site, section, known_column(site, section, item_id)), _ITEM)


@blueprint.put("/<item_id>")
@service(_WRITE)
def update(section: ClassSection, item_id: str) -> Response:
    """Replace everything the tool may set."""
    site = lms()
    item, body = known_column(site, section, item_id), _checked(json_object())
    item.title, item.max_points = str(body["label"]), float(body["scoreMaximum"])
    item.resource_id, item.tag = body.get("resourceId"), body.get("tag")
    item.changed_at = iso(site.now())
    return reply(column_json(site, section, item), _ITEM)


@blueprint.delete("/<item_id>")
@service(_WRITE)
def delete(section: ClassSection, item_id: str) -> Response:
    """Delete a column with its scores."""
    site = lms()
    site.state.drop_item(known_column(site, section, item_id).id)
    return Response(status=204)


def known_column(site: Lms, section: ClassSection, item_id: str) -> GradeItem:
    """Return a column of the tool's; 404 otherwise."""
    item = find_column(site, section, item_id)
    if item is None:
        raise lti_error(404, "no such line item")
    return item


def _checked(body: Json) -> Json:
    maximum = body.get("scoreMaximum")
    if not body.get("label"):
        raise lti_error(400, "label is missing")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise lti_error(400, "scoreMaximum must be greater than 0")
    return body

"""AGS line item service (facts 6)."""

from html import escape
from typing import Any

from flask import Blueprint, Response, request

from sandbox.moodle.columns import delete_item, item_json, item_url, set_maximum
from sandbox.moodle.errors import Refusal
from sandbox.moodle.guards import CONTAINER, ITEM, json_body, reply, service
from sandbox.moodle.lms import TOOL_ID, Lms, lms
from sandbox.moodle.model import GradeItem
from sandbox.moodle.scopes import LINE_ITEM, LINE_ITEM_READONLY
from sandbox.moodle.words import as_number
from sandbox.parts import Json

blueprint = Blueprint("line_items", __name__, url_prefix="/mod/lti/services.php/<int:course_id>/lineitems")

_LONGEST = 255
_FILTERS = {"resource_id": "resource_id", "resource_link_id": "link_id", "tag": "tag"}


@blueprint.get("")
@service(LINE_ITEM, LINE_ITEM_READONLY, media_type=CONTAINER, any_accept=False)
def list_items(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Return all the tool's items in the course that the filters leave; `limit` gives a Link nobody can use."""
    site = lms()
    items = [item for item in site.state.items.values() if _wanted(item)]
    limit, start = (_whole(request.args.get(name)) for name in ("limit", "from"))
    link = ""
    if limit:
        link = _useless_link(site, limit, start, len(items))
        items = items[start : start + limit]
    return reply([item_json(site, item) for item in items], CONTAINER, link=link)


@blueprint.post("")
@service(LINE_ITEM, media_type=ITEM)
def create(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Make a column, as often as asked; the answer repeats what was sent, stored or not."""
    site, body = lms(), json_body()
    label, maximum = _required(body, "No label or Score Maximum")
    link_id = _link_id(site, body)
    item = GradeItem(site.state.next_id("item"), label, maximum, link_id=link_id)
    _fill(item, body)
    site.state.items[str(item.id)] = item
    return reply(body | {"id": item_url(site, item.id)}, ITEM, 201)


@blueprint.get("/<int:item_id>/lineitem")
@service(LINE_ITEM, LINE_ITEM_READONLY, media_type=ITEM)
def show(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One line item."""
    return reply(item_json(lms(), known_item(item_id)), ITEM)


@blueprint.put("/<int:item_id>/lineitem")
@service(LINE_ITEM, media_type=ITEM)
def update(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Replace the item: what is not sent is cleared; the answer repeats what was sent (4.2, 4.4dev)."""
    site, item, body = lms(), known_item(item_id), json_body()
    label, maximum = _required(body)
    item.link_id = _link_id(site, body)
    item.label = label
    set_maximum(site, item, maximum)
    _fill(item, body)
    return reply(body | {"id": item_url(site, item.id)}, ITEM)


@blueprint.delete("/<int:item_id>/lineitem")
@service(LINE_ITEM, media_type=ITEM)
def delete(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Delete the column, also one that belongs to an activity."""
    delete_item(lms(), known_item(item_id))
    return Response(status=204)


def _useless_link(site: Lms, limit: int, start: int, total: int) -> str:
    """Return the Link header of a page: curly quotes around the relations, and addresses escaped as for HTML."""
    pages = {
        "first": 0,
        "prev": max(start - limit, 0) if start else None,
        "canonical": start,
        "next": start + limit if start + limit < total else None,
        "last": max(total - limit + 1, 0),
    }
    address = f"{site.services_url}/lineitems?type_id={TOOL_ID}&limit={limit}&from="
    return ", ".join(
        f"<{escape(f'{address}{at}')}>; rel=\u201c{name}\u201d" for name, at in pages.items() if at is not None
    )


def known_item(item_id: int) -> GradeItem:
    """Return the item with this number; 404 in JSON when there is none."""
    item = lms().state.items.get(str(item_id))
    if item is None:
        raise Refusal(404, f"Not Found: Grade item {item_id} doesn't exist")
    return item


def _wanted(item: GradeItem) -> bool:
    for parameter, attribute in _FILTERS.items():
        value = request.args.get(parameter)
        if value is not None and str(getattr(item, attribute)) != value:
            return False
    return True


def _required(body: Json, missing: str = "Bad Request") -> tuple[str, float]:
    label, maximum = body.get("label"), as_number(body.get("scoreMaximum"))
    if label is None or body.get("scoreMaximum") is None:
        raise Refusal(400, missing)
    if maximum is None:
        raise Refusal(400, "Bad Request")
    if len(str(label)) > _LONGEST:
        raise Refusal(0, "Error writing to database")
    return str(label), maximum


def _link_id(site: Lms, body: Json) -> int | None:
    sent = body.get("resourceLinkId")
    if sent in (None, ""):
        return None
    activity = site.state.link(sent)
    if activity is None:
        raise Refusal(403, "Forbidden")
    return activity.link_id


def _fill(item: GradeItem, body: Json) -> None:
    item.resource_id, item.tag = _text(body.get("resourceId")), _text(body.get("tag"))
    item.review = body.get("submissionReview")


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0

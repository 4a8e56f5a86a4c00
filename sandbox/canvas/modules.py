"""Modules with their items (canvas facts 5.3; listing: the public API): the items of a long one are left out."""

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.errors import not_found
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.paging import numbered, size
from sandbox.parts import Json

blueprint = Blueprint("modules", __name__, url_prefix="/api/v1/courses/<int:course_id>/modules")


@blueprint.get("")
@rest
def list_modules(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Return the modules, paged by 10; with their items where `include[]` asks for them and there are not too many."""
    site = lms()
    page, headers = numbered(site.state.modules, size("per_page", 10, 100))
    response = jsonify([_module(site, one) for one in page])
    response.headers.update(headers)
    return response


@blueprint.get("/<int:module_id>/items")
@rest
def list_items(course_id: int, module_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Return the items of one module, paged by 10."""
    site = lms()
    found = next((one for one in site.state.modules if one["id"] == module_id), None)
    if found is None:
        raise not_found()
    page, headers = numbered(_items(site, found), size("per_page", 10, 100))
    response = jsonify(page)
    response.headers.update(headers)
    return response


def _module(site: Lms, one: Json) -> Json:
    body: Json = {"id": one["id"], "name": one["name"], "published": one["published"], "items_count": len(one["items"])}
    if "items" in request.args.getlist("include[]") and len(one["items"]) <= site.faults.module_items:
        body["items"] = _items(site, one)
    return body


def _items(site: Lms, module: Json) -> list[Json]:
    page = f"{site.url}/courses/{site.school.course.id}/modules/items"
    return [
        {
            "id": module["id"] * 100 + number, "module_id": module["id"], "position": number, "indent": 0,
            "published": True, **one,
            **({} if one["type"] == "SubHeader" else {"html_url": f"{page}/{module['id'] * 100 + number}"}),
        }
        for number, one in enumerate(module["items"], start=1)
    ]  # fmt: skip

"""REST grading categories, scales and groups (schoology facts 7.5)."""

from flask import Blueprint, Response

from sandbox.parts import Json
from sandbox.schoology.assignment_fields import enrolments
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import lms
from sandbox.schoology.model import Category, Group
from sandbox.schoology.rest import bulk, json_object, reply, rest

blueprint = Blueprint("rest_grading", __name__, url_prefix="/v1/sections/<section_id>")

_LEVELS = ["Beginning", "Developing", "Proficient", "Advanced"]


@blueprint.get("/grading_scales")
@rest()
def grading_scales(section: ClassSection) -> Response:  # noqa: ARG001 - all sections share them
    """Return the scales, which no call can change."""
    levels = [{"points": place + 1, "description": word} for place, word in enumerate(_LEVELS)]
    rows = [
        {"id": 0, "title": "Numeric", "type": 0, "scale": {"level": []}},
        {"id": 96001, "title": "1 to 4", "type": 3, "scale": {"level": levels}},
    ]
    return reply({"grading_scale": rows})


@blueprint.get("/grading_categories")
@rest()
def categories(section: ClassSection) -> Response:
    """Categories; weights read 0 while the course does not weight them."""
    return reply({"grading_category": [_category(one) for one in _categories(section)]})


@blueprint.post("/grading_categories")
@rest()
def add_categories(section: ClassSection) -> Response:
    """Make categories, one answer row each."""

    def add(row: Json) -> Json:
        if not row.get("title"):
            raise ApiError(400, "title is required")
        state = lms().state
        made = Category(state.next_id("category"), section.id, str(row["title"]))
        _change_category(made, row)
        state.categories[str(made.id)] = made
        return {"response_code": 200, "id": made.id, "location": _address(section, "grading_categories", made.id)}

    return bulk("grading_categories", "grading_category", add)


@blueprint.put("/grading_categories")
@rest()
def change_categories(section: ClassSection) -> Response:
    """Change categories, each named by its id."""

    def put(row: Json) -> Json:
        _change_category(_found_category(section, str(row.get("id"))), row)
        return {"response_code": 204}

    return bulk("grading_categories", "grading_category", put)


@blueprint.get("/grading_categories/<category_id>")
@rest()
def category(section: ClassSection, category_id: str) -> Response:
    """One category."""
    return reply(_category(_found_category(section, category_id)))


@blueprint.put("/grading_categories/<category_id>")
@rest()
def change_category(section: ClassSection, category_id: str) -> Response:
    """Change one category."""
    _change_category(_found_category(section, category_id), json_object())
    return Response(status=204)


@blueprint.delete("/grading_categories/<category_id>")
@rest()
def delete_category(section: ClassSection, category_id: str) -> Response:
    """Delete a category; what was in it is in none, which hides it."""
    state, found = lms().state, _found_category(section, category_id)
    del state.categories[str(found.id)]
    for item in state.items.values():
        item.category = 0 if item.category == found.id else item.category
    return Response(status=204)


@blueprint.get("/grading_groups")
@rest(teachers=True)
def groups(section: ClassSection) -> Response:
    """Grading groups with their members."""
    rows = [vars(one) for one in lms().state.groups.values() if one.section_id == section.id]
    return reply({"grading_groups": rows, "count": len(rows)})


@blueprint.post("/grading_groups")
@rest()
def add_groups(section: ClassSection) -> Response:
    """Make grading groups, one answer row each."""

    def add(row: Json) -> Json:
        if not row.get("title"):
            raise ApiError(400, "title is required")
        site = lms()
        members = enrolments(site, section, row.get("members") or [])
        made = Group(site.state.next_id("group"), section.id, str(row["title"]), members)
        site.state.groups[str(made.id)] = made
        return {"response_code": 200, "id": made.id, "location": _address(section, "grading_groups", made.id)}

    return bulk("grading_groups", "grading_group", add)


@blueprint.get("/grading_groups/<group_id>")
@rest(teachers=True)
def group(section: ClassSection, group_id: str) -> Response:
    """One group."""
    return reply(vars(_found_group(section, group_id)))


@blueprint.put("/grading_groups/<group_id>")
@rest()
def change_group(section: ClassSection, group_id: str) -> Response:
    """Change title or members, the whole list of them."""
    found, body = _found_group(section, group_id), json_object()
    if "members" in body:
        found.members = enrolments(lms(), section, body["members"])
    found.title = str(body.get("title") or found.title)
    return Response(status=204)


@blueprint.delete("/grading_groups/<group_id>")
@rest()
def delete_group(section: ClassSection, group_id: str) -> Response:
    """Delete a group, also from what is assigned to it."""
    state, found = lms().state, _found_group(section, group_id)
    del state.groups[str(found.id)]
    for item in state.items.values():
        item.groups = [one for one in item.groups if one != found.id]
    return Response(status=204)


def _categories(section: ClassSection) -> list[Category]:
    return [one for one in lms().state.categories.values() if one.section_id == section.id]


def _found_category(section: ClassSection, category_id: str) -> Category:
    found = lms().state.categories.get(category_id)
    if found is None or found.section_id != section.id:
        raise ApiError(404)
    return found


def _found_group(section: ClassSection, group_id: str) -> Group:
    found = lms().state.groups.get(group_id)
    if found is None or found.section_id != section.id:
        raise ApiError(404)
    return found


def _change_category(category: Category, row: Json) -> None:
    category.title = str(row.get("title") or category.title)
    category.weight = float(row.get("weight") or category.weight)
    category.calculation_type = int(row.get("calculation_type") or category.calculation_type)


def _category(one: Category) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "calculation_type": one.calculation_type,
        "default_max_points": 100,
        "default_grading_scale_id": 0,
        "drop_lowest": 0,
        "weight": 0,
        "delta": 0,
    }


def _address(section: ClassSection, part: str, number: int) -> str:
    return f"{lms().rest_url}/sections/{section.id}/{part}/{number}"

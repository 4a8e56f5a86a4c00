"""The guard of REST routes, and the ways REST answers: mixed types, pages, rows (schoology facts 5)."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.parts import Json
from sandbox.parts.bodies import sent_object
from sandbox.school import Person
from sandbox.schoology.classes import ClassSection, uid
from sandbox.schoology.errors import ApiError
from sandbox.schoology.guards import View, alone
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.oauth import check_signature
from sandbox.schoology.paging import number
from sandbox.schoology.traffic import too_many

INNER = "sandbox.inner"
"""Mark in the WSGI environment of the parts of a multi-get, which are already authorised."""

PAGE = 20
_MIXED = frozenset({
    "id", "uid", "total", "status", "admin", "section_id", "course_id", "school_id", "building_id",
    "enrollment_id", "assignment_id", "grade_item_id", "grading_category", "grading_scale", "grading_period",
    "category_id", "scale_id", "scale_type", "exception", "max_points", "factor", "is_final", "published",
    "allow_dropbox", "allow_discussion", "show_comments", "grade_stats", "auto_publish_grades", "count_in_grade",
    "collected_only", "available", "completed", "num_assignees", "weight", "calculation_type", "active", "synced",
    "vid", "role_id", "count", "assignees", "grading_group_ids", "members", "grading_periods",
})  # fmt: skip
"""Names of ids, flags and totals (facts 5.9)."""


def rest(*, teachers: bool = False) -> Callable[[View], View]:
    """Guard of a REST route: signature, credits, faults, then the section of a route that has one.

    `teachers`: a key that belongs to a student is refused; so is any write of a student's.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**rest_of: Any) -> ResponseReturnValue:
            site = lms()
            if not request.environ.get(INNER):
                _enter(site)
            if site.faults.foreign_redirect:
                return Response(status=303, headers={"Location": f"{site.faults.foreign_host}{request.path}"})
            _check_rights(site, teachers=teachers or request.method != "GET")
            if "section_id" not in rest_of:
                return alone(site, lambda: view(**rest_of))
            section = _section(site, rest_of.pop("section_id"))
            if set(request.path.split("/")) & set(site.faults.lost_parts):
                return reply({"id": str(section.id), "section_title": section.title, "active": 1})
            return alone(site, lambda: view(section, **rest_of))

        return guarded

    return decorate


def owner(site: Lms) -> Person:
    """Return the person with whose rights the key acts."""
    if site.faults.key_owner:
        return site.school.person(site.faults.key_owner)
    return next(one for one in site.school.people if one.role == "admin")


def reply(body: Any, status: int = 200) -> Response:
    """JSON answer in which ids, flags and totals are numbers or texts as it happens."""
    response = jsonify(_mixed(lms(), body) if lms().faults.mixed_types else body)
    response.status_code = status
    return response


def list_json(name: str, rows: Sequence[Any], *, per_type: Callable[[Any], str] | None = None) -> Json:
    """One page of rows under their name, with `links`, and `total` mostly; `per_type` limits each type by itself."""
    site, start = lms(), number("start", 0)
    limit = min(site.faults.max_limit, number("limit", PAGE) or PAGE)
    kinds: dict[str, list[Any]] = {}
    for row in rows:
        kinds.setdefault(per_type(row) if per_type else "", []).append(row)
    chosen = {id(row) for kind in kinds.values() for row in kind[start : start + limit]}
    links = {"self": _address(start, limit)}
    if any(start + limit < len(kind) for kind in kinds.values()):
        links["next"] = _address(start + limit, limit)
    body: Json = {name: [row for row in rows if id(row) in chosen], "links": links}
    if not rows and site.faults.empty_list_left_out:
        del body[name]
    if not site.faults.mixed_types or site.chance.random() < 0.75:
        body["total"] = len(rows)
    return body


def json_object() -> Json:
    """Return the request's JSON object; anything else is a 400."""
    return sent_object(ApiError(400, "The body must be a JSON object"))


def bulk(plural: str, singular: str, act: Callable[[Json], Json], status: int = 207) -> Response:
    """Run every row of a bulk body and answer with one row each, in order; a refusal stays in its row."""
    site, inside = lms(), json_object().get(plural)
    rows = inside.get(singular) if isinstance(inside, dict) else None
    if not isinstance(rows, list) or len(rows) > site.faults.bulk_limit:
        raise ApiError(400, f"{plural}.{singular} must be a list of at most {site.faults.bulk_limit}")
    return reply({plural: {singular: [_row(site, act, row) for row in rows]}}, status)


def plain(value: float) -> float | int:
    """Return whole numbers without their decimal point."""
    return int(value) if value == int(value) else value


def _row(site: Lms, act: Callable[[Json], Json], row: Any) -> Json:
    if site.take("partial_207"):
        return {"response_code": 500, "error": "The row was not saved"}
    if not isinstance(row, dict):
        return {"response_code": 400, "error": "The row must be an object"}
    try:
        return act(row)
    except ApiError as error:
        return {"response_code": error.status, "error": str(error.body or "")}


def _enter(site: Lms) -> None:
    check_signature(site)
    cost = 1 if request.method == "GET" else site.faults.write_cost
    wait = site.bucket.pay(cost, site.faults.rest_credits, site.now())
    if wait:
        raise too_many(site, wait)


def _check_rights(site: Lms, *, teachers: bool) -> None:
    person = owner(site)
    own = ("/v1/users/me", "/v1/app-user-info", f"/v1/users/{uid(person)}")
    if site.faults.personal_key and request.path not in own:
        raise ApiError(401)
    if teachers and person.is_learner:
        raise ApiError(403)


def _section(site: Lms, section_id: str) -> ClassSection:
    section, person = site.section(section_id), owner(site)
    if section is None or site.faults.hidden_sections:
        raise ApiError(404)
    if person.role != "admin" and person not in section.people:
        raise ApiError(403)
    if site.faults.archived and request.method != "GET":
        raise ApiError(site.faults.archived_status)
    return section


def _address(start: int, limit: int) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("start", "limit")]
    return f"{lms().url}{request.path}?{urlencode([*kept, ('start', start), ('limit', limit)])}"


def _mixed(site: Lms, value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _mixed(site, entry, key) for key, entry in value.items()}
    if isinstance(value, list):
        return [_mixed(site, entry, name) for entry in value]
    if name not in _MIXED or isinstance(value, bool) or site.chance.random() < 0.5:
        return value
    if isinstance(value, int | float):
        return str(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else value

"""REST grades (schoology facts 8.1, 8.2)."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from sandbox.parts import Json
from sandbox.schoology.assignment_fields import SCALES
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import FLAGS, NONE, Grade
from sandbox.schoology.periods import PERIODS, is_over
from sandbox.schoology.rest import bulk, json_object, list_json, plain, reply, rest
from sandbox.schoology.rest_reports import FINAL, final_comment, keep_final_comment
from sandbox.schoology.triggers import grade_changed
from sandbox.schoology.visibility import shown_grades

blueprint = Blueprint("rest_grades", __name__, url_prefix="/v1/sections/<section_id>")


@blueprint.get("/grades")
@rest(teachers=True)
def grades(section: ClassSection) -> Response:
    """Grades of a section; filters `assignment_id`, `enrollment_id`, `timestamp` (changed since)."""
    site, since = lms(), request.args.get("timestamp", "0")
    cells = [one for one in shown_grades(site, section) if one.changed_at >= int(since if since.isdecimal() else 0)]
    rows = [_grade(site, section, one) for one in cells]
    for name in ("assignment_id", "enrollment_id"):
        if name in request.args:
            rows = [row for row in rows if str(row[name]) in request.args[name].split(",")]
    page = list_json("grade", rows)
    body: Json = {"grades": {name: page.pop(name) for name in ("grade",) if name in page}} | page
    body["period"] = [{"period_id": f"p{one.id}", "period_title": one.title, "weight": "100.00"} for one in PERIODS]
    body["final_grade"] = _finals(site, section)
    return reply(body)


@blueprint.put("/grades")
@rest()
def write(section: ClassSection) -> Response:
    """Write grades, exceptions and comments, one answer row each in order; works on the tool's columns too."""
    if "final_comments" in json_object():
        keep = partial(keep_final_comment, lms(), section)
        return bulk("final_comments", "final_comment", keep, lms().faults.grades_status)

    def put(row: Json) -> Json:
        _write(lms(), section, row)
        return {"response_code": 204}

    return bulk("grades", "grade", put, lms().faults.grades_status)


def _write(site: Lms, section: ClassSection, row: Json) -> None:
    item = site.state.items.get(str(row.get("assignment_id")))
    if item is None or item.section_id != section.id:
        raise ApiError(404, "no such assignment")
    if site.faults.closed_period == "403" and is_over(site, item.period):
        raise ApiError(403)
    person = section.enrolled(row.get("enrollment_id"))
    if person is None or not person.is_learner or site.enrolment(person) != "active":
        raise ApiError(404, "no such enrollment")
    exception = _exception(row)
    value = _value(row["grade"]) if "grade" in row else None
    cell = site.state.grade(item.id, section.enrolment_id(person))
    if "grade" in row:
        cell.value, cell.exception = value, NONE
    if exception is not None:
        cell.exception = exception
    if cell.exception:
        cell.value = None
    if "comment" in row:
        cell.comment = str(row["comment"] or "")
    if row.get("comment_status") is not None:
        cell.comment_status = int(row["comment_status"])
    cell.by, cell.changed_at = "tool", int(site.now().timestamp())
    grade_changed(site, section, cell)


def _exception(row: Json) -> int | None:
    if row.get("exception") is None:
        return None
    if str(row["exception"]) not in map(str, (NONE, *FLAGS)):
        raise ApiError(400, "no such exception")
    return int(row["exception"])


def _value(given: Any) -> float | None:
    if given in (None, ""):
        return None
    try:
        return float(given)
    except (TypeError, ValueError) as error:
        raise ApiError(400, "the grade is not a number") from error


def _grade(site: Lms, section: ClassSection, cell: Grade) -> Json:
    item = site.state.items[str(cell.item_id)]
    return {
        "enrollment_id": cell.enrolment_id,
        "assignment_id": cell.item_id,
        "grade": None if cell.value is None else plain(cell.value),
        "exception": cell.exception,
        "max_points": plain(item.max_points),
        "is_final": int(item.flags.get("is_final", 0)),
        "timestamp": cell.changed_at,
        "comment": cell.comment,
        "comment_status": cell.comment_status,
        "override": None,
        "calculated_grade": None,
        "pending": None,
        "type": item.type,
        "location": f"{site.rest_url}/sections/{section.id}/assignments/{item.id}",
        "scale_id": item.scale,
        "scale_type": SCALES[item.scale],
        "category_id": item.category,
    }


def _finals(site: Lms, section: ClassSection) -> list[Json]:
    """Return each learner's percentage of the points in visible columns that count, under both of its names."""
    sums: dict[int, list[float]] = {}
    for cell in shown_grades(site, section):
        item = site.state.items[str(cell.item_id)]
        if cell.value is not None and item.category and item.flags.get("count_in_grade", 1):
            own = sums.setdefault(cell.enrolment_id, [0.0, 0.0])
            own[0], own[1] = own[0] + cell.value, own[1] + item.max_points
    return [_final(site, one, sums.get(one)) for one in map(section.enrolment_id, site.learners(section))]


def _final(site: Lms, enrolment_id: int, points: list[float] | None) -> Json:
    grade = round(100 * points[0] / points[1], 2) if points else None
    names = {f"p{PERIODS[0].id}": str(PERIODS[0].id), FINAL: FINAL}
    periods = [
        {"period_id": name, "grade": grade, "comment": final_comment(site, enrolment_id, period)}
        for name, period in names.items()
    ]
    return {"enrollment_id": str(enrolment_id), "scale_id": 0, "period": periods}

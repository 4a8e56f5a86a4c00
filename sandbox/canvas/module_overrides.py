"""Who gets into a module: its overrides, read as a list and replaced as one (canvas facts 5.3)."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.errors import ApiError, not_found
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.paging import numbered, size
from sandbox.parts import Json
from sandbox.school import Person

_PREFIX = "/api/v1/courses/<int:course_id>/modules/<int:module_id>/assignment_overrides"
_TARGETS = ("id", "student_ids", "course_section_id")

blueprint = Blueprint("module_overrides", __name__, url_prefix=_PREFIX)


@blueprint.get("")
@rest
def list_overrides(course_id: int, module_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with the overrides of the module, paged by 10; students and sections with their names."""
    site = lms()
    page, headers = numbered(_module(site, module_id)["overrides"], size("per_page", 10, 100))
    response = jsonify([_told(site, module_id, one) for one in page])
    response.headers.update(headers)
    return response


@blueprint.put("")
@rest
def replace(course_id: int, module_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Replace the whole list: what it does not name is deleted, an id alone stays as it is; 204 or nothing at all."""
    site = lms()
    module = _module(site, module_id)
    sent = request.get_json(silent=True)
    wanted = (sent.get("overrides") if isinstance(sent, dict) else None) or []
    if not isinstance(wanted, list):
        raise _refused("List of overrides required")
    for one in wanted:
        _check(one)
    there = {one["id"]: one for one in module["overrides"]}
    made = [_override(site, one, there) for one in wanted]
    listed = [student for one in made for student in one.get("student_ids", ())]
    if len(listed) != len(set(listed)):
        raise ApiError(400, {"errors": {"user_id": [{"attribute": "user_id", "message": "has already been taken"}]}})
    module["overrides"] = made
    return Response(status=204)


def gets_in(lms: Lms, module: Json, person: Person) -> bool:
    """Whether a student finds the module: anybody while nobody is named, else who is named or in a named section."""
    if not module["published"] or lms.enrolment(person) != "active":
        return False
    return not module["overrides"] or any(
        person.id in one.get("student_ids", ()) or one.get("course_section_id") in person.section_ids
        for one in module["overrides"]
    )


def _module(site: Lms, module_id: int) -> Json:
    found = next((one for one in site.state.modules if one["id"] == module_id), None)
    if found is None:
        raise not_found()
    return found


def _told(site: Lms, module_id: int, one: Json) -> Json:
    body: Json = {"id": one["id"], "context_module_id": module_id, "title": one["title"]}
    if "student_ids" in one:
        people = [(number, site.school.find(number)) for number in one["student_ids"]]
        return body | {"students": [{"id": number, "name": who.name if who else ""} for number, who in people]}
    section = next(each for each in site.school.sections if each.id == one["course_section_id"])
    return body | {"course_section": {"id": section.id, "name": section.name}}


def _check(one: Any) -> None:
    if not isinstance(one, dict):
        raise _refused("List of overrides required")
    if one.get("group_id"):
        raise _refused("group_id is not allowed as an override")
    if not any(one.get(name) for name in _TARGETS):
        raise _refused("id, student_ids, or course_section_id required with each override")
    if one.get("student_ids") and one.get("course_section_id"):
        raise _refused("cannot provide course_section_id and student_ids on the same override")


def _override(site: Lms, wanted: Json, there: dict[int, Json]) -> Json:
    """Return one entry as it will stand; 404 for an override, student or section that is not there."""
    before: Json = {}
    if wanted.get("id"):
        if int(wanted["id"]) not in there:
            raise not_found()
        before = there[int(wanted["id"])]
    known = {"id": before.get("id") or site.state.next_id("override"), "title": before.get("title", "")}
    known["title"] = str(wanted.get("title") or known["title"])
    if wanted.get("course_section_id"):
        return known | {"course_section_id": _section(site, wanted["course_section_id"])}
    if wanted.get("student_ids"):
        kept = before.get("student_ids", ())
        return known | {"student_ids": [_student(site, one, kept) for one in wanted["student_ids"]]}
    return {**before, **known}


def _section(site: Lms, given: Any) -> int:
    found = next((one.id for one in site.school.sections if str(one.id) == str(given)), None)
    if found is None:
        raise not_found()
    return found


def _student(site: Lms, given: Any, kept: Any) -> int:
    """Return a student's number: one who is on the list already is not looked for, a new one must be active."""
    if str(given) in {str(one) for one in kept}:
        return int(given)
    person = site.school.find(int(given)) if str(given).isdecimal() else None
    if person is None or not person.is_learner or site.enrolment(person) != "active":
        raise not_found()
    return person.id


def _refused(message: str) -> ApiError:
    return ApiError(400, {"error": message})

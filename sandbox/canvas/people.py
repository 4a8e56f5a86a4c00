"""REST course, sections and enrolments with a user token."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.guards import rest
from sandbox.canvas.lms import TOOL_ID, Lms, lms
from sandbox.canvas.paging import numbered, size
from sandbox.parts import Json
from sandbox.school import Person, Section

blueprint = Blueprint("people", __name__, url_prefix="/api/v1")

_ENROLMENT_TYPES = {
    "teacher": "TeacherEnrollment",
    "student": "StudentEnrollment",
    "test_student": "StudentViewEnrollment",
}


@blueprint.get("/users/self")
@rest
def whoami() -> Response:
    """Answer with the user the token acts as."""
    site = lms()
    token = request.headers["Authorization"].removeprefix("Bearer ")
    return jsonify(_user(site.school.person(site.state.rest_tokens[token])))


@blueprint.get("/courses/<int:course_id>")
@rest
def course(course_id: int) -> Response:
    """Answer with the course."""
    found = lms().school.course
    plain = {"id": course_id, "name": found.name, "course_code": found.label, "sis_course_id": found.sis_id}
    return jsonify(plain | {"uuid": found.uuid, "workflow_state": "available"})


@blueprint.get("/courses/<int:course_id>/sections")
@rest
def sections(course_id: int) -> Response:
    """Sections of the course, with students when `include[]=students`."""
    site, with_students = lms(), "students" in request.args.getlist("include[]")
    return _page([_section(site, course_id, row, with_students=with_students) for row in site.school.sections])


@blueprint.get("/courses/<int:course_id>/enrollments")
@rest
def enrollments(course_id: int) -> Response:
    """One row per person and section, filtered by `type[]`, active ones unless `state[]` asks for others."""
    site = lms()
    types, states = request.args.getlist("type[]"), request.args.getlist("state[]") or ["active"]
    rows = [
        _enrolment(site, course_id, person, section)
        for person in site.school.people
        for section in site.school.sections_of(person)
    ]
    wanted = [row for row in rows if row["enrollment_state"] in states and (not types or row["type"] in types)]
    return _page(wanted)


@blueprint.get("/courses/<int:course_id>/external_tools")
@rest
def external_tools(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with the installed tool."""
    tool = lms().tool
    if tool is None:
        return _page([])
    row = {"id": TOOL_ID, "name": tool.title, "url": tool.target_link_uri, "deployment_id": lms().deployment_id}
    return _page([row])


def _section(site: Lms, course_id: int, section: Section, *, with_students: bool) -> Json:
    body: Json = {"id": section.id, "name": section.name, "course_id": course_id, "sis_section_id": section.sis_id}
    if with_students:
        body["students"] = [_user(person) for person in site.school.students if section.id in person.section_ids]
    return body


def _enrolment(site: Lms, course_id: int, person: Person, section: Section) -> Json:
    kind = _ENROLMENT_TYPES[person.role]
    return {
        "id": person.id * 100 + section.id,
        "course_id": course_id,
        "course_section_id": section.id,
        "user_id": person.id,
        "type": kind,
        "role": kind,
        "enrollment_state": site.enrolment(person),
        "user": _user(person),
    }


def _user(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "sortable_name": f"{person.family_name}, {person.given_name}",
        "short_name": person.name,
        "login_id": person.login,
        "sis_user_id": person.sis_id,
    }


def _page(rows: list[Any]) -> Response:
    page, headers = numbered(rows, size("per_page", 10, 100))
    response = jsonify(page)
    response.headers.update(headers)
    return response

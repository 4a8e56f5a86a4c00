"""REST people and places: users, courses, sections, enrolments, periods (schoology facts 5.4, 6, 10)."""

from flask import Blueprint, Response, request

from sandbox.parts import Json
from sandbox.school import Person
from sandbox.schoology.classes import COURSE_ID, SCHOOL_ID, ClassSection, uid
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.periods import PERIODS, periods_json
from sandbox.schoology.rest import list_json, owner, reply, rest
from sandbox.schoology.visibility import sees

blueprint = Blueprint("rest_places", __name__, url_prefix="/v1")

_STATUS = {"active": "1", "inactive": "5"}
_NOT_BUILT = ("discussions", "submissions")
_SIS_HAS = ("attendance",)


@blueprint.get("/users/me")
@rest()
def me() -> Response:
    """Send on to the key's owner."""
    return _see_other(f"/users/{uid(owner(lms()))}")


@blueprint.get("/users/ext/<school_uid>")
@rest()
def user_by_school_uid(school_uid: str) -> Response:
    """Send on to the user with this number of the student information system."""
    found = next((one for one in lms().school.people if one.sis_id == school_uid), None)
    return _see_other(f"/users/{uid(_known(found))}")


@blueprint.get("/app-user-info")
@rest()
def app_user_info() -> Response:
    """Tell who the key is."""
    site = lms()
    return reply({"api_uid": uid(owner(site)), "web_session_timestamp": int(site.now().timestamp())})


@blueprint.get("/users/<user_id>")
@rest()
def user(user_id: str) -> Response:
    """One profile."""
    return reply(_user(_known(lms().person(user_id))))


@blueprint.get("/users/<user_id>/sections")
@rest()
def user_sections(user_id: str) -> Response:
    """Sections a user learns or teaches in."""
    person = _known(lms().person(user_id))
    return reply(list_json("section", [_section(lms(), one) for one in lms().sections if person in one.people]))


@blueprint.get("/courses/<int:course_id>")
@rest()
def course(course_id: int) -> Response:
    """Return the container of the sections."""
    _check_course(course_id)
    return reply({"id": COURSE_ID, "title": lms().school.course.name, "course_code": lms().school.course.label})


@blueprint.get("/courses/<int:course_id>/sections")
@rest()
def course_sections(course_id: int) -> Response:
    """Sections of the course."""
    _check_course(course_id)
    return reply(list_json("section", [_section(lms(), one) for one in lms().sections]))


@blueprint.get("/courses/<place_id>/folder/<folder_id>")
@rest()
def folder(place_id: str, folder_id: str) -> Response:
    """Read the root folder (0) of a section: the path says course, the number is a section's."""
    site, section = lms(), lms().section(place_id)
    if section is None:
        raise ApiError(403)
    if folder_id != "0":
        raise ApiError(404)
    items = [one for one in site.state.items.values() if one.section_id == section.id and one.type == "assignment"]
    person = owner(site)
    shown = [one for one in items if not person.is_learner or sees(site, one, section, person)]
    rows = [{"id": one.id, "title": one.title, "type": one.type, "status": 1, "completed": 0} for one in shown]
    return reply({"folder-item": rows})


@blueprint.get("/sections")
@rest()
def sections() -> Response:
    """Sections by their codes (`section_school_codes`)."""
    codes = request.args.get("section_school_codes", "").split(",")
    return reply(list_json("section", [_section(lms(), one) for one in lms().sections if one.code in codes]))


@blueprint.get("/sections/ext/<code>")
@rest()
def section_by_code(code: str) -> Response:
    """Send on to the section with this code."""
    found = next((one for one in lms().sections if one.code == code), None)
    if found is None:
        raise ApiError(404)
    return _see_other(f"/sections/{found.id}")


@blueprint.get("/sections/<section_id>")
@rest()
def section(section: ClassSection) -> Response:
    """One section."""
    return reply(_section(lms(), section))


@blueprint.get("/sections/<section_id>/<path:rest_of>")
@rest()
def unknown_part(section: ClassSection, rest_of: str) -> Response:
    """Answer with the section itself for a part nobody knows, as the original does (facts 5.7)."""
    if rest_of.partition("/")[0] in _NOT_BUILT:
        raise ApiError(404)
    if rest_of.partition("/")[0] in _SIS_HAS:
        raise ApiError(410)
    return reply(_section(lms(), section))


@blueprint.get("/sections/<section_id>/enrollments")
@rest()
def enrollments(section: ClassSection) -> Response:
    """Enrolments, without mail addresses; filters `uid`, `enrollment_status`, `type` (member, admin)."""
    site = lms()
    wanted = _STATUS if site.faults.archived_listed else {"active": "1"}
    rows = [_enrolment(site, section, one) for one in section.people if site.enrolment(one) in wanted]
    for parameter, name in (("uid", "uid"), ("enrollment_status", "status")):
        if parameter in request.args:
            values = request.args[parameter].split(",")
            rows = [row for row in rows if row[name] in values]
    if "type" in request.args:
        admins = [{"member": 0, "admin": 1}.get(one) for one in request.args["type"].split(",")]
        rows = [row for row in rows if row["admin"] in admins]
    return reply(list_json("enrollment", rows))


@blueprint.get("/sections/<section_id>/enrollments/<enrolment_id>")
@rest()
def enrollment(section: ClassSection, enrolment_id: str) -> Response:
    """One enrolment."""
    person = section.enrolled(enrolment_id)
    if person is None or lms().enrolment(person) not in _STATUS:
        raise ApiError(404)
    return reply(_enrolment(lms(), section, person))


@blueprint.get("/sections/<section_id>/grading_periods")
@rest()
def grading_periods(section: ClassSection) -> Response:  # noqa: ARG001 - all sections share them
    """Return the grading periods."""
    return reply({"grading_period": periods_json(lms())})


@blueprint.get("/sections/<section_id>/completion")
@rest(teachers=True)
def completion(section: ClassSection) -> Response:
    """Progress under completion rules, of which there are none."""
    people = lms().learners(section)
    empty = {"total_rules": 0, "completed_rules": 0, "percent_complete": 0, "completed": 0}
    return reply({"completion": [{"uid": uid(one)} | empty for one in people]})


@blueprint.get("/<path:_anything>")
@rest()
def nothing(_anything: str) -> Response:
    """404 without a body for everything else."""
    raise ApiError(404)


def _see_other(path: str) -> Response:
    return Response(status=303, headers={"Location": f"{lms().rest_url}{path}"})


def _known(person: Person | None) -> Person:
    if person is None:
        raise ApiError(404)
    return person


def _check_course(course_id: int) -> None:
    if course_id != COURSE_ID:
        raise ApiError(404)


def _user(person: Person) -> Json:
    return {
        "uid": uid(person),
        "id": uid(person),
        "school_id": SCHOOL_ID,
        "building_id": SCHOOL_ID,
        "school_uid": person.sis_id,
        "username": person.login,
        "primary_email": person.email or "",
        "name_first": person.given_name,
        "name_first_preferred": person.given_name,
        "name_last": person.family_name,
        "name_display": person.name,
        "role_id": {"teacher": 801, "admin": 800}.get(person.role, 802),
        "tz_name": "America/Chicago",
        "tz_offset": -6,
    }


def _section(site: Lms, section: ClassSection) -> Json:
    person = owner(site)
    return {
        "id": str(section.id),
        "course_id": str(COURSE_ID),
        "course_title": site.school.course.name,
        "section_title": section.title,
        "section_school_code": section.code,
        "school_id": str(SCHOOL_ID),
        "synced": "1",
        "active": 0 if site.faults.archived else 1,
        "grading_periods": [one.id for one in PERIODS],
        "admin": 0 if person.is_learner else 1,
        "options": {"weighted_grading_categories": "0"},
    }


def _enrolment(site: Lms, section: ClassSection, person: Person) -> Json:
    return {
        "id": str(section.enrolment_id(person)),
        "uid": str(uid(person)),
        "school_uid": person.sis_id,
        "name_display": person.name,
        "name_first": person.given_name,
        "name_last": person.family_name,
        "admin": 0 if person.is_learner else 1,
        "status": _STATUS[site.enrolment(person)],
    }

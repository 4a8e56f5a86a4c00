"""NRPS roster service (canvas facts 4)."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.claims import LTI, NRPS_SCOPE
from sandbox.canvas.errors import ApiError, lti_error
from sandbox.canvas.guards import service
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import Assignment
from sandbox.canvas.paging import bookmarked, size
from sandbox.canvas.roles import context_roles
from sandbox.canvas.variables import expand, roster_variables
from sandbox.canvas.visibility import sees
from sandbox.parts import Json
from sandbox.school import Person

blueprint = Blueprint("roster", __name__)

_MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_PAGE = 50


@blueprint.get("/api/lti/courses/<int:course_id>/names_and_roles")
@service(NRPS_SCOPE, ends_with_course=False)
def names_and_roles(course_id: int) -> Response:
    """Active members, at most 50 a page; with `rlid` also each member's message with custom parameters."""
    site, course = lms(), lms().school.course
    rlid = request.args.get("rlid")
    people, page, headers = bookmarked(_members(site, rlid), size("limit", _PAGE, _PAGE))
    if page == site.faults.roster_503_on_page:
        raise ApiError(503, {"errors": [{"message": "Service Unavailable"}]})
    context = {"id": course.context_id, "label": course.label, "title": course.name}
    address = f"{site.url}/api/lti/courses/{course_id}/names_and_roles?limit={size('limit', _PAGE, _PAGE)}"
    members = [_member(site, person, with_message=rlid is not None) for person in people]
    response = jsonify({"id": address, "context": context, "members": members})
    response.mimetype = _MEDIA_TYPE
    response.headers.update(headers)
    return response


def _members(site: Lms, rlid: str | None) -> Sequence[Person]:
    people = [person for person in site.school.people if _listed(site, person)]
    role = request.args.get("role")
    if role is not None:
        people = [person for person in people if role in context_roles(person)]
    if rlid is not None and rlid != site.school.course.context_id:
        assignment = _linked(site, rlid)
        people = [person for person in people if not person.is_learner or sees(site, assignment, person)]
    return [*people, *people[:1]] if site.faults.roster_duplicate else people


def _listed(site: Lms, person: Person) -> bool:
    shown = person.role in ("teacher", "student") or (
        person.role == "test_student" and site.faults.test_student_in_roster
    )
    return shown and site.enrolment(person) == "active"


def _linked(site: Lms, rlid: str) -> Assignment:
    for assignment in site.state.assignments.values():
        if assignment.lti_context_id == rlid and not assignment.deleted:
            return assignment
    raise lti_error(400, "Invalid 'rlid' parameter")


def _member(site: Lms, person: Person, *, with_message: bool) -> Json:
    privacy = site.tool.privacy if site.tool else "anonymous"
    member: Json = {"status": "Active"}
    if privacy in ("public", "name_only"):
        member |= {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
        member["lis_person_sourcedid"] = person.sis_id
    if privacy in ("public", "email_only") and person.email:
        member["email"] = person.email
    member |= {"user_id": person.sub, "lti11_legacy_user_id": person.legacy_id, "roles": context_roles(person)}
    return member | ({"message": [_message(site, person)]} if with_message else {})


def _message(site: Lms, person: Person) -> Json:
    custom = site.tool.custom if site.tool else {}
    return {
        f"{LTI}message_type": "LtiResourceLinkRequest",
        "locale": "en",
        "https://www.instructure.com/canvas_user_id": person.id,
        "https://www.instructure.com/canvas_user_login_id": person.login,
        f"{LTI}custom": expand(custom, roster_variables(site, person)),
    }

"""Names and roles (schoology facts 4): at most 100 members a page."""

from flask import Blueprint, Response, jsonify, request

from sandbox.parts import Json
from sandbox.school import Person
from sandbox.schoology.claims import NRPS_SCOPE, context_roles, context_title, identity
from sandbox.schoology.classes import ClassSection, sub
from sandbox.schoology.errors import ApiError
from sandbox.schoology.guards import service
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.paging import number, page_of

blueprint = Blueprint("roster", __name__)

_MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_PAGE = 100


@blueprint.get("/lti-service/tool/<tool>/services/names-roles/v2p0/membership/<section_id>")
@service(NRPS_SCOPE)
def membership(section: ClassSection) -> Response:
    """Members of a section, whether it ever launched the tool or not."""
    site, size = lms(), _PAGE
    people = [one for one in section.people if _listed(site, one)]
    if site.faults.roster_filters:
        size = min(_PAGE, number("limit", _PAGE) or _PAGE)
        role = request.args.get("role")
        people = [one for one in people if role in (None, *context_roles(one), *_short(one))]
    page, page_number, headers = page_of(people, size)
    if page_number == site.faults.roster_503_on_page:
        raise ApiError(503)
    context = {"id": str(section.id), "title": context_title(site, section)}
    members = [_member(site, one) for one in page]
    response = jsonify({"id": site.memberships_url(section), "context": context, "members": members})
    response.mimetype = _MEDIA_TYPE
    response.headers.update(headers)
    return response


def _listed(site: Lms, person: Person) -> bool:
    shown = ("active", "inactive") if site.faults.inactive_in_roster else ("active",)
    return site.enrolment(person) in shown


def _short(person: Person) -> list[str]:
    return [role.rpartition("#")[2] for role in context_roles(person)]


def _member(site: Lms, person: Person) -> Json:
    known = identity(site, person)
    if person.login in site.faults.names_only:
        known = {"name": person.name}
    status = "Active" if site.enrolment(person) == "active" else "Inactive"
    return {"user_id": sub(person), "status": status, "roles": context_roles(person)} | known

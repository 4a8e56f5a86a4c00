"""Builds the id_token's claims of a launch from the course navigation or from an assignment (canvas facts 1.4)."""

from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment, ToolConfig, ToolLink
from sandbox.canvas.roles import launch_roles
from sandbox.canvas.variables import expand, launch_variables
from sandbox.parts import Json
from sandbox.school import Person

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
PLACEMENT = "https://www.instructure.com/placement"

AGS_SCOPES = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

_LIFETIME = 3600


def launch_claims(lms: Lms, person: Person, nonce: str, target: str, assignment: Assignment | None) -> Json:
    """All claims of one launch; `target` is the launch's target_link_uri; LookupError without a registered tool."""
    tool = lms.tool
    if tool is None:
        raise LookupError("no tool is registered")
    with lms.store.lock:
        return _claims(lms, tool, person, nonce, target, assignment)


def _claims(lms: Lms, tool: ToolConfig, person: Person, nonce: str, target: str, assignment: Assignment | None) -> Json:
    variables = launch_variables(lms, person, assignment)
    return {
        **_token(lms, person, nonce),
        **_identity(person, tool.privacy, variables),
        f"{LTI}message_type": "LtiResourceLinkRequest",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": lms.deployment_id,
        f"{LTI}target_link_uri": target,
        f"{LTI}roles": launch_roles(person, lms.enrolment(person)),
        f"{LTI}custom": expand(tool.custom | _own_custom(lms, assignment), variables),
        f"{LTI}lti11_legacy_user_id": person.legacy_id,
        **_place(lms, assignment),
        **_services(lms, tool.scopes, assignment),
    }


def link_claims(lms: Lms, person: Person, nonce: str, link: ToolLink) -> Json:
    """All claims of a launch of a placed link that is no assignment: it has no column."""
    claims = launch_claims(lms, person, nonce, link.url, None)
    variables = launch_variables(lms, person, None)
    claims[f"{LTI}custom"] |= expand(link.custom, variables)
    claims[f"{LTI}resource_link"] = {"id": link.lti_id, "title": link.title, "description": link.text or None}
    return claims | {PLACEMENT: None}


def _own_custom(lms: Lms, assignment: Assignment | None) -> dict[str, str]:
    link = lms.state.link_of(assignment)
    return link.custom if link else {}


def _token(lms: Lms, person: Person, nonce: str) -> Json:
    now = int(lms.clock().timestamp())
    client = lms.tool.client_id if lms.tool else ""
    return {
        "iss": lms.issuer,
        "aud": client,
        "azp": client,
        "iat": now,
        "exp": now + _LIFETIME,
        "nonce": nonce,
        "sub": person.sub,
        "locale": "en",
    }


def _identity(person: Person, privacy: str, variables: dict[str, str]) -> Json:
    claims: Json = {}
    if privacy in ("public", "name_only"):
        claims |= {"name": person.name, "given_name": person.given_name, "family_name": person.family_name}
        offering = variables.get("$CourseSection.sourcedId", "$CourseSection.sourcedId")
        claims[f"{LTI}lis"] = {"person_sourcedid": person.sis_id, "course_offering_sourcedid": offering}
    if privacy in ("public", "email_only") and person.email:
        claims["email"] = person.email
    return claims


def _place(lms: Lms, assignment: Assignment | None) -> Json:
    course = lms.school.course
    link = {"id": course.context_id, "title": course.name, "description": None}
    if assignment:
        link = {
            "id": assignment.lti_context_id,
            "title": assignment.name,
            "description": assignment.description,
        }
    return {
        f"{LTI}resource_link": link,
        f"{LTI}context": {
            "id": course.context_id,
            "label": course.label,
            "title": course.name,
            "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"],
        },
        f"{LTI}tool_platform": {
            "guid": lms.school.guid,
            "name": lms.school.name,
            "version": "cloud",
            "product_family_code": "canvas",
        },
        f"{LTI}launch_presentation": {
            "document_target": "iframe",
            "return_url": f"{lms.url}/courses/{course.id}/assignments",
            "locale": "en",
        },
        PLACEMENT: None if assignment else "course_navigation",
    }


def _services(lms: Lms, scopes: list[str], assignment: Assignment | None) -> Json:
    claims: Json = {}
    grade_scopes = [scope for scope in scopes if scope.startswith(AGS_SCOPES)]
    if grade_scopes:
        endpoint: Json = {"scope": grade_scopes, "lineitems": f"{lms.ags_url}/line_items"}
        item = first_item_url(lms, assignment) if assignment else None
        claims[AGS_ENDPOINT] = endpoint | ({"lineitem": item} if item else {})
    if NRPS_SCOPE in scopes:
        claims[NRPS_SERVICE] = {
            "context_memberships_url": f"{lms.ags_url}/names_and_roles",
            "service_versions": ["2.0"],
        }
    return claims


def first_item_url(lms: Lms, assignment: Assignment) -> str | None:
    """Address of the line item that feeds this assignment's gradebook column."""
    for item in lms.state.line_items.values():
        if item.assignment_id == assignment.id and item.first:
            return f"{lms.ags_url}/line_items/{item.id}"
    return None

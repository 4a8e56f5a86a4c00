"""Builds the id_token's claims of a launch (facts 3)."""

import json

from sandbox.moodle.columns import link_item_url
from sandbox.moodle.lms import TOOL_ID, Lms
from sandbox.moodle.model import Activity, ToolConfig
from sandbox.moodle.roles import launch_roles
from sandbox.moodle.scopes import AGS, NRPS, granted_scopes
from sandbox.moodle.variables import custom_claim
from sandbox.moodle.words import plain_text
from sandbox.parts import Json
from sandbox.school import Person

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
OUTCOMES = "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"

_LIFETIME = 60
_EMBEDDED = 3
"""Launch container "Embed, without blocks"."""


def launch_claims(lms: Lms, person: Person, nonce: str, activity: Activity) -> Json:
    """All claims of one launch; LookupError without a registered tool."""
    tool = lms.tool
    if tool is None:
        raise LookupError("no tool is registered")
    with lms.store.lock:
        return {
            **_token(lms, tool, person, nonce),
            **_identity(lms, person),
            f"{LTI}version": "1.3.0",
            f"{LTI}message_type": "LtiResourceLinkRequest",
            f"{LTI}deployment_id": str(TOOL_ID),
            f"{LTI}target_link_uri": activity.tool_url or tool.target_link_uri,
            f"{LTI}roles": launch_roles(person),
            **_place(lms, activity),
            f"{LTI}custom": custom_claim(lms, person, activity),
            **_services(lms, activity),
        }


def shown_identity(lms: Lms, person: Person) -> Json:
    """Name and address as far as the administrator shares them, in launches and on the roster."""
    if lms.faults.privacy_never:
        return {}
    known = {"given_name": person.given_name, "family_name": person.family_name, "name": person.name}
    return known | ({"email": person.email} if person.email else {})


def _token(lms: Lms, tool: ToolConfig, person: Person, nonce: str) -> Json:
    now = lms.seconds()
    times = {"iat": now, "exp": now + _LIFETIME}
    return {"nonce": nonce, **times, "iss": lms.url, "aud": tool.client_id, "sub": str(person.id)}


def _identity(lms: Lms, person: Person) -> Json:
    # The ID number is sent whatever the privacy setting says.
    lis = {"person_sourcedid": person.sis_id, "course_section_sourcedid": lms.school.course.sis_id}
    ext = {"lms": "moodle-2"} if lms.faults.privacy_never else {"user_username": person.login, "lms": "moodle-2"}
    return {**shown_identity(lms, person), f"{LTI}lis": lis, f"{LTI}ext": ext}


def _place(lms: Lms, activity: Activity) -> Json:
    course, link = lms.school.course, activity.link_id
    back = f"course={course.id}&launch_container={_EMBEDDED}&instanceid={link}&sesskey={lms.state.sesskey}"
    return {
        f"{LTI}context": {
            "id": str(course.id),
            "label": course.label,
            "title": course.name,
            "type": ["CourseSection"],
        },
        f"{LTI}resource_link": {"id": str(link), "title": activity.name, "description": plain_text(activity.intro)},
        f"{LTI}launch_presentation": {
            "locale": "en",
            "document_target": "iframe",
            "return_url": f"{lms.url}/mod/lti/return.php?{back}",
        },
        f"{LTI}tool_platform": {
            "product_family_code": "moodle",
            "version": "2023112400",
            "guid": lms.school.guid.split(":")[0],
            "name": "RMS",
            "description": lms.school.name,
        },
    }


def _services(lms: Lms, activity: Activity) -> Json:
    claims: Json = {}
    scopes = granted_scopes(lms)
    grade_scopes = [scope for scope in scopes if scope.startswith(AGS)]
    if grade_scopes:
        endpoint: Json = {"scope": grade_scopes, "lineitems": lms.lineitems_url}
        item = link_item_url(lms, activity)
        claims[AGS_ENDPOINT] = endpoint | ({} if item is None else {"lineitem": item})
    if NRPS in scopes:
        claims[NRPS_SERVICE] = {"context_memberships_url": lms.memberships_url, "service_versions": ["1.0", "2.0"]}
    if activity.item_id is not None:
        claims[OUTCOMES] = {
            "lis_result_sourcedid": json.dumps({"data": {"instanceid": str(activity.link_id)}, "hash": "sandbox"}),
            "lis_outcome_service_url": f"{lms.url}/mod/lti/service.php",
        }
    return claims

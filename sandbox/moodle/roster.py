"""NRPS roster service (facts 6)."""

from collections.abc import Sequence

from flask import Blueprint, Response, request

from sandbox.moodle.access import sees
from sandbox.moodle.claims import LTI, shown_identity
from sandbox.moodle.errors import Refusal
from sandbox.moodle.guards import MEMBERS, reply, service
from sandbox.moodle.lms import TOOL_ID, Lms, lms
from sandbox.moodle.model import Activity
from sandbox.moodle.roles import roster_role, short_name
from sandbox.moodle.scopes import NRPS
from sandbox.parts import Json
from sandbox.school import Person

blueprint = Blueprint("roster", __name__, url_prefix="/mod/lti/services.php/CourseSection/<int:course_id>/bindings")


@blueprint.get("/<int:tool_id>/memberships")
@service(NRPS, media_type=MEMBERS)
def memberships(course_id: int, tool_id: int) -> Response:
    """Return active members; `limit` pages them by a Link that forgets `role`."""
    site, course = lms(), lms().school.course
    if tool_id != TOOL_ID:
        raise Refusal(404, "Not Found")
    rlid = request.args.get("rlid")
    people = _members(site, rlid)
    limit, start = (_whole(request.args.get(name)) for name in ("limit", "from"))
    if site.faults.roster_503_on_page == (start // limit + 1 if limit else 1):
        raise Refusal(503, "Service Unavailable")
    link = ""
    if limit:
        kept = f"&rlid={rlid}" if rlid else ""
        following = f"{site.memberships_url}?limit={limit}&from={start + limit}{kept}"
        link = f'<{following}>; rel="next"' if start + limit < len(people) else ""
        people = people[start : start + limit]
    context = {"id": str(course_id), "label": course.label, "title": course.name}
    members = [_member(site, person, with_message=rlid is not None) for person in people]
    return reply({"id": site.memberships_url, "context": context, "members": members}, MEMBERS, link=link)


def _members(site: Lms, rlid: str | None) -> Sequence[Person]:
    people = [person for person in site.school.people if site.enrolment(person) == "active"]
    role = short_name(request.args.get("role", ""))
    if role in ("Learner", "Instructor"):
        people = [person for person in people if roster_role(site, person) == role]
    if rlid is not None:
        activity = site.state.link(rlid)
        if activity is None:
            raise Refusal(404, f"Not Found: LTI link {rlid} doesn't exist")
        people = [person for person in people if sees(site, activity, person) and _told(site, activity, person)]
    return people


def _told(site: Lms, activity: Activity, person: Person) -> bool:
    """Whether the service knows that this person sees an activity: it asks as nobody, who sees open groups only.

    Of an activity that a group with hidden members opens, it lists the teachers alone (4.2, 4.4dev).
    """
    wanted = activity.restriction
    if not person.is_learner or wanted is None or wanted.kind != "group":
        return True
    return site.state.groups[str(wanted.id)].visibility == 0


def _member(site: Lms, person: Person, *, with_message: bool) -> Json:
    member: Json = {
        "status": "Active",
        "roles": [roster_role(site, person)],
        "user_id": str(person.id),
        "lis_person_sourcedid": person.sis_id,
        **shown_identity(site, person),
    }
    if not site.faults.privacy_never:
        member["ext_user_username"] = person.login
    return member | ({"message": [{f"{LTI}message_type": "LtiResourceLinkRequest"}]} if with_message else {})


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0

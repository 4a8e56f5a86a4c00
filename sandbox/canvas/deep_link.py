"""Deep linking: asks the tool for content, takes its answer once, and makes module items and assignments (facts 2)."""

import secrets
import uuid
from typing import Any
from urllib.parse import urlsplit

import jwt
from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.canvas.claims import AGS_ENDPOINT, LTI, PLACEMENT, launch_claims
from sandbox.canvas.columns import new_assignment, new_line_item
from sandbox.canvas.errors import ApiError
from sandbox.canvas.hints import link_params, pick_params
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import ToolLink
from sandbox.canvas.tokens import verified
from sandbox.clock import parse_time
from sandbox.lms import PlacedItem
from sandbox.parts import Json
from sandbox.parts.pages import COURSE, for_visitor, post_to_tool, show
from sandbox.parts.sessions import current_person
from sandbox.school import Person

blueprint = Blueprint("deep_link", __name__)

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MODULE, ASSIGNMENT, EDITOR = "link_selection", "assignment_selection", "editor_button"
PLACES: dict[str, Json] = {
    MODULE: {"accept_types": ["ltiResourceLink"], "accept_multiple": True},
    ASSIGNMENT: {"accept_types": ["ltiResourceLink"], "accept_multiple": False},
    EDITOR: {"accept_types": ["link", "file", "html", "ltiResourceLink", "image"], "accept_multiple": True},
}
"""Where content is chosen, and what is taken there."""

_OLDEST = 300
_DATES = {"unlock_at": ("available", "startDateTime"), "lock_at": ("available", "endDateTime"),
          "due_at": ("submission", "endDateTime")}  # fmt: skip


def pick_claims(lms: Lms, person: Person, nonce: str, place: str) -> Json:
    """All claims of a deep-linking request from this place; each has a return address of its own."""
    target = lms.tool.picker_uri if lms.tool else ""
    claims = launch_claims(lms, person, nonce, target, None)
    claims.pop(f"{LTI}resource_link")
    claims.get(AGS_ENDPOINT, {}).pop("lineitem", None)
    once = secrets.token_urlsafe(24)
    with lms.store.change() as state:
        state.picks[once] = {"login": person.login, "place": place}
    back = f"{lms.url}/courses/{lms.school.course.id}/deep_linking_response"
    settings = {
        "deep_link_return_url": f"{back}?data={once}&modal=true",
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_media_types": "application/vnd.ims.lti.v1.ltilink", "auto_create": False, **PLACES[place],
    }  # fmt: skip
    kind = {f"{LTI}message_type": "LtiDeepLinkingRequest", PLACEMENT: place}
    return claims | kind | {f"{DEEP_LINKING}deep_linking_settings": settings}


@blueprint.get(f"{COURSE}/modules")
@for_visitor
def modules(person: Person) -> ResponseReturnValue:
    """List the items of the course's module, and for teachers the ways to add some."""
    site = lms()
    offers = bool(site.tool and site.tool.picker_uri and site.tool_on) and not person.is_learner
    return show("modules.html", person, "Modules", rows=list(site.state.links.values()), offers=offers, tool=site.tool)


@blueprint.get(f"{COURSE}/external_tools/pick")
@for_visitor
def pick(person: Person) -> ResponseReturnValue:
    """Open the tool's choice of content in a frame."""
    place = request.args.get("placement", MODULE)
    if person.is_learner or place not in PLACES:
        raise ApiError(403, {"status": "unauthorized"})
    fields = pick_params(lms(), person, place)
    return show("course.html", person, "Choose content", assignment=None, fields=fields, tool=lms().tool)


@blueprint.get(f"{COURSE}/modules/items/<int:link_id>")
@for_visitor
def item(person: Person, link_id: int) -> ResponseReturnValue:
    """Open an item of the module: its assignment, or the tool in this window."""
    link, site = lms().state.links[str(link_id)], lms()
    if link.assignment_id is not None:
        return redirect(url_for("pages.assignment", course_id=1, assignment_id=link.assignment_id))
    return post_to_tool(site.tool.login_url if site.tool else "", link_params(site, person, link))


@blueprint.post(f"{COURSE}/deep_linking_response")
def deep_linking_response(course_id: int) -> ResponseReturnValue:  # noqa: ARG001 - there is one course
    """Take the tool's answer once, at the address it was given."""
    site, once = lms(), request.args.get("data", "")
    person = current_person(site)
    with site.store.change() as state:
        asked = state.picks.get(once)
        if asked is None or person is None or asked["login"] != person.login:
            return _bad("data_jwt", "already_used")
        claims, problem = _claims(site, request.form.get("JWT", ""))
        if problem:
            return _bad("jwt", problem)
        del state.picks[once]
        items = claims.get(f"{DEEP_LINKING}content_items") or []
        said = claims.get(f"{DEEP_LINKING}errormsg") or claims.get(f"{DEEP_LINKING}msg") or ""
        if asked["place"] == ASSIGNMENT:
            state.draft = items[0] if items else None
            return render_template("assignment_form.html", title="Assignment", item=state.draft, said=said)
        wrong = [made for one in items if (made := _make(site, one, asked["place"]))]
    return render_template("answered.html", title="Content", said=said, wrong=wrong, made=len(items) - len(wrong))


@blueprint.post(f"{COURSE}/assignments")
@for_visitor
def save_assignment(_person: Person) -> ResponseReturnValue:
    """Save the form of a new assignment as it was filled in."""
    save_draft(lms())
    return redirect(url_for("pages.assignments", course_id=1))


def save_draft(lms: Lms) -> None:
    """Make the assignment of the filled-in form, if there is one."""
    with lms.store.change() as state:
        if state.draft is not None:
            given = {"lineItem": {"scoreMaximum": 0}, **state.draft}
            _make(lms, given, ASSIGNMENT)
            state.draft = None


def publish_placed(lms: Lms) -> None:
    """Publish the assignments that came by deep linking."""
    with lms.store.change() as state:
        for link in state.links.values():
            assignment = state.live_assignment(link.assignment_id)
            if assignment is not None:
                assignment.published = True


def placed_items(lms: Lms) -> tuple[PlacedItem, ...]:
    """Return what was made."""
    found = []
    for one in lms.state.links.values():
        row = lms.state.live_assignment(one.assignment_id)
        dates = {name: value for name in _DATES if row and (value := getattr(row, name))}
        found.append(PlacedItem(str(one.id), one.title, one.url, one.custom, str(row.id) if row else None, dates))
    return tuple(found)


def _claims(site: Lms, token: str) -> tuple[Json, str]:
    """Return the answer's claims, or what is wrong with it in the LMS's words. The message type is not looked at."""
    try:
        header = jwt.get_unverified_header(token)
        unproven: Any = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return {}, "JWT format is invalid"
    if header.get("alg") != "RS256":
        return {}, "JWT has unexpected alg"
    if site.tool is None or unproven.get("iss") != site.tool.client_id:
        return {}, "Client not found"
    if not site.tool_on:
        return {}, "Developer key inactive in context"
    try:
        claims = verified(token, site.tool)
    except ApiError:
        return {}, "JWT verification failure"
    now, audience = site.clock().timestamp(), claims.get("aud")
    fits = site.issuer in (audience if isinstance(audience, list) else [audience])
    timely = claims.get("exp", 0) > now and now - _OLDEST <= claims.get("iat", 0) <= now
    return (claims, "") if fits and timely else ({}, "JWT verification failure")


def _make(site: Lms, given: Json, place: str) -> str:
    """Make one item; return what is wrong with it, an empty text for nothing."""
    url = str(given.get("url") or (site.tool.target_link_uri if site.tool else ""))
    if site.tool is None or urlsplit(url).netloc != urlsplit(site.tool.target_link_uri).netloc:
        return "url"
    column, state = given.get("lineItem") if place != EDITOR else None, site.state
    number = state.next_id("link")
    custom = {str(name): str(value) for name, value in (given.get("custom") or {}).items()}
    link = ToolLink(number, str(uuid.uuid4()), str(given.get("title") or ""), url, custom, str(given.get("text") or ""))
    if column is not None:
        if not isinstance(column.get("scoreMaximum"), int | float):
            return "lineItem.scoreMaximum"
        _assignment(site, link, column, given)
    state.links[str(number)] = link
    return ""


def _assignment(site: Lms, link: ToolLink, column: Json, given: Json) -> None:
    """Make the assignment of a graded link: unpublished, its line item coupled."""
    made = new_assignment(site, str(column.get("label") or link.title), float(column["scoreMaximum"]))
    made.submission_types, made.tool_url, made.description = ["external_tool"], link.url, link.text or None
    for name, (group, key) in _DATES.items():
        value = (given.get(group) or {}).get(key)
        setattr(made, name, value if value and parse_time(value) else None)
    new_line_item(site, made, coupled=True, values=column)
    link.assignment_id, link.lti_id = made.id, made.lti_context_id


def _bad(attribute: str, kind: str) -> ResponseReturnValue:
    return jsonify({"errors": {attribute: [{"attribute": attribute, "type": kind, "message": kind}]}}), 400

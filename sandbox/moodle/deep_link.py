"""Deep linking: "Select content" opens the tool, its answer fills in the form, saving makes activities (facts 4)."""

from typing import Any

import jwt
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.moodle.acts import add_activity
from sandbox.moodle.claims import AGS_ENDPOINT, LTI, OUTCOMES, launch_claims
from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.launches import pick_params
from sandbox.moodle.lms import TOOL_ID, Lms, lms
from sandbox.moodle.model import Activity
from sandbox.moodle.tokens import Refused, check_times, key_of
from sandbox.moodle.words import as_number
from sandbox.parts import Json
from sandbox.parts.pages import COURSE, for_visitor, see_instead, show
from sandbox.parts.sessions import current_person
from sandbox.school import Person

blueprint = Blueprint("deep_link", __name__)

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_HIGHEST = 100
"""The site's largest maximum of a column."""


def pick_claims(lms: Lms, person: Person, nonce: str) -> Json:
    """All claims of a deep-linking request; neither `data` nor `accept_lineitem` is sent."""
    tool = lms.tool
    claims = launch_claims(lms, person, nonce, Activity(0, 0, "", tool.picker_uri if tool else ""))
    for name in (f"{LTI}resource_link", f"{LTI}launch_presentation", OUTCOMES):
        claims.pop(name, None)
    claims.get(AGS_ENDPOINT, {}).pop("lineitem", None)
    back = f"course={lms.school.course.id}&id={TOOL_ID}&sesskey={lms.state.sesskey}"
    settings = {
        "accept_types": ["ltiResourceLink"], "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_multiple": True, "accept_unsigned": False, "auto_create": False, "can_confirm": False,
        "accept_copy_advice": False, "deep_link_return_url": f"{lms.url}/mod/lti/contentitem_return.php?{back}",
        "title": "", "text": "",
    }  # fmt: skip
    kind = {f"{LTI}message_type": "LtiDeepLinkingRequest"}
    return claims | kind | {f"{DEEP_LINKING}deep_linking_settings": settings}


@blueprint.get(f"{COURSE}/activities/select")
@for_visitor
def select(person: Person) -> ResponseReturnValue:
    """Open the tool's choice of content in a frame."""
    site = lms()
    if not site.is_editing(person):
        raise BrokenPage("Sorry, but you do not currently have permissions to do that (Manage activities).", 403)
    fields, blank = pick_params(site, person), Activity(0, 0, "Select content")
    return show("activity.html", person, "Select content", activity=blank, fields=fields, tool=site.tool)


@blueprint.post("/mod/lti/contentitem_return.php")
def contentitem_return() -> ResponseReturnValue:
    """Take the tool's answer and fill in the form; what is wrong is told on a page inside the dialogue."""
    site, person = lms(), current_person(lms())
    if person is None or request.args.get("sesskey") != site.state.sesskey or not site.is_editing(person):
        raise BrokenPage("Your session has timed out. Please log in again.", 403)
    claims = _claims(site, request.form.get("JWT", ""))
    items = claims.get(f"{DEEP_LINKING}content_items") or []
    for one in items:
        if any(not isinstance(value, str | int | float) for value in (one.get("custom") or {}).values()):
            raise BrokenPage("Exception - Array to string conversion", 500)
    with site.store.change() as state:
        state.chosen = [dict(one) for one in items]
    told = claims.get(f"{DEEP_LINKING}errormsg") or claims.get(f"{DEEP_LINKING}msg") or ""
    return render_template("chosen.html", title="Select content", items=items, told=told)


@blueprint.post(f"{COURSE}/activities/save_chosen")
@for_visitor
def save(_person: Person) -> ResponseReturnValue:
    """Save what was chosen and return to the course."""
    try:
        save_chosen(lms())
    except ValueError as error:
        raise BrokenPage(str(error), 400) from error
    return see_instead("pages.course")


def save_chosen(lms: Lms) -> None:
    """Make the chosen activities; ValueError for a single one whose points the form does not take."""
    with lms.store.change() as state:
        for one in state.chosen:
            _make(lms, one, alone=len(state.chosen) == 1)
        state.chosen = []


def _make(lms: Lms, given: Json, *, alone: bool) -> None:
    column = _column(lms, given)
    maximum = None
    if column is not None:
        maximum = as_number(column.get("scoreMaximum", _HIGHEST))
        if maximum is None or maximum != int(maximum) or not 1 <= maximum <= _HIGHEST:
            if alone:
                raise ValueError("Invalid grade value")
            maximum = float(_HIGHEST)  # several at once: changed in silence
    custom = {str(name): str(value) for name, value in (given.get("custom") or {}).items()}
    made = add_activity(lms, str(given.get("title") or ""), str(given.get("url") or ""), custom=custom, maximum=maximum)
    made.intro, made.placed = str(given.get("text") or ""), True
    if column is not None:
        item = lms.state.items[str(made.item_id)]
        item.resource_id, item.tag = str(column.get("resourceId") or ""), str(column.get("tag") or "")


def _column(lms: Lms, given: Json) -> Json | None:
    """Return the column of a link by the administrator's "Accept grades from the tool" (2026-11: 4.2, 4.4dev)."""
    if lms.faults.accept_grades == 0:
        return None
    wanted: Json | None = given.get("lineItem")
    return {} if wanted is None and lms.faults.accept_grades == 1 else wanted


def _claims(site: Lms, token: str) -> Json:
    """Return the claims of an answer signed by the tool; audience, nonce and deployment are not looked at."""
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    tool = site.tool
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        if tool is None or not kid:
            raise BrokenPage("Consumer key is incorrect")
        claims: Json = jwt.decode(token, key_of(site, tool, str(kid)), algorithms=["RS256"], options=options)
        check_times(site, claims)
    except (jwt.PyJWTError, Refused) as error:
        raise BrokenPage(f"Exception - {error}") from error
    if claims.get("iss") != tool.client_id:
        raise BrokenPage("Consumer key is incorrect")
    return claims

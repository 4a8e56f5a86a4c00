"""The site's list of external tools: one registered, switched on, put into a course, and taken away."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from moodle_visitor import TIMEOUT, Visitor

from lti import ags, nrps
from lti.registration import TOOL_CONFIGURATION
from lti.tool_description import CLAIMS

PENDING, ACTIVE = 2, 1


def registration_address(admin: Visitor, link: str, kind: int = 0) -> str:
    """Paste a link on the page of tools; return the address that its frame opens. `kind`: 0 new, else that tool."""
    page = admin.get(
        f"{admin.root}/mod/lti/startltiadvregistration.php", follow=False, url=link, sesskey=admin.sesskey, type=kind
    )
    assert page.status_code in {302, 303}, page.text[:2000]
    return page.headers["Location"]


def tool_request(tool: str, jwks_url: str, custom: Mapping[str, str]) -> dict[str, Any]:
    """Return the registration of a tool of this base address that wants all services and an address of people."""
    launch = f"{tool}/lti/launch"
    return {
        "application_type": "web", "response_types": ["id_token"], "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{tool}/lti/login", "redirect_uris": [launch], "client_name": "Contract",
        "jwks_uri": jwks_url, "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join((*ags.SCOPES, nrps.SCOPE)),
        TOOL_CONFIGURATION: {
            "domain": urlsplit(tool).netloc, "target_link_uri": launch, "claims": [*CLAIMS, "email"],
            "custom_parameters": dict(custom), "messages": [{"type": "LtiResourceLinkRequest"}],
        },
    }  # fmt: skip


def register(admin: Visitor, tool: str, jwks_url: str, custom: Mapping[str, str]) -> tuple[str, int]:
    """Register a tool of this base address as its own page would; return its client id and the tool's number."""
    query = parse_qs(urlsplit(registration_address(admin, f"{tool}/register")).query)
    answer = requests.post(
        f"{admin.root}/mod/lti/openid-registration.php", json=tool_request(tool, jwks_url, custom), timeout=TIMEOUT,
        headers={"Authorization": f"Bearer {query['registration_token'][0]}"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text[:500]
    said = answer.json()
    number = int(said[TOOL_CONFIGURATION]["deployment_id"])
    activate(admin, number)
    return str(said["client_id"]), number


def activate(admin: Visitor, number: int) -> None:
    """Switch a pending tool on."""
    admin.ajax("mod_lti_update_tool_type", id=number, state=ACTIVE)


def remove(admin: Visitor, number: int) -> None:
    """Delete a tool; its activities stay behind, broken."""
    admin.ajax("mod_lti_delete_tool_type", id=number)


def show_in_chooser(teacher: Visitor, admin: Visitor, number: int, course: int) -> None:
    """Let a tool stand in the activity chooser of a course; before 4.3 that is the administrator's to do."""
    try:
        teacher.ajax(
            "mod_lti_toggle_showinactivitychooser", tooltypeid=number, courseid=course, showinactivitychooser=True
        )
    except AssertionError:
        where = {"action": "update", "id": number, "sesskey": admin.sesskey}
        admin.fill("/mod/lti/typessettings.php", "lti_typename", {"lti_coursevisible": "2"}, **where)


def offered(teacher: Visitor, course: int) -> set[str]:
    """Return what the activity chooser of a course offers this person, by title."""
    said = teacher.ajax("core_course_get_course_content_items", courseid=course)
    return {one["title"] for one in said["content_items"]}


def add_activity(
    teacher: Visitor, number: int, course: int, name: str, launch_url: str = "", restriction: Any = None
) -> int:
    """Add an activity of the tool to a course; return the number of its page.

    The form is sent as the page leaves it that chooses content: from 4.3 on only that page can name a launch address.
    """
    where = {"add": "lti", "type": "", "course": course, "section": 0, "typeid": number, "return": 0, "sr": 0}
    changes = {"name": name, "toolurl": launch_url, "selectcontentstatus": "true"}
    if restriction is not None:
        changes["availabilityconditionsjson"] = json.dumps(restriction)
    done = teacher.fill("/course/modedit.php", "typeid", changes, "submitbutton", **where)
    found = re.search(r"[?&]id=(\d+)", done.url)
    assert found, done.url
    assert "/mod/lti/" in done.url, done.url
    return int(found[1])

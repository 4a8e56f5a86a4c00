"""What a Canvas admin provides, in Canvas's words (canvas.md 1.6, 1.9, 7.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lti import ags, nrps
from lti.claims import CONTEXT_HISTORY
from lti.lms.access import API_DOMAIN, COURSE_ID, HISTORIES, SECTION_IDS, SECTION_NAMES, USER_ID, Credential, Setup
from lti.lms.words import N_

TITLE = "Waymark"

CUSTOM_FIELDS = {
    USER_ID: "$Canvas.user.id",
    COURSE_ID: "$Canvas.course.id",
    SECTION_IDS: "$Canvas.course.sectionIds",
    SECTION_NAMES: "$com.instructure.User.sectionNames",
    API_DOMAIN: "$Canvas.api.domain",
    CONTEXT_HISTORY: HISTORIES[CONTEXT_HISTORY],
}
"""Without these: no sections, no assignments for single students, and copied courses are not recognised."""

SCOPES = (*ags.SCOPES, nrps.SCOPE)

_ASSIGNMENT = "/api/v1/courses/:course_id/assignments"
_OVERRIDE = f"{_ASSIGNMENT}/:assignment_id/overrides"
REST_SCOPES = (
    f"url:GET|{_ASSIGNMENT}",
    f"url:POST|{_ASSIGNMENT}",
    f"url:PUT|{_ASSIGNMENT}/:id",
    f"url:GET|{_ASSIGNMENT}/:assignment_id/submissions",
    f"url:GET|{_OVERRIDE}",
    f"url:POST|{_OVERRIDE}",
    f"url:PUT|{_OVERRIDE}/:id",
    f"url:DELETE|{_OVERRIDE}/:id",
)
"""Scopes of the API key, where the account enforces scopes."""


def configuration(tool_url: str) -> dict[str, Any]:
    """Return the document to paste, or name by URL, under Developer Keys > LTI Key; `tool_url` is our base URL."""
    base = tool_url.rstrip("/")
    launch = f"{base}/lti/launch"
    return {
        "title": TITLE,
        "description": "Personal pathways and mastery in your course",
        "oidc_initiation_url": f"{base}/lti/login",
        "target_link_uri": launch,
        "scopes": list(SCOPES),
        "public_jwk_url": f"{base}/lti/jwks.json",
        "custom_fields": dict(CUSTOM_FIELDS),
        "extensions": [
            {
                "domain": urlsplit(base).netloc,
                "tool_id": "waymark",
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "settings": {"text": TITLE, "placements": [_navigation(launch), *_pickers(base)]},
            }
        ],
    }


def _navigation(launch: str) -> dict[str, Any]:
    """Return where the tool appears: in the menu of each course, hidden until its teacher shows it."""
    return {
        "placement": "course_navigation",
        "message_type": "LtiResourceLinkRequest",
        "target_link_uri": launch,
        "text": TITLE,
        "enabled": True,
        "default": "disabled",
        "visibility": "members",
    }


def _pickers(base: str) -> list[dict[str, Any]]:
    """Return where teachers choose content of ours: in the form of an assignment and among a module's items (2)."""
    return [
        {
            "placement": name, "message_type": "LtiDeepLinkingRequest", "target_link_uri": f"{base}/lti/deeplink",
            "text": TITLE, "enabled": True,
        }
        for name in _PLACEMENTS["LtiDeepLinkingRequest"]
    ]  # fmt: skip


_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_OWN = "https://canvas.instructure.com/lti"
_PLACEMENTS = {
    "LtiResourceLinkRequest": ("course_navigation",),
    "LtiDeepLinkingRequest": ("assignment_selection", "link_selection"),
}


def registration(request: dict[str, Any]) -> dict[str, Any]:
    """Return the request with Canvas's own members: placements, what names are sent, who sees the menu entry (1.10).

    The entry is hidden in a course until its teacher shows it: a new tool changes no course by itself.
    """
    tool = dict(request[_TOOL])
    messages = [{**one, "placements": list(_PLACEMENTS[one["type"]])} for one in tool["messages"]]
    for one in messages:
        if "course_navigation" in one["placements"]:
            one |= {f"{_OWN}/course_navigation/default_enabled": False, f"{_OWN}/visibility": "members"}
    tool |= {"messages": messages, f"{_OWN}/privacy_level": "public"}
    return {**request, _TOOL: tool}


_DOMAINS = ("instructure.com", "canvaslms.com")
HOSTED = {f"https://canvas.{name}instructure.com": _DOMAINS for name in ("", "beta.", "test.")}
"""Hosted schools have addresses of their own and share these issuers (1.1)."""

FIXES = {
    "issuer": N_("Hosted Canvas has the issuer https://canvas.instructure.com, without a slash at the end."),
    "login": N_(
        "The sign-in address of hosted Canvas is https://sso.canvaslms.com/api/lti/authorize_redirect; add Canvas "
        "again with it."
    ),
    "login.redirect": N_("In Admin, open Developer Keys, edit the key, and put our launch address in Redirect URIs."),
    "client": N_(
        "In Admin, open Developer Keys: set the key of Waymark to ON, and compare the number under Details with the "
        "client ID here."
    ),
    "keys": N_("The keys of hosted Canvas are at https://sso.canvaslms.com/api/lti/security/jwks; add it again."),
    "own-keys": N_(
        "In Admin, open Developer Keys, edit the key, and set JWK Method to Public JWK URL with our public keys "
        "address."
    ),
    "token": N_("The token address of hosted Canvas is https://sso.canvaslms.com/login/oauth2/token; add it again."),
    "scope-lineitem": N_(
        "In Admin, open Developer Keys, edit the key, and under LTI Advantage Services switch on: Can create and view "
        "assignment data in the gradebook associated with the tool."
    ),
    "scope-result": N_(
        "In Admin, open Developer Keys, edit the key, and under LTI Advantage Services switch on: Can view submission "
        "data for assignments associated with the tool."
    ),
    "scope-score": N_(
        "In Admin, open Developer Keys, edit the key, and under LTI Advantage Services switch on: Can create and "
        "update submission results for assignments associated with the tool."
    ),
    "scope-roster": N_(
        "In Admin, open Developer Keys, edit the key, and under LTI Advantage Services switch on: Can retrieve user "
        "data associated with the context the tool is installed in."
    ),
    "roster": N_("In the course, open Settings, Apps, and look whether Waymark is installed there or above it."),
    "lineitems": N_(
        "In the course, open Settings, Apps, and look whether Waymark is installed there or above it, and that the "
        "course has not ended."
    ),
    "storage": N_(
        "Open Waymark from a page of Canvas in a browser: its own apps and the text editor offer no storage."
    ),
}
"""What to change in Canvas, by line of the connection check (1.1, 1.3, 1.7-1.9, 1.11)."""

SETUP = Setup(
    custom_fields=CUSTOM_FIELDS,
    scopes=SCOPES,
    rest_scopes=REST_SCOPES,
    credentials=(Credential("token", N_("A teacher's access token (Account, Settings, New Access Token)")),),
    configuration=configuration,
    invite=N_("In Admin, open Developer Keys, choose + Developer Key, then + LTI Registration, and paste the link."),
    registered=(
        N_("Look through what Waymark asks for, save, and set the key to ON."),
        N_("In Admin, open Settings, Apps, View App Configurations, + App; choose By Client ID and paste the number."),
        N_("A teacher then opens Settings, Navigation in a course, and moves Waymark up into the menu."),
        N_(
            "To place single activities, a teacher opens Modules, +, External Tool; "
            "or, in an assignment, External Tool and Find."
        ),
    ),
    registration=registration,
    speaks_for=HOSTED,
    fixes=FIXES,
    storage=True,
    steps=(
        N_("In Admin, open Developer Keys, choose + Developer Key, then + LTI Key."),
        N_("Choose Enter URL as the method, give the configuration address shown here, save, and set the key to ON."),
        N_("Copy the number under Details: it is the client id. Paste it here."),
        N_("In Admin, open Settings, Apps, View App Configurations, + App; choose By Client ID and paste the number."),
        N_("Open the menu of the new app, choose Deployment Id, and paste that text here."),
        N_("A teacher then opens Settings, Navigation in a course, and moves Waymark up into the menu."),
        N_(
            "To place single activities, a teacher opens Modules, +, External Tool; "
            "or, in an assignment, External Tool and Find."
        ),
        N_("For assignments that single students see, and columns outside the total: add a teacher's access token."),
    ),
)

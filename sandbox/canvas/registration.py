"""Dynamic registration and the account's developer keys (facts 1.10)."""

import secrets

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.canvas.claims import AGS_SCOPES, NRPS_SCOPE
from sandbox.canvas.errors import ApiError
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import ToolConfig
from sandbox.parts import Json
from sandbox.parts.pages import COURSE, for_admin, for_visitor, see_instead
from sandbox.parts.registering import PLATFORM, TOOL, bearer, dressed, issue, opened
from sandbox.school import Person

blueprint = Blueprint("registration", __name__)

_OWN = "https://canvas.instructure.com/lti"
_KEYS = "/accounts/1/developer_keys"
_SCOPES = tuple(f"{AGS_SCOPES}{one}" for one in ("lineitem", "lineitem.readonly", "result.readonly", "score"))
_PLACEMENTS = {
    "LtiResourceLinkRequest": ["course_navigation", "account_navigation"],
    "LtiDeepLinkingRequest": ["assignment_selection", "link_selection", "editor_button"],
}
_FIRST_KEY = 10000000000801


@blueprint.get(_KEYS)
@for_admin
def keys(_person: Person) -> str:
    """Developer Keys: a field for the registration address, its page in a frame, and the tool's key with its switch."""
    url = request.args.get("url")
    if url is not None:
        frame = url_for("registration.start", url=url)
        return render_template("tools.html", title="Register App", frame=frame, back=_KEYS)
    tool = lms().tool
    acts = [(f"{_KEYS}/{'off' if tool.on else 'on'}", f"Set the key to {'OFF' if tool.on else 'ON'}")] if tool else []
    return render_template(
        "tools.html", title="Developer Keys", start=_KEYS, label="Dynamic Registration Url",
        button="Continue", tool=tool, status=f"Client ID {tool.client_id}" if tool else "", acts=acts,
    )  # fmt: skip


@blueprint.post(f"{_KEYS}/<any(on, off):state>")
@for_admin
def switch(_person: Person, state: str) -> ResponseReturnValue:
    """Switch the tool's key."""
    with lms().store.change() as remembered:
        if remembered.tool is not None:
            remembered.tool.on = state == "on"
    return redirect(_KEYS)


@blueprint.get(f"{_KEYS}/register")
@for_admin
def start(person: Person) -> ResponseReturnValue:
    """Send the frame on to the tool's page, with a token of its own."""
    site = lms()
    claims = {"user_id": person.id, "root_account_global_id": 10000000000001, "uuid": secrets.token_hex(16)}
    token = issue(site, claims, int(site.clock().timestamp()))
    return redirect(opened(request.args.get("url", ""), f"{site.url}/api/lti/security/openid-configuration", token))


@blueprint.post(f"{COURSE}/navigation")
@for_visitor
def show_in_menu(person: Person) -> ResponseReturnValue:
    """Show the tool in the course's menu, as a teacher does under Settings, Navigation."""
    if person.is_learner:
        raise ApiError(403, {"status": "unauthorized"})
    with lms().store.change() as state:
        if state.tool is not None and lms().tool_on:
            state.tool.in_menu = True
    return see_instead("pages.course")


@blueprint.get("/api/lti/security/openid-configuration")
def configuration() -> Response:
    """Describe this platform to a tool that shows its token."""
    site = lms()
    _claims(site)
    issuer = "https://canvas.elsewhere.example" if site.faults.registration == "issuer" else site.issuer
    base = f"{site.url}/api/lti"
    return jsonify({
        "issuer": issuer, "authorization_endpoint": f"{base}/authorize_redirect",
        "registration_endpoint": f"{base}/registrations", "jwks_uri": f"{base}/security/jwks",
        "token_endpoint": site.token_url, "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"], "scopes_supported": [*_SCOPES, NRPS_SCOPE],
        "response_types_supported": ["id_token"], "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email", "picture", "locale"],
        "subject_types_supported": ["public"],
        PLATFORM: {
            "product_family_code": "canvas", "version": "OpenSource",
            "messages_supported": [{"type": kind, "placements": places} for kind, places in _PLACEMENTS.items()],
            "variables": ["Canvas.user.id", "Canvas.course.id"], f"{_OWN}/account_name": site.school.name,
            f"{_OWN}/account_lti_guid": site.school.guid,
        },
    })  # fmt: skip


@blueprint.post("/api/lti/registrations")
def register() -> Response:
    """Make a developer key, off until the admin has looked at it; no deployment is told."""
    site = lms()
    if site.faults.registration == "broken":
        raise ApiError(500, {"errors": [{"message": "An error occurred."}]})
    claims = _claims(site)
    if claims["uuid"] in site.state.registered:
        raise ApiError(401, {"errorMessage": "JWT did not include expected contents"})
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    problem = _problem(sent)
    if problem:
        raise ApiError(422, {"errors": [{"message": problem}]})
    return jsonify(dressed(site, _kept(site, sent, str(claims["uuid"]))))


def _claims(site: Lms) -> Json:
    found = bearer(site, int(site.clock().timestamp()))
    if found is None or "uuid" not in found:
        raise ApiError(401, {"errorMessage": "JWT did not include expected contents"})
    return found


def _problem(sent: Json) -> str:
    """Return what is wrong with a request; an empty text for nothing."""
    wanted = {
        "application_type": "web", "response_types": ["id_token"], "token_endpoint_auth_method": "private_key_jwt",
    }  # fmt: skip
    wrong = [name for name, value in wanted.items() if sent.get(name) != value]
    wrong += [name for name in ("initiate_login_uri", "redirect_uris", "client_name", "jwks_uri") if not sent.get(name)]
    wrong += [] if set(sent.get("grant_types", ())) >= {"client_credentials", "implicit"} else ["grant_types"]
    given = sent.get(TOOL)
    tool: Json = given if isinstance(given, dict) else {}
    wrong += [name for name in ("domain", "target_link_uri", "claims", "messages") if not tool.get(name)]
    for message in tool.get("messages") or ():
        places = set(message.get("placements", ()))
        wrong += [] if places <= set(_PLACEMENTS.get(message.get("type"), ())) else ["placements"]
    return f"invalid: {', '.join(wrong)}" if wrong else ""


def _picker(tool: Json) -> str:
    """Return where the tool wants to be asked for content; an empty text where it does not."""
    asked = [one for one in tool["messages"] if one.get("type") == "LtiDeepLinkingRequest"]
    return str(asked[0].get("target_link_uri") or tool["target_link_uri"]) if asked else ""


def _kept(site: Lms, sent: Json, uuid: str) -> Json:
    """Store the key and return the registration with its client id."""
    tool = sent[TOOL]
    navigation: Json = next((one for one in tool["messages"] if "course_navigation" in one.get("placements", ())), {})
    scopes = [one for one in (*_SCOPES, NRPS_SCOPE) if one in str(sent.get("scope", "")).split()]
    shown = navigation.get(f"{_OWN}/course_navigation/default_enabled", True)
    custom = {str(name): str(value) for name, value in tool.get("custom_parameters", {}).items()}
    with site.store.change() as state:
        state.registered.append(uuid)
        client_id = str(_FIRST_KEY + len(state.registered))
        state.tool = ToolConfig(
            client_id, sent["initiate_login_uri"], list(sent["redirect_uris"]),
            navigation.get("target_link_uri") or tool["target_link_uri"], sent["jwks_uri"], custom, scopes,
            tool.get(f"{_OWN}/privacy_level", "anonymous"), title=sent["client_name"], on=False,
            in_menu=bool(navigation) and shown, picker_uri=_picker(tool),
        )  # fmt: skip
    url = f"{site.url}/api/lti/registrations/{client_id}/view"
    kept = {
        "client_id": client_id, "scope": " ".join(scopes), TOOL: {**tool, f"{_OWN}/registration_config_url": url},
    }  # fmt: skip
    return {**sent, **kept}

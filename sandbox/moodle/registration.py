"""Dynamic registration and the administrator's list of tools (facts 2)."""

import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.lms import TOOL_ID, Lms, lms
from sandbox.moodle.model import ToolConfig
from sandbox.moodle.scopes import ALL_SCOPES
from sandbox.parts import Json
from sandbox.parts.pages import for_admin
from sandbox.parts.registering import MANAGED, PLATFORM, TOOL, bearer, dressed, issue, opened
from sandbox.school import Person

blueprint = Blueprint("registration", __name__, url_prefix="/mod/lti")

_ATTRIBUTES = (
    "client_name", "jwks_uri", "redirect_uris", "initiate_login_uri", "token_endpoint_auth_method", TOOL,
)  # fmt: skip
_CLAIMS = ["sub", "iss", "name", "given_name", "family_name", "email"]
_SCOPES_WITHOUT_SERVICE = (
    "https://purl.imsglobal.org/spec/lti-bo/scope/basicoutcome",
    "https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting",
)
"""Named, but not to be had here."""
_TOOLS = "/mod/lti/toolconfigure.php"


@blueprint.get("/toolconfigure.php")
@for_admin
def tools(_person: Person) -> str:
    """Manage tools: a field for the registration address, its page in a frame, and the tool with its state."""
    url = request.args.get("url")
    if url is not None:
        frame = url_for("registration.start", url=url)
        return render_template("tools.html", title="Register tool", frame=frame, back=_TOOLS)
    tool = lms().tool
    acts = [("tool/activate", "Activate")] if tool and tool.pending else []
    if tool and not tool.pending and not tool.in_chooser:
        acts = [("tool/chooser", "Show in activity chooser")]
    status = "Pending" if tool and tool.pending else "Active"
    return render_template(
        "tools.html", title="Manage tools", start=_TOOLS, label="Tool URL",
        button="Add LTI Advantage", tool=tool, status=status, acts=acts,
    )  # fmt: skip


@blueprint.post("/tool/<any(activate, chooser):act>")
@for_admin
def change(_person: Person, act: str) -> ResponseReturnValue:
    """Activate a pending tool, or let it stand in the activity chooser."""
    with lms().store.change() as state:
        if state.tool is not None:
            state.tool.pending = state.tool.pending and act != "activate"
            state.tool.in_chooser = state.tool.in_chooser or act == "chooser"
    return redirect(_TOOLS)


@blueprint.get("/startltiadvregistration.php")
@for_admin
def start(_person: Person) -> ResponseReturnValue:
    """Send the frame on to the tool's page; asked first what to do where a tool of that domain exists already."""
    site, url = lms(), request.args.get("url", "")
    known = site.tool is not None and urlsplit(site.tool.target_link_uri).netloc == urlsplit(url).netloc
    kind = request.args.get("type")
    if known and kind is None:
        again = {"update": f"{request.full_path}&type={TOOL_ID}", "new": f"{request.full_path}&type=0"}
        return render_template("registration_choice.html", title="Tool already exists", again=again)
    claims = {"sub": secrets.token_urlsafe(11), "scope": "reg"}
    if known and kind == str(TOOL_ID):
        claims = {"sub": str(TOOL_ID), "scope": "reg-update"}
    token = issue(site, claims, site.seconds())
    return redirect(opened(url, f"{site.url}/mod/lti/openid-configuration.php", token))


@blueprint.get("/openid-configuration.php")
def configuration() -> Response:
    """Describe this platform to a tool."""
    site = lms()
    base = f"{site.url}/mod/lti"
    issuer = "https://moodle.elsewhere.example" if site.faults.registration == "issuer" else site.url
    return jsonify({
        "issuer": issuer, "token_endpoint": site.token_url,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"], "jwks_uri": f"{base}/certs.php",
        "authorization_endpoint": f"{base}/auth.php", "registration_endpoint": f"{base}/openid-registration.php",
        "scopes_supported": [*ALL_SCOPES, *_SCOPES_WITHOUT_SERVICE, "openid"], "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": _CLAIMS,
        PLATFORM: {
            "product_family_code": "moodle", "version": "4.4 (Build: 20240422)",
            "messages_supported": [
                {"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
            ],
            "variables": ["Context.id", "Context.title", "User.username"],
        },
    })  # fmt: skip


@blueprint.route("/openid-registration.php", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Register or update the tool, or read it with an update token; errors are plain text (facts 2)."""
    site = lms()
    if site.faults.registration == "broken":
        raise BrokenPage("Coding error detected, it must be fixed by a programmer", 500)
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        return _refused("missing_registration_token", 401)
    claims = bearer(site, site.seconds())
    if claims is None or claims.get("scope") not in ("reg", "reg-update"):
        raise BrokenPage("Invalid registration token")
    update = claims["scope"] == "reg-update"
    if claims["sub"] in site.state.registered:
        return _refused("token_already_used", 401)
    if request.method == "GET":
        return jsonify(_answer(site)) if update and site.tool else _refused("token_already_used", 401)
    sent = request.get_json(silent=True)
    problem = _problem(sent if isinstance(sent, dict) else {})
    if problem:
        return _refused(problem, 400)
    _keep(site, sent, None if update else str(claims["sub"]))
    return Response(json.dumps(dressed(site, _answer(site))), 200, content_type="application/json; charset=utf-8")


managed = Blueprint("managed", __name__, url_prefix=MANAGED)
"""What only a switch brings: the original has no such address."""


@managed.route("/<client_id>", methods=["GET", "PUT"])
def manage(client_id: str) -> ResponseReturnValue:
    """Give the tool its registration, or take another in its place under the same client id (RFC 7592 2.1, 2.2)."""
    site = lms()
    claims = bearer(site, site.seconds())
    if claims is None or claims.get("manages") != client_id or site.tool is None or site.tool.client_id != client_id:
        return {"error": "invalid_token"}, 401
    if request.method == "PUT":
        sent = request.get_json(silent=True)
        sent = sent if isinstance(sent, dict) else {}
        problem = "client_id must stay" if sent.get("client_id") != client_id else _problem(sent)
        if problem:
            return {"error": "invalid_client_metadata", "error_description": problem}, 400
        _keep(site, sent, None)
    return jsonify(dressed(site, _answer(site)))


def _refused(reason: str, status: int) -> Response:
    return Response(reason, status, content_type="text/html; charset=utf-8")


def _problem(sent: Json) -> str:
    """Return what a request lacks, in the LMS's words; an empty text for nothing."""
    missing = [name for name in _ATTRIBUTES if not sent.get(name)]
    given = sent.get(TOOL)
    tool: Json = given if isinstance(given, dict) else {}
    checks = (
        ("response_types" not in sent, "missing required attribute response_types"),
        ("id_token" not in sent.get("response_types", ()), "invalid_response_types"),
        (bool(missing), f"missing required attribute {', '.join(missing)}"),
        (sent.get("application_type", "web") != "web", "invalid_application_type"),
        (sent.get("token_endpoint_auth_method") != "private_key_jwt", "invalid_token_endpoint_auth_method"),
        (not tool.get("domain"), "missing_domain"),
        (_other_host(tool), "domain_targetlinkuri_mismatch"),
    )
    return next((reason for wrong, reason in checks if wrong), "")


def _other_host(tool: Json) -> bool:
    target = tool.get("target_link_uri")
    return bool(target) and urlsplit(str(target)).netloc != tool.get("domain")


def _keep(site: Lms, sent: Any, client_id: str | None) -> None:
    """Store the registration; without a client id it replaces what is there under the same one."""
    tool = sent[TOOL]
    custom = {str(name): str(value) for name, value in tool.get("custom_parameters", {}).items()}
    scopes = [one for one in ALL_SCOPES if one in str(sent.get("scope", "")).split()]
    old = site.tool
    with site.store.change() as state:
        if client_id is not None:
            state.registered.append(client_id)
        state.tool_keys = []
        state.tool = ToolConfig(
            client_id or (old.client_id if old else ""), sent["initiate_login_uri"], list(sent["redirect_uris"]),
            tool.get("target_link_uri") or f"https://{tool['domain']}", sent["jwks_uri"], custom, scopes,
            title=str(sent["client_name"]), pending=client_id is not None or (old is not None and old.pending),
            in_chooser=client_id is None and old is not None and old.in_chooser, picker_uri=_picker(tool),
        )  # fmt: skip


def _picker(tool: Json) -> str:
    """Return the target of the last deep-linking message; an empty text without one (facts 2)."""
    asked = [one for one in tool.get("messages", ()) if one.get("type") == "LtiDeepLinkingRequest"]
    return str(asked[-1].get("target_link_uri") or tool.get("target_link_uri", "")) if asked else ""


def _answer(site: Lms) -> Json:
    tool = site.tool
    if tool is None:
        return {}
    messages = [{"type": "LtiResourceLinkRequest"}]
    if tool.picker_uri:
        messages.append({"type": "LtiDeepLinkingRequest", "target_link_uri": tool.picker_uri})
    return {
        "client_id": tool.client_id, "application_type": "web", "response_types": ["id_token"],
        "initiate_login_uri": tool.login_url, "redirect_uris": tool.redirect_uris, "client_name": tool.title,
        "jwks_uri": tool.jwks_url, "token_endpoint_auth_method": "private_key_jwt", "scope": " ".join(tool.scopes),
        TOOL: {
            "version": "1.3.0", "deployment_id": site.deployment_id, "target_link_uri": tool.target_link_uri,
            "domain": urlsplit(tool.target_link_uri).netloc, "custom_parameters": tool.custom, "claims": _CLAIMS[:2],
            "messages": messages,
        },
    }  # fmt: skip

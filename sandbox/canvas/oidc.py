"""The LTI 1.3 authentication request and its answer, posted by the browser to the tool (canvas facts 1.3, 1.4)."""

import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from sandbox.canvas.claims import launch_claims, link_claims
from sandbox.canvas.deep_link import pick_claims
from sandbox.canvas.hints import HintError, read_hint, take_launch
from sandbox.canvas.lms import Lms, lms
from sandbox.parts import keys
from sandbox.parts.pages import post_to_tool
from sandbox.parts.sessions import current_person

blueprint = Blueprint("oidc", __name__)

_REQUIRED = (
    "client_id",
    "login_hint",
    "lti_message_hint",
    "nonce",
    "prompt",
    "redirect_uri",
    "response_mode",
    "response_type",
    "scope",
)


@blueprint.get("/api/lti/security/jwks")
def jwks() -> Response:
    """Past, current and announced public keys of the platform."""
    response = jsonify(keys.jwks(lms().state.keys))
    response.headers["Cache-Control"] = "max-age=300"
    return response


@blueprint.route("/api/lti/authorize_redirect", methods=["GET", "POST"])
def authorize_redirect() -> BaseResponse:
    """Send the browser on to the host that holds its session."""
    return redirect(f"{lms().url}/api/lti/authorize?{urlencode(list(request.values.items(multi=True)))}")


@blueprint.route("/api/lti/authorize", methods=["GET", "POST"])
def authorize() -> str | tuple[str, int]:
    """Answer an authentication request: an id_token or an error posted to redirect_uri, or an error page of ours."""
    site, wanted = lms(), request.values
    redirect_uri = wanted.get("redirect_uri", "")
    try:
        verifier = read_hint(site, wanted.get("lti_message_hint", ""))
    except HintError:
        return _page("Invalid lti_message_hint")
    if not redirect_allowed(redirect_uri, site.tool.redirect_uris if site.tool else []):
        return _page("Invalid redirect_uri")
    error = _refusal(site)
    if error is None:
        fields = _id_token(site, verifier) or {
            "error": "launch_no_longer_valid",
            "error_description": "The launch has either expired or already been consumed",
        }
    else:
        fields = {"error": error[0], "error_description": error[1]}
    if "state" in wanted:
        fields["state"] = wanted["state"]
    return post_to_tool(redirect_uri, fields)


def redirect_allowed(sent: str, registered: list[str]) -> bool:
    """Whether a redirect URI fits a registered one: equal up to '?', or all registered parameters sent (facts 1.3)."""
    for uri in registered:
        known = parse_qsl(urlsplit(uri).query)
        if known and set(known) <= set(parse_qsl(urlsplit(sent).query)):
            return True
        if not known and sent.split("?", 1)[0] == uri:
            return True
    return False


def _refusal(site: Lms) -> tuple[str, str] | None:
    wanted, person = request.values, current_person(site)
    missing = [name for name in _REQUIRED if not wanted.get(name)]
    if site.faults.launch_error:
        return site.faults.launch_error, "Switched on in the sandbox"
    if missing:
        return "invalid_request_object", f"The following parameters are missing: {','.join(missing)}"
    if wanted["scope"] != "openid":
        return "invalid_request_object", "The 'scope' must be 'openid'"
    if person is None or person.legacy_id != wanted["login_hint"]:
        return "login_required", "Must have an active user session"
    if site.tool is None or wanted["client_id"] != site.tool.client_id or not site.tool_on:
        return "unauthorized_client", "Client not authorized in requested context"
    return None


def _id_token(site: Lms, verifier: str) -> dict[str, str] | None:
    launch = take_launch(site, verifier)
    if launch is None:
        return None
    state = site.state
    person, nonce = site.school.person(launch["login"]), request.values["nonce"]
    if "place" in launch:
        claims = pick_claims(site, person, nonce, launch["place"])
    elif "link_id" in launch:
        claims = link_claims(site, person, nonce, state.links[str(launch["link_id"])])
    else:
        assignment = state.live_assignment(launch["assignment_id"])
        claims = launch_claims(site, person, nonce, launch["target"], assignment)
    return {"utf8": "✓", "authenticity_token": secrets.token_urlsafe(16), "id_token": state.sign(claims)}


def _page(problem: str) -> tuple[str, int]:
    return render_template("problem.html", title="Something broke", problem=problem), 400

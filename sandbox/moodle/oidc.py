"""The LTI 1.3 authentication request and its answer, posted by the browser to the tool (facts 3)."""

from flask import Blueprint, Response, jsonify, request

from sandbox.moodle.access import sees
from sandbox.moodle.claims import launch_claims
from sandbox.moodle.deep_link import pick_claims
from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.launches import read_hint, take_launch
from sandbox.moodle.lms import Lms, lms
from sandbox.parts import keys
from sandbox.parts.pages import post_to_tool
from sandbox.parts.sessions import current_person

blueprint = Blueprint("oidc", __name__, url_prefix="/mod/lti")


@blueprint.get("/certs.php")
def certs() -> Response:
    """Answer with the one public key that signs now."""
    state = lms().state
    return jsonify(keys.jwks([state.keys[state.current_key]]))


@blueprint.route("/auth.php", methods=["GET", "POST"])
def auth() -> str:
    """Answer an authentication request: an id_token or an error posted to the redirect URI, or an error page."""
    site, wanted = lms(), request.values
    redirect_uri = _checked_redirect_uri(site)
    if request.method == "POST" and current_person(site) is None and "repost" not in wanted:
        # A cross-site POST came without our cookie: the same form once more, from a page of ours.
        fields = {**wanted.to_dict(), "repost": "1"}
        return post_to_tool(request.path, fields)
    error = _refusal(site)
    fields = {"error": error[0], "error_description": error[1]} if error else {"id_token": _id_token(site)}
    fields = {name: value for name, value in fields.items() if value}
    fields["state"] = wanted.get("state", "")
    return post_to_tool(redirect_uri, fields)


def _checked_redirect_uri(site: Lms) -> str:
    """Return the redirect URI of a request that may be answered there; everything else ends on an error page."""
    wanted = request.values
    for name in ("client_id", "redirect_uri", "login_hint", "lti_message_hint", "nonce"):
        if not wanted.get(name):
            raise BrokenPage(f"A required parameter ({name}) was missing")
    if wanted.get("scope") != "openid" or wanted.get("response_type") != "id_token":
        raise BrokenPage("Invalid request: invalid_scope or unsupported_response_type")
    redirect_uri = wanted["redirect_uri"]
    if site.tool is None or redirect_uri not in site.tool.redirect_uris:
        raise BrokenPage("Unregistered redirect_uri")
    return redirect_uri


def _refusal(site: Lms) -> tuple[str, str] | None:
    wanted, person = request.values, current_person(site)
    if site.faults.launch_error:
        return site.faults.launch_error, "Switched on in the sandbox"
    if site.tool is None or wanted["client_id"] != site.tool.client_id:
        return "unauthorized_client", ""
    if wanted.get("response_mode") != "form_post":
        return "invalid_request", "Invalid response_mode"
    if wanted.get("prompt", "none") != "none":
        return "invalid_request", "Invalid prompt"
    if person is None or str(person.id) != wanted["login_hint"]:
        return "access_denied", ""
    return None


def _id_token(site: Lms) -> str:
    person = current_person(site)
    launch = take_launch(site, read_hint(request.values["lti_message_hint"]))
    if person is None or launch is None or launch["user_id"] != person.id:
        raise BrokenPage("The launch is unknown or was used before")
    if not launch["cmid"]:
        return site.state.sign(pick_claims(site, person, request.values["nonce"]))
    activity = site.state.activities.get(str(launch["cmid"]))
    if activity is None or not sees(site, activity, person):
        raise BrokenPage("You may not open this activity")
    return site.state.sign(launch_claims(site, person, request.values["nonce"], activity))

"""The LTI 1.3 authentication request and its answer, posted by the browser to the tool (schoology facts 1.4, 1.5)."""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.parts import keys
from sandbox.parts.pages import post_to_tool
from sandbox.parts.sessions import current_person
from sandbox.schoology.claims import launch_claims
from sandbox.schoology.classes import sub
from sandbox.schoology.hints import take_launch
from sandbox.schoology.lms import lms

blueprint = Blueprint("oidc", __name__, url_prefix="/lti-service")

_FIXED = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}


@blueprint.get("/.well-known/jwks")
def jwks() -> Response:
    """Past, current and announced public keys of the platform."""
    return jsonify(keys.jwks(lms().state.keys))


@blueprint.route("/authorize-redirect", methods=["GET", "POST"])
def authorize() -> ResponseReturnValue:
    """Answer an authentication request: an id_token posted to the redirect URI, or a page that names the problem."""
    site, wanted = lms(), request.values
    if site.tool is None or wanted.get("client_id") != site.tool.client_id:
        return _page("Invalid parameter: client_id")
    if wanted.get("redirect_uri") not in site.tool.redirect_uris:
        return _page("Invalid parameter: redirect_uri is not registered")
    wrong = [name for name, value in _FIXED.items() if wanted.get(name) != value]
    wrong += [name for name in ("login_hint", "state", "nonce", "lti_message_hint") if not wanted.get(name)]
    if wrong:
        return _page(f"Invalid parameter: {', '.join(wrong)}")
    person = current_person(site)
    if person is None or sub(person) != wanted["login_hint"]:
        return _page("Sign in first, as the person who opened the material")
    launch = take_launch(site, wanted["lti_message_hint"])
    if launch is None or launch.login != person.login:
        return _page("Invalid parameter: lti_message_hint")
    fields = {"id_token": site.state.sign(launch_claims(site, launch, wanted["nonce"])), "state": wanted["state"]}
    return post_to_tool(wanted["redirect_uri"], fields)


def _page(problem: str) -> tuple[str, int]:
    return render_template("problem.html", title="The tool cannot be opened", problem=problem), 400

"""The page on which a person lets a tool use the LMS in their name, and the end of that (canvas facts 7.1)."""

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.canvas import user_tokens
from sandbox.canvas.lms import lms
from sandbox.parts.pages import with_session
from sandbox.parts.sessions import current_person

blueprint = Blueprint("consent_pages", __name__)


@blueprint.get("/login/oauth2/auth")
def ask() -> ResponseReturnValue:
    """Ask the person who is signed in, or `as=<login>`; nobody is asked who they are first. Frames are refused."""
    site, login = lms(), request.args.get("as")
    user_tokens.check_request(site, request.args)
    known = {person.login: person for person in site.school.people}
    person = known.get(login) if login else current_person(site)
    page = make_response(
        render_template("consent.html", title="Authorize", who=person, school=site.school, query=request.args)
    )
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    return page if person is None else with_session(person, page)


@blueprint.post("/login/oauth2/auth")
def answer() -> ResponseReturnValue:
    """Send the browser back with a code, or with what was refused."""
    site = lms()
    person = current_person(site)
    if person is None:
        return redirect(request.full_path)
    yes = request.form.get("answer") == "yes"
    return redirect(site.alone(lambda: user_tokens.answered(site, person, request.args, yes=yes)))


@blueprint.delete("/login/oauth2/token")
def end() -> Response:
    """End the consent whose access token the call carries."""
    site, value = lms(), request.headers.get("Authorization", "").removeprefix("Bearer ")
    site.alone(lambda: user_tokens.revoke(site, value))
    return jsonify({})

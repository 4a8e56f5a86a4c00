"""The LMS's web pages as far as all have them: who to be, who visits a course, a form that posts itself to the tool."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from sandbox.parts.sessions import current_person, sign_in
from sandbox.parts.site import current_site
from sandbox.school import Person

COURSE = "/courses/<int:course_id>"
"""Route of the course, by its number or as 1."""


def new_blueprint() -> Blueprint:
    """Return a blueprint `pages` with the page on which one chooses who to be."""
    blueprint = Blueprint("pages", __name__)
    blueprint.add_url_rule("/", "home", _home)
    return blueprint


def for_visitor(view: Callable[Concatenate[Person, ...], ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Give a page of the course its visitor instead of the route's `course_id`; nobody is sent to the home page."""

    @wraps(view)
    def page(course_id: int = 1, **rest: Any) -> ResponseReturnValue:
        person = visitor(course_id)
        if person is None:
            return redirect(url_for("pages.home"))
        return with_session(person, view(person, **rest))

    return page


def for_admin(view: Callable[Concatenate[Person, ...], ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Give a page of the site's administration its visitor; `as=<login>` signs them in, others get a 403."""

    @wraps(view)
    def page(**rest: Any) -> ResponseReturnValue:
        site, login = current_site(), request.args.get("as")
        known = {person.login: person for person in site.school.people}
        person = current_person(site) if login is None else known.get(login)
        if person is None or person.role != "admin":
            abort(403)
        return with_session(person, view(person, **rest))

    return page


def visitor(course_id: int) -> Person | None:
    """Who visits this course, by `as=<login>` or the session; nobody when unknown, the LMS's refusal for strangers."""
    site = current_site()
    if course_id not in (1, site.school.course.id):
        abort(404)
    login = request.args.get("as")
    known = {person.login: person for person in site.school.people}
    person = current_person(site) if login is None else known.get(login)
    if person is not None:
        site.admit(person)
    return person


def with_session(person: Person, page: ResponseReturnValue) -> BaseResponse:
    """Answer with a page, signing the person in unless they are already."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    site = current_site()
    return response if current_person(site) == person else sign_in(site, response, person)


def show(template: str, person: Person, title: str, **values: object) -> str:
    """Render a page of the course."""
    school = current_site().school
    return render_template(template, person=person, course=school.course, school=school, title=title, **values)


def see_instead(endpoint: str) -> BaseResponse:
    """Send the visitor on to another page of the same course."""
    return redirect(url_for(endpoint, **(request.view_args or {})))


def post_to_tool(action: str, fields: Mapping[str, str]) -> str:
    """Page that posts these fields by itself, as the browser does between LMS and tool."""
    return render_template("post.html", action=action, fields=fields, title="Opening the tool")


def _home() -> str:
    school = current_site().school
    return render_template("home.html", school=school, title=school.name)

"""The LMS's web pages: who to be, course materials with the tool in a frame, a student's materials, the gradebook."""

from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from sandbox.parts.sessions import current_person, sign_in
from sandbox.school import Person
from sandbox.schoology import acts
from sandbox.schoology.gradebook import tables
from sandbox.schoology.hints import Launch, login_params, plan_launch
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.materials import own_rows, visible_item

blueprint = Blueprint("pages", __name__)

_COURSE = "/courses/<int:course_id>"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Choose who to be."""
    return render_template("home.html", school=lms().school, title=lms().school.name)


@blueprint.get(_COURSE)
def course(course_id: int) -> ResponseReturnValue:
    """Show the course with the tool in a frame; `as=<login>` signs in, `material` and `section` choose what to open."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    material = request.args.get("material") or _default_material(lms())
    return _with_session(person, _frame(person, material))


@blueprint.get(f"{_COURSE}/tool")
def tool_window(course_id: int) -> ResponseReturnValue:
    """Open the tool alone in this window, by a new launch."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    if lms().tool is None:
        abort(404)
    material = request.args.get("material") or _default_material(lms())
    return _with_session(person, redirect(_login_url(_planned(person, material))))


@blueprint.get(f"{_COURSE}/add")
def add(course_id: int) -> ResponseReturnValue:
    """Open the tool for a teacher to choose content from (Add Materials)."""
    person = _enter(course_id)
    if person is None or lms().tool is None:
        return redirect(url_for("pages.home"))
    if person.is_learner:
        abort(403)
    planned = _planned(person, None)
    launch = Launch(planned.login, planned.section_id, planned.target, deep_link=True)
    page = _render("course.html", person, "Add materials", material=None, address=_login_url(launch))
    return _with_session(person, page)


@blueprint.get(f"{_COURSE}/materials")
def materials(course_id: int) -> ResponseReturnValue:
    """List what this person finds in the course: a student's own assignments, everything for teachers."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    with lms().store.lock:
        tools = list(lms().state.materials.values())
        page = _render("materials.html", person, "Materials", rows=own_rows(lms(), person), tools=tools)
    return _with_session(person, page)


@blueprint.get(f"{_COURSE}/materials/<int:item_id>")
def assignment(course_id: int, item_id: int) -> ResponseReturnValue:
    """One assignment with its attachments, for those who see it."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    row = visible_item(lms(), person, item_id)
    if row is None:
        abort(404)
    return _with_session(person, _render("assignment.html", person, row.item.title, row=row))


@blueprint.get(f"{_COURSE}/gradebook")
def gradebook(course_id: int) -> ResponseReturnValue:
    """Students by columns with points, exceptions and comments, for teachers and admins."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    if person.is_learner:
        return _with_session(person, redirect(url_for("pages.materials", course_id=course_id)))
    return _with_session(person, _gradebook(person, ""))


@blueprint.post(f"{_COURSE}/gradebook")
def type_grade(course_id: int) -> ResponseReturnValue:
    """Take what a teacher typed: a grade, or an exception, for one cell."""
    person = _enter(course_id)
    if person is None or person.is_learner:
        abort(403)
    form = request.form
    column, login, flag = form.get("column", ""), form.get("login", ""), form.get("flag", "")
    try:
        value = float(form["grade"]) if form.get("grade") else None
        acts.grade(lms(), column, login, value, form.get("comment") or None)
        if flag:
            acts.flag(lms(), column, login, flag)
    except (LookupError, ValueError) as error:
        return _with_session(person, _gradebook(person, f"Not saved: {error}"))
    return redirect(url_for("pages.gradebook", course_id=course_id))


def _enter(course_id: int) -> Person | None:
    site = lms()
    if course_id not in (1, site.school.course.id):
        abort(404)
    login = request.args.get("as")
    if login is None:
        return current_person(site)
    return next((person for person in site.school.people if person.login == login), None)


def _with_session(person: Person, page: str | BaseResponse) -> ResponseReturnValue:
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    known = current_person(lms())
    return response if known == person else sign_in(lms(), response, person)


def _default_material(site: Lms) -> str | None:
    if not site.faults.deep_linked_launch:
        return None
    return next((str(one.id) for one in site.state.materials.values() if one.title == acts.MATERIAL), None)


def _planned(person: Person, material: str | None) -> Launch:
    return plan_launch(lms(), person, material, request.args.get("section"))


def _login_url(launch: Launch) -> str:
    site = lms()
    login_url = site.tool.login_url if site.tool else ""
    return f"{login_url}{'&' if '?' in login_url else '?'}{urlencode(login_params(site, launch))}"


def _frame(person: Person, material: str | None) -> str:
    site = lms()
    address = _login_url(_planned(person, material)) if site.tool else None
    found = site.state.materials.get(str(material))
    title = found.title if found else site.school.course.name
    return _render("course.html", person, title, material=found, address=address)


def _gradebook(person: Person, problem: str) -> str:
    with lms().store.lock:
        return _render("gradebook.html", person, "Gradebook", tables=tables(lms()), problem=problem)


def _render(template: str, person: Person, title: str, **values: object) -> str:
    site = lms()
    places = [one for one in site.sections if person in one.people]
    known = {"person": person, "course": site.school.course, "school": site.school, "tool": site.tool, "places": places}
    return render_template(template, title=title, **(known | values))

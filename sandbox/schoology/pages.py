"""The LMS's web pages: who to be, course materials with the tool in a frame, a student's materials, the gradebook."""

from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.parts.pages import COURSE, for_visitor, new_blueprint, see_instead, show, visitor, with_session
from sandbox.school import Person
from sandbox.schoology import acts
from sandbox.schoology.gradebook import tables
from sandbox.schoology.hints import Launch, login_params, plan_launch, plan_pick
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.materials import own_rows, visible_item

blueprint = new_blueprint()


@blueprint.get(COURSE)
@for_visitor
def course(person: Person) -> ResponseReturnValue:
    """Show the course with the tool in a frame; `as=<login>` signs in, `material` and `section` choose what to open."""
    material = request.args.get("material") or _default_material(lms())
    return _frame(person, material)


@blueprint.get(f"{COURSE}/tool")
@for_visitor
def tool_window(person: Person) -> ResponseReturnValue:
    """Open the tool alone in this window, by a new launch."""
    if lms().tool is None:
        abort(404)
    material = request.args.get("material") or _default_material(lms())
    return redirect(_login_url(_planned(person, material)))


@blueprint.get(f"{COURSE}/add")
@for_visitor
def add(person: Person) -> ResponseReturnValue:
    """Open the tool for a teacher to choose content from (Add Materials)."""
    if lms().tool is None:
        return redirect(url_for("pages.home"))
    if person.is_learner:
        abort(403)
    launch = plan_pick(lms(), person)
    return _render("course.html", person, "Add materials", material=None, address=_login_url(launch))


@blueprint.get(f"{COURSE}/materials")
@for_visitor
def materials(person: Person) -> ResponseReturnValue:
    """List what this person finds in the course: a student's own assignments, everything for teachers."""
    with lms().store.lock:
        tools = list(lms().state.materials.values())
        return _render("materials.html", person, "Materials", rows=own_rows(lms(), person), tools=tools)


@blueprint.get(f"{COURSE}/materials/<int:item_id>")
@for_visitor
def assignment(person: Person, item_id: int) -> ResponseReturnValue:
    """One assignment with its attachments, for those who see it."""
    row = visible_item(lms(), person, item_id)
    if row is None:
        abort(404)
    return _render("assignment.html", person, row.item.title, row=row)


@blueprint.get(f"{COURSE}/gradebook")
@for_visitor
def gradebook(person: Person) -> ResponseReturnValue:
    """Students by columns with points, exceptions and comments, for teachers and admins."""
    if person.is_learner:
        return see_instead("pages.materials")
    return _gradebook(person, "")


@blueprint.post(f"{COURSE}/gradebook")
def type_grade(course_id: int) -> ResponseReturnValue:
    """Take what a teacher typed: a grade, or an exception, for one cell."""
    person = visitor(course_id)
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
        return with_session(person, _gradebook(person, f"Not saved: {error}"))
    return see_instead("pages.gradebook")


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
    places = [one for one in lms().sections if person in one.people]
    return show(template, person, title, tool=lms().tool, places=places, **values)

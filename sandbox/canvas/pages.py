"""The LMS's web pages: who to be, the course with the tool in a frame, gradebook and a student's assignments."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from sandbox.canvas.hints import login_params
from sandbox.canvas.lms import lms
from sandbox.canvas.model import Assignment
from sandbox.canvas.report import full_state
from sandbox.canvas.visibility import dates_for, sees
from sandbox.parts import Json
from sandbox.parts.sessions import current_person, sign_in
from sandbox.school import Person

blueprint = Blueprint("pages", __name__)

_COURSE = "/courses/<int:course_id>"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Choose who to be."""
    return render_template("home.html", school=lms().school, title=lms().school.name)


@blueprint.get(_COURSE)
def course(course_id: int) -> ResponseReturnValue:
    """Show the course with the tool in a frame; `as=<login>` signs that person in first."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    return _with_session(person, _frame(person, None))


@blueprint.get(f"{_COURSE}/tool")
def tool_window(course_id: int) -> ResponseReturnValue:
    """Show the tool alone in this window, by a new launch."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    assignment = lms().state.live_assignment(request.args.get("assignment"))
    return _with_session(person, _post_page(person, assignment))


@blueprint.get(f"{_COURSE}/assignments")
def assignments(course_id: int) -> ResponseReturnValue:
    """Show a student's own assignments under their overrides; everything for teachers."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    with lms().store.lock:
        page = _render("assignments.html", person, "Assignments", rows=_rows(person))
    return _with_session(person, page)


@blueprint.get(f"{_COURSE}/assignments/<int:assignment_id>")
def assignment(course_id: int, assignment_id: int) -> ResponseReturnValue:
    """One assignment; with the tool in a frame when it belongs to the tool."""
    person, found = _enter(course_id), lms().state.live_assignment(assignment_id)
    if person is None:
        return redirect(url_for("pages.home"))
    if found is None or (person.is_learner and not sees(lms(), found, person)):
        abort(404)
    return _with_session(person, _frame(person, found))


@blueprint.get(f"{_COURSE}/gradebook")
def gradebook(course_id: int) -> ResponseReturnValue:
    """Students by columns with points and comments, for teachers and admins."""
    person = _enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    if person.is_learner:
        return _with_session(person, redirect(url_for("pages.assignments", course_id=course_id)))
    report = full_state(lms())
    return _with_session(person, _render("gradebook.html", person, "Gradebook", report=report))


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


def _frame(person: Person, assignment: Assignment | None) -> str:
    site = lms()
    shows_tool = site.tool is not None and (assignment is None or bool(assignment.tool_url))
    fields = login_params(site, person, assignment) if shows_tool else {}
    title = assignment.name if assignment else site.school.course.name
    return _render("course.html", person, title, assignment=assignment, fields=fields, tool=site.tool)


def _post_page(person: Person, assignment: Assignment | None) -> str:
    site = lms()
    if site.tool is None:
        abort(404)
    fields = login_params(site, person, assignment)
    return render_template("post.html", action=site.tool.login_url, fields=fields, title="Opening the tool")


def _render(template: str, person: Person, title: str, **values: object) -> str:
    course = lms().school.course
    return render_template(template, person=person, course=course, school=lms().school, title=title, **values)


def _rows(person: Person) -> list[Json]:
    return [
        {"assignment": row, "dates": dates_for(row, person), "grade": _grade(row, person)}
        for row in lms().state.assignments.values()
        if not row.deleted and (not person.is_learner or sees(lms(), row, person))
    ]


def _grade(assignment: Assignment, person: Person) -> str | None:
    found = lms().state.submissions.get(f"{assignment.id}:{person.id}")
    return found.grade if found else None

"""The LMS's web pages: who to be, the course with the tool in a frame, gradebook and a student's assignments."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from sandbox.canvas.hints import login_params
from sandbox.canvas.lms import lms
from sandbox.canvas.model import Assignment
from sandbox.canvas.report import full_state
from sandbox.canvas.visibility import dates_for, sees
from sandbox.parts import Json
from sandbox.parts.pages import COURSE, for_visitor, new_blueprint, post_to_tool, see_instead, show
from sandbox.school import Person

blueprint = new_blueprint()


@blueprint.get(COURSE)
@for_visitor
def course(person: Person) -> ResponseReturnValue:
    """Show the course with the tool in a frame; `as=<login>` signs that person in first."""
    return _frame(person, None)


@blueprint.get(f"{COURSE}/tool")
@for_visitor
def tool_window(person: Person) -> ResponseReturnValue:
    """Show the tool alone in this window, by a new launch."""
    assignment = lms().state.live_assignment(request.args.get("assignment"))
    return _post_page(person, assignment)


@blueprint.get(f"{COURSE}/assignments")
@for_visitor
def assignments(person: Person) -> ResponseReturnValue:
    """Show a student's own assignments under their overrides; everything for teachers."""
    with lms().store.lock:
        return show("assignments.html", person, "Assignments", rows=_rows(person))


@blueprint.get(f"{COURSE}/assignments/<int:assignment_id>")
@for_visitor
def assignment(person: Person, assignment_id: int) -> ResponseReturnValue:
    """One assignment; with the tool in a frame when it belongs to the tool."""
    found = lms().state.live_assignment(assignment_id)
    if found is None or (person.is_learner and not sees(lms(), found, person)):
        abort(404)
    return _frame(person, found)


@blueprint.get(f"{COURSE}/gradebook")
@for_visitor
def gradebook(person: Person) -> ResponseReturnValue:
    """Students by columns with points and comments, for teachers and admins."""
    if person.is_learner:
        return see_instead("pages.assignments")
    report = full_state(lms())
    return show("gradebook.html", person, "Gradebook", report=report)


def _frame(person: Person, assignment: Assignment | None) -> str:
    site = lms()
    shows_tool = site.tool is not None and (bool(assignment.tool_url) if assignment else site.tool.in_menu)
    fields = login_params(site, person, assignment) if shows_tool else {}
    title = assignment.name if assignment else site.school.course.name
    return show("course.html", person, title, assignment=assignment, fields=fields, tool=site.tool)


def _post_page(person: Person, assignment: Assignment | None) -> str:
    site = lms()
    if site.tool is None:
        abort(404)
    return post_to_tool(site.tool.login_url, login_params(site, person, assignment))


def _rows(person: Person) -> list[Json]:
    return [
        {"assignment": row, "dates": dates_for(row, person), "grade": _grade(row, person)}
        for row in lms().state.assignments.values()
        if not row.deleted and (not person.is_learner or sees(lms(), row, person))
    ]


def _grade(assignment: Assignment, person: Person) -> str | None:
    found = lms().state.submissions.get(f"{assignment.id}:{person.id}")
    return found.grade if found else None

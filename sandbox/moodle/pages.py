"""The LMS's web pages: who to be, the course with the tool in a frame, activities, grades and the gradebook."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from sandbox.moodle.access import describe, sees
from sandbox.moodle.columns import compute
from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.launches import login_params
from sandbox.moodle.lms import Lms, lms
from sandbox.moodle.model import Activity
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
    person, site = enter(course_id), lms()
    if person is None:
        return redirect(url_for("pages.home"))
    with site.store.lock:
        main = site.main_activity
        rows = [
            _row(site, one) for one in site.state.activities.values() if one is not main and sees(site, one, person)
        ]
    editing = site.is_editing(person)
    page = show(
        "course.html", person, site.school.course.name, rows=rows, editing=editing, **_frame(site, person, main)
    )
    return with_session(person, page)


@blueprint.get(f"{_COURSE}/tool")
def tool_window(course_id: int) -> ResponseReturnValue:
    """Show the tool alone in this window, by a new launch."""
    person = enter(course_id)
    if person is None:
        return redirect(url_for("pages.home"))
    return with_session(person, _post_page(lms(), person, lms().main_activity))


@blueprint.get("/mod/lti/view.php")
def activity() -> ResponseReturnValue:
    """One activity with the tool in a frame; hidden ones are not there."""
    person, site = enter(1), lms()
    if person is None:
        return redirect(url_for("pages.home"))
    found = _visible(site, person)
    return with_session(person, show("activity.html", person, found.name, **_frame(site, person, found)))


@blueprint.get("/mod/lti/launch.php")
def launch() -> ResponseReturnValue:
    """Post a login initiation; also for somebody not logged in, with a hint that leads nowhere."""
    site = lms()
    person = current_person(site)
    return _post_page(site, person, _visible(site, person) if person else _asked(site))


@blueprint.get("/mod/lti/return.php")
def come_back() -> str:
    """Show what the tool has to say after a launch."""
    text = request.args.get("lti_errormsg") or request.args.get("lti_msg") or "You left the tool."
    return render_template("problem.html", title="Back in the course", problem=text)


@blueprint.get(f"{_COURSE}/grades")
def grades(course_id: int) -> ResponseReturnValue:
    """Show a student's own grades with feedback."""
    person, site = enter(course_id), lms()
    if person is None:
        return redirect(url_for("pages.home"))
    if not person.is_learner:
        return with_session(person, redirect(url_for("pages.gradebook", course_id=course_id)))
    with site.store.lock:
        state = site.state
        rows = [{"item": item, "cell": state.grades.get(f"{item.id}:{person.id}")} for item in state.items.values()]
    return with_session(person, show("grades.html", person, "Grades", rows=rows))


@blueprint.get(f"{_COURSE}/gradebook")
def gradebook(course_id: int) -> ResponseReturnValue:
    """Students by columns with grades and feedback; showing it makes blank rows."""
    person, site = enter(course_id), lms()
    if person is None:
        return redirect(url_for("pages.home"))
    if person.is_learner:
        return with_session(person, redirect(url_for("pages.grades", course_id=course_id)))
    with site.store.change() as state:
        compute(site)
        learners = [one for one in site.school.people if one.is_learner and site.enrolment(one) != "deleted"]
        rows = [
            {"person": one, "cells": [state.grades.get(f"{item}:{one.id}") for item in state.items]} for one in learners
        ]
        page = show("gradebook.html", person, "Gradebook", rows=rows, items=list(state.items.values()), lms=site)
    return with_session(person, page)


def enter(course_id: int) -> Person | None:
    """Who visits this course, by `as=<login>` or the session; nobody when unknown, an error page for strangers."""
    site = lms()
    if course_id not in (1, site.school.course.id):
        abort(404)
    login = request.args.get("as")
    known = {person.login: person for person in site.school.people}
    person = current_person(site) if login is None else known.get(login)
    if person is not None and not site.may_enter(person):
        raise BrokenPage("You are not enrolled in this course, or your enrolment is suspended.", 403)
    return person


def with_session(person: Person, page: str | BaseResponse, status: int | None = None) -> BaseResponse:
    """Answer with a page, signing the person in unless they are already."""
    response = make_response(page)
    response.status_code = status or response.status_code
    response.headers["Cache-Control"] = "no-store"
    return response if current_person(lms()) == person else sign_in(lms(), response, person)


def show(template: str, person: Person, title: str, **values: object) -> str:
    """Render a page of the course."""
    site = lms()
    return render_template(
        template, person=person, course=site.school.course, school=site.school, title=title, **values
    )


def _row(site: Lms, one: Activity) -> Json:
    return {"activity": one, "restriction": describe(site, one.restriction) if one.restriction else ""}


def _frame(site: Lms, person: Person, found: Activity) -> Json:
    fields = login_params(site, person, found) if site.tool else {}
    return {"activity": found, "fields": fields, "tool": site.tool}


def _visible(site: Lms, person: Person) -> Activity:
    found = _asked(site)
    with site.store.lock:
        if not sees(site, found, person):
            raise BrokenPage("Sorry, this activity is currently hidden")
    return found


def _asked(site: Lms) -> Activity:
    found = site.state.activities.get(request.args.get("id", ""))
    if found is None:
        raise BrokenPage("Invalid course module ID")
    return found


def _post_page(site: Lms, person: Person | None, found: Activity) -> str:
    if site.tool is None:
        abort(404)
    fields = login_params(site, person, found)
    return render_template("post.html", action=site.tool.login_url, fields=fields, title="Opening the tool")

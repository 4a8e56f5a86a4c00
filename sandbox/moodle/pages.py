"""The LMS's web pages: who to be, the course with the tool in a frame, activities, grades and the gradebook."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.moodle.access import describe, sees
from sandbox.moodle.columns import compute
from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.launches import login_params
from sandbox.moodle.lms import Lms, lms
from sandbox.moodle.model import Activity
from sandbox.parts import Json
from sandbox.parts.pages import COURSE, for_visitor, new_blueprint, post_to_tool, see_instead, show
from sandbox.parts.sessions import current_person
from sandbox.school import Person

blueprint = new_blueprint()


@blueprint.get(COURSE)
@for_visitor
def course(person: Person) -> ResponseReturnValue:
    """Show the course with the tool in a frame; `as=<login>` signs that person in first."""
    site = lms()
    with site.store.lock:
        main = site.main_activity
        rows = [
            _row(site, one) for one in site.state.activities.values() if one is not main and sees(site, one, person)
        ]
    editing = site.is_editing(person)
    return show(
        "course.html", person, site.school.course.name, rows=rows, editing=editing, **_frame(site, person, main)
    )


@blueprint.get(f"{COURSE}/tool")
@for_visitor
def tool_window(person: Person) -> ResponseReturnValue:
    """Show the tool alone in this window, by a new launch."""
    return _post_page(lms(), person, lms().main_activity)


@blueprint.get("/mod/lti/view.php")
@for_visitor
def activity(person: Person) -> ResponseReturnValue:
    """One activity with the tool in a frame; hidden ones are not there."""
    site = lms()
    found = _visible(site, person)
    return show("activity.html", person, found.name, **_frame(site, person, found))


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


@blueprint.get(f"{COURSE}/grades")
@for_visitor
def grades(person: Person) -> ResponseReturnValue:
    """Show a student's own grades with feedback."""
    site = lms()
    if not person.is_learner:
        return see_instead("pages.gradebook")
    with site.store.lock:
        state = site.state
        rows = [{"item": item, "cell": state.grades.get(f"{item.id}:{person.id}")} for item in state.items.values()]
    return show("grades.html", person, "Grades", rows=rows)


@blueprint.get(f"{COURSE}/gradebook")
@for_visitor
def gradebook(person: Person) -> ResponseReturnValue:
    """Students by columns with grades and feedback; showing it makes blank rows."""
    site = lms()
    if person.is_learner:
        return see_instead("pages.grades")
    with site.store.change() as state:
        compute(site)
        learners = [one for one in site.school.people if one.is_learner and site.enrolment(one) != "deleted"]
        rows = [
            {"person": one, "cells": [state.grades.get(f"{item}:{one.id}") for item in state.items]} for one in learners
        ]
        return show("gradebook.html", person, "Gradebook", rows=rows, items=list(state.items.values()), lms=site)


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
    return post_to_tool(site.tool.login_url, login_params(site, person, found))

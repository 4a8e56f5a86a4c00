"""Pages on which an editing teacher changes the course: add an activity with restricted access."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.moodle.acts import add_activity
from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.lms import Lms, lms
from sandbox.moodle.model import Restriction
from sandbox.moodle.words import as_number
from sandbox.parts.pages import for_visitor, see_instead, show
from sandbox.school import Person

blueprint = Blueprint("teaching", __name__, url_prefix="/courses/<int:course_id>/activities")


@blueprint.get("/new")
@for_visitor
def new_activity(person: Person) -> ResponseReturnValue:
    """Form for an External tool activity."""
    _check_editing(person)
    return _form(person, {})


@blueprint.post("/new")
@for_visitor
def save_activity(person: Person) -> ResponseReturnValue:
    """Add the activity and go back to the course, or show the form again with what is wrong."""
    _check_editing(person)
    site, form = lms(), request.form
    if _only_by_selecting(site):
        raise BrokenPage("You must use Select content.", 400)
    errors = _errors()
    if errors:
        return _form(person, errors), 400
    add_activity(
        site,
        form["name"].strip(),
        form.get("launch_url", "").strip(),
        restriction=_restriction(site),
        maximum=as_number(form.get("maximum")),
    )
    return see_instead("pages.course")


def _check_editing(person: Person) -> None:
    tool = lms().tool
    if tool is not None and (tool.pending or not tool.in_chooser):
        raise BrokenPage("No such external tool in the activity chooser of this course.", 404)
    if not lms().is_editing(person):
        raise BrokenPage("Sorry, but you do not currently have permissions to do that (Manage activities).", 403)


def _only_by_selecting(site: Lms) -> bool:
    return bool(site.faults.content_required and site.tool and site.tool.picker_uri)


def _errors() -> dict[str, str]:
    form, errors = request.form, {}
    if not form.get("name", "").strip():
        errors["name"] = "An activity needs a name."
    url = form.get("launch_url", "").strip()
    if url and not url.startswith(("http://", "https://")):
        errors["launch_url"] = "The launch URL must begin with http:// or https://."
    maximum = form.get("maximum", "").strip()
    # The form takes whole numbers of the site's range only (facts 0.8).
    if maximum and not (maximum.isdecimal() and 1 <= int(maximum) <= 100):
        errors["maximum"] = "Invalid grade value: a whole number from 1 to 100."
    return errors


def _restriction(site: Lms) -> Restriction | None:
    kind, _, number = request.form.get("restrict", "").partition(":")
    known = {"grade": site.state.items.keys(), "group": site.state.groups.keys()}
    if kind not in known or number not in known[kind]:
        return None
    minimum = as_number(request.form.get("minimum"))
    return Restriction(kind, int(number), 90.0 if minimum is None else minimum)


def _form(person: Person, errors: dict[str, str]) -> str:
    site = lms()
    with site.store.lock:
        return show(
            "new_activity.html",
            person,
            "Add an External tool activity",
            errors=errors,
            form=request.form,
            select=bool(site.tool and site.tool.picker_uri),
            required=_only_by_selecting(site),
            items=list(site.state.items.values()),
            # Groups that nobody may see cannot restrict anything.
            groups=[group for group in site.state.groups.values() if group.visibility < 3],
        )

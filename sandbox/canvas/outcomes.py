"""Outcome groups, outcomes and their place in the course over REST (canvas facts 6.1)."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.canvas.errors import ApiError, not_found
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.mastery_model import ROOT, Outcome, OutcomeGroup
from sandbox.canvas.outcome_rules import apply, checked_guid, new_outcome
from sandbox.canvas.paging import numbered, size
from sandbox.parts import Json

_COURSE = "/api/v1/courses/<int:course_id>"
_GROUP = f"{_COURSE}/outcome_groups/<int:group_id>"
_ALIGNED = "Outcome {!r} cannot be deleted because it is aligned to content."

blueprint = Blueprint("outcomes", __name__)


@blueprint.get(f"{_COURSE}/root_outcome_group")
@rest
def root(course_id: int) -> ResponseReturnValue:
    """Send on to the course's root group."""
    return redirect(url_for("outcomes.show_group", course_id=course_id, group_id=ROOT))


@blueprint.get(f"{_COURSE}/outcome_groups")
@rest
def groups(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with all groups of the course."""
    _group(lms(), ROOT)
    return listed([group_json(lms(), one) for one in lms().state.outcome_groups.values()])


@blueprint.get(_GROUP)
@rest
def show_group(course_id: int, group_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One group."""
    return jsonify(group_json(lms(), _group(lms(), group_id)))


@blueprint.post(f"{_GROUP}/subgroups")
@rest
def make_group(course_id: int, group_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Make a group below another one."""
    site, wanted = lms(), _body()
    _group(site, group_id)
    if not wanted.get("title"):
        raise ApiError(400, {"errors": {"title": [{"attribute": "title", "message": "can't be blank"}]}})
    made = OutcomeGroup(
        site.state.next_id("outcome_group") + ROOT, str(wanted["title"]), group_id,
        str(wanted.get("description") or ""), checked_guid(wanted),
    )  # fmt: skip
    site.state.outcome_groups[str(made.id)] = made
    return jsonify(group_json(site, made))


@blueprint.post(f"{_GROUP}/outcomes")
@rest
def make_outcome(course_id: int, group_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Make an outcome and link it into the group; identifiers of vendors need not be unique."""
    site = lms()
    group = _group(site, group_id)
    made = new_outcome(site, group.id, _body())
    return jsonify(link_json(site, made, full=True))


@blueprint.put(f"{_GROUP}/outcomes/<int:outcome_id>")
@rest
def link(course_id: int, group_id: int, outcome_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Link an outcome that exists, or move it to another group."""
    site = lms()
    found = _outcome(site, outcome_id)
    found.group_id = _group(site, group_id).id
    return jsonify(link_json(site, found, full=True))


@blueprint.delete(f"{_GROUP}/outcomes/<int:outcome_id>")
@rest
def unlink(course_id: int, group_id: int, outcome_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Take an outcome out of the course; one that content is aligned to may not go, unless switched otherwise."""
    site = lms()
    found = site.state.outcomes.get(str(outcome_id))
    if found is None or found.group_id != group_id:
        raise not_found()
    aligned = any(one.get("learning_outcome_id") == found.id for r in site.state.rubrics.values() for one in r.criteria)
    if aligned and not site.faults.unlink_aligned:
        raise ApiError(400, {"errors": [{"message": _ALIGNED.format(found.title)}]})
    body = link_json(site, found)
    found.group_id = None
    return jsonify(body)


@blueprint.get(f"{_COURSE}/outcome_group_links")
@rest
def links(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with the outcomes linked in the course, in short unless `outcome_style=full`."""
    full = request.args.get("outcome_style") == "full"
    rows = [one for one in lms().state.outcomes.values() if one.group_id is not None]
    return listed([link_json(lms(), one, full=full) for one in rows])


@blueprint.get("/api/v1/outcomes/<int:outcome_id>")
@rest
def show(outcome_id: int) -> Response:
    """One outcome."""
    return jsonify(outcome_json(lms(), _outcome(lms(), outcome_id)))


@blueprint.put("/api/v1/outcomes/<int:outcome_id>")
@rest
def change(outcome_id: int) -> Response:
    """Change an outcome; ratings are replaced as a whole."""
    found = _outcome(lms(), outcome_id)
    apply(lms(), found, _body())
    return jsonify(outcome_json(lms(), found))


@blueprint.get(f"{_COURSE}/outcome_proficiency")
@rest
def proficiency(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with the scale of account or course, where there is one."""
    scale = lms().faults.mastery_scale
    if not scale:
        raise not_found()
    rows = [{"description": f"Level {points:g}", "points": points, "mastery": mastery} for points, mastery in scale]
    return jsonify({"ratings": rows})


def outcome_json(site: Lms, outcome: Outcome, *, full: bool = True) -> Json:
    """Return an outcome as the REST interface writes it; under a scale of the account its own ratings are ignored."""
    short: Json = {
        "id": outcome.id, "title": outcome.title, "display_name": outcome.display_name,
        "vendor_guid": outcome.vendor_guid, "context_id": site.school.course.id, "context_type": "Course",
        "url": f"/api/v1/outcomes/{outcome.id}", "can_edit": True,
    }  # fmt: skip
    if not full:
        return {name: value for name, value in short.items() if name != "vendor_guid"}
    return short | {
        "description": outcome.description, "points_possible": outcome.points_possible,
        "mastery_points": outcome.mastery_points, "ratings": outcome.ratings,
        "calculation_method": outcome.calculation_method, "calculation_int": outcome.calculation_int,
        "assessed": any(one.outcome_id == outcome.id for one in site.state.outcome_results.values()),
    }  # fmt: skip


def link_json(site: Lms, outcome: Outcome, *, full: bool = False) -> Json:
    """Return an outcome's place in the course."""
    group = site.state.outcome_groups.get(str(outcome.group_id))
    return {
        "url": f"/api/v1/courses/{site.school.course.id}/outcome_groups/{outcome.group_id}/outcomes/{outcome.id}",
        "context_id": site.school.course.id, "context_type": "Course",
        "outcome_group": group_json(site, group) if group else None,
        "outcome": outcome_json(site, outcome, full=full),
    }  # fmt: skip


def group_json(site: Lms, group: OutcomeGroup) -> Json:
    """Return a group as the REST interface writes it."""
    return {
        "id": group.id, "title": group.title, "description": group.description, "vendor_guid": group.vendor_guid,
        "context_id": site.school.course.id, "context_type": "Course", "can_edit": True,
        "parent_outcome_group": {"id": group.parent_id} if group.parent_id else None,
    }  # fmt: skip


def listed(rows: list[Any]) -> Response:
    """Answer with a page of a list."""
    page, headers = numbered(rows, size("per_page", 10, 100))
    response = jsonify(page)
    response.headers.update(headers)
    return response


def _group(site: Lms, group_id: int) -> OutcomeGroup:
    groups = site.state.outcome_groups
    if not groups:
        groups[str(ROOT)] = OutcomeGroup(ROOT, site.school.course.name, None)
    found = groups.get(str(group_id))
    if found is None:
        raise not_found()
    return found


def _outcome(site: Lms, outcome_id: int) -> Outcome:
    found = site.state.outcomes.get(str(outcome_id))
    if found is None:
        raise not_found()
    return found


def _body() -> Json:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ApiError(400, {"errors": [{"message": "a body is missing"}]})
    return body

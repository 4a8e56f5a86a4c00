"""Results of outcomes and their rollups over REST (canvas facts 6.4)."""

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.errors import ApiError
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.mastery_model import OutcomeResult
from sandbox.canvas.paging import numbered, size
from sandbox.canvas.rollups import Scored, rolled_up, scaled
from sandbox.canvas.rubrics import finish_jobs
from sandbox.parts import Json
from sandbox.school import Person

_COURSE = "/api/v1/courses/<int:course_id>"
_INCLUDES = {
    "alignments", "outcomes", "outcomes.alignments", "outcome_groups", "outcome_links", "outcome_paths", "users",
}  # fmt: skip

blueprint = Blueprint("outcome_results", __name__)


@blueprint.get(f"{_COURSE}/outcome_results")
@rest
def results(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with the results of these learners on these outcomes; of all without a choice."""
    site = lms()
    finish_jobs(site)
    page, headers = numbered(_asked(site), size("per_page", 10, 100))
    response = jsonify({"outcome_results": [_result_json(site, one) for one in page], "linked": {}})
    response.headers.update(headers)
    return response


@blueprint.get(f"{_COURSE}/outcome_rollups")
@rest
def rollups(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with one rollup for each learner and section; learners without results have no scores."""
    site = lms()
    finish_jobs(site)
    found = _asked(site)
    people = _people(site) or [one for one in site.school.students if site.enrolment(one) == "active"]
    rows = [_rollup(site, one, section.id, found) for one in people for section in site.school.sections_of(one)]
    return jsonify({"rollups": rows, "meta": {"pagination": {"count": len(rows)}}})


def _asked(site: Lms) -> list[OutcomeResult]:
    for name in request.args.getlist("include[]"):
        if name not in _INCLUDES:
            raise ApiError(400, {"message": f"invalid include: {name}"})
    outcomes, people = _outcomes(site), {one.id for one in _people(site)}
    linked = {one.id for one in site.state.outcomes.values() if one.group_id is not None}
    return [
        one
        for one in site.state.outcome_results.values()
        if one.outcome_id in (outcomes or linked)
        and (not people or one.user_id in people)
        and (not one.hidden or request.args.get("include_hidden") == "true")
        and site.state.live_assignment(one.assignment_id)
    ]


def _people(site: Lms) -> list[Person]:
    """Return the learners asked for; 400 for anybody who is not one here."""
    asked = _ids("user_ids")
    known = {str(one.id): one for one in site.school.people if one.is_learner and site.enrolment(one) != "deleted"}
    if any(one not in known for one in asked):
        raise ApiError(400, {"message": "can only include id's of users in the outcome context"})
    return [known[one] for one in asked]


def _outcomes(site: Lms) -> set[int]:
    asked = _ids("outcome_ids")
    linked = {str(one.id) for one in site.state.outcomes.values() if one.group_id is not None}
    if any(one not in linked for one in asked):
        raise ApiError(400, {"message": "can only include id's of outcomes in the outcome context"})
    return {int(one) for one in asked}


def _ids(name: str) -> list[str]:
    return [one for one in (*request.args.getlist(f"{name}[]"), *request.args.get(name, "").split(",")) if one]


def _result_json(site: Lms, one: OutcomeResult) -> Json:
    outcome = site.state.outcomes[str(one.outcome_id)]
    alignment = f"assignment_{one.assignment_id}"
    percent = scaled(_scored(one), outcome.points_possible, outcome.mastery_points)[0]
    return {
        "id": one.id, "score": one.score, "possible": one.possible, "percent": percent, "mastery": one.mastery,
        "hidden": one.hidden, "hide_points": False, "submitted_or_assessed_at": one.submitted_at or one.assessed_at,
        "links": {
            "user": str(one.user_id), "learning_outcome": str(one.outcome_id), "alignment": alignment,
            "assignment": alignment,
        },
    }  # fmt: skip


def _rollup(site: Lms, person: Person, section_id: int, found: list[OutcomeResult]) -> Json:
    scores = []
    for outcome in site.state.outcomes.values():
        mine = [_scored(one) for one in found if (one.user_id, one.outcome_id) == (person.id, outcome.id)]
        score = rolled_up(
            [scaled(one, outcome.points_possible, outcome.mastery_points)[1] for one in sorted(mine, key=_when)],
            outcome.calculation_method, outcome.calculation_int, outcome.mastery_points,
            new=site.faults.new_decaying_average,
        )  # fmt: skip
        if score is not None:
            scores.append({"score": score, "count": len(mine), "links": {"outcome": str(outcome.id)}})
    links = {"user": str(person.id), "section": str(section_id), "status": site.enrolment(person)}
    return {"scores": scores, "name": person.name, "links": links}


def _scored(one: OutcomeResult) -> Scored:
    return Scored(one.score, one.possible, one.submitted_at or one.assessed_at)


def _when(one: Scored) -> str:
    """Order by whole seconds, as the LMS does."""
    return one.at[:19]

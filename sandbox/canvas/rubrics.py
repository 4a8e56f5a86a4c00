"""Rubrics on assignments, and assessments by them, which become results of outcomes (canvas facts 6.3)."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.canvas.assignments import find_assignment
from sandbox.canvas.errors import ApiError, not_found
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.mastery_model import Job, OutcomeResult, Rubric
from sandbox.canvas.outcomes import listed
from sandbox.canvas.rubric_json import rubric_json, rubric_of
from sandbox.clock import iso, parse_time
from sandbox.parts import Json
from sandbox.parts.bodies import sent_object
from sandbox.school import Person

_COURSE = "/api/v1/courses/<int:course_id>"
_SUBMISSION = f"{_COURSE}/assignments/<int:assignment_id>/submissions/<user_id>"

blueprint = Blueprint("rubrics", __name__)


@blueprint.get(f"{_COURSE}/rubrics")
@rest
def rubrics(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Answer with the rubrics of the course; which assignments have them is not told."""
    return listed([rubric_json(one) for one in lms().state.rubrics.values()])


@blueprint.post(f"{_COURSE}/rubrics")
@rest
def make(course_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Make a rubric and put it on an assignment, in place of the one that is there."""
    site, body = lms(), sent_object(ApiError(400, {"errors": [{"message": "a body is missing"}]}))
    wanted, where = body.get("rubric") or {}, body.get("rubric_association") or {}
    if where.get("association_type") != "Assignment":
        raise ApiError(400, {"errors": [{"message": "association_type must be Assignment"}]})
    assignment = find_assignment(site, int(where.get("association_id") or 0))
    number = site.state.next_id("rubric")
    made = Rubric(
        number, site.state.next_id("rubric_association"), assignment.id, str(wanted.get("title") or "Rubric"),
        _criteria(site, number, wanted.get("criteria")), _is(where.get("use_for_grading")),
        _is(where.get("hide_outcome_results")),
    )  # fmt: skip
    kept = {key: one for key, one in site.state.rubrics.items() if one.assignment_id != assignment.id}
    site.state.rubrics = kept | {str(number): made}
    told = rubric_json(made) if site.faults.rubric_answer_tells else {"id": made.id, "title": made.title}
    association = {"id": made.association_id, "association_id": assignment.id, "use_for_grading": made.use_for_grading}
    return jsonify({"rubric": told, "rubric_association": association})


@blueprint.delete(f"{_COURSE}/rubrics/<int:rubric_id>")
@rest
def delete(course_id: int, rubric_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Delete a rubric; what it brought into outcomes stays with the learners."""
    found = lms().state.rubrics.pop(str(rubric_id), None)
    if found is None:
        raise not_found()
    return jsonify(rubric_json(found))


@blueprint.put(_SUBMISSION)
@rest
def assess(course_id: int, assignment_id: int, user_id: str) -> Response:  # noqa: ARG001 - checked by the guard
    """Assess a learner's work by the rubric of the assignment."""
    site = lms()
    assignment, person = find_assignment(site, assignment_id), _learner(site, user_id)
    given = sent_object(ApiError(400, {"errors": [{"message": "a body is missing"}]})).get("rubric_assessment")
    rubric = rubric_of(site, assignment.id)
    if isinstance(given, dict) and given and rubric is not None:
        _assessed(site, rubric, person, given)
    submission = site.state.submission(assignment.id, person.id)
    return jsonify({
        "id": assignment.id * 1000 + person.id, "assignment_id": assignment.id, "user_id": person.id,
        "score": submission.score, "grade": submission.grade, "attempt": submission.attempt or None,
        "workflow_state": "graded" if submission.score is not None else "unsubmitted",
    })  # fmt: skip


def finish_jobs(site: Lms) -> None:
    """Write the results whose time has come."""
    now, state = site.clock(), site.state
    due = [one for one in state.outcome_jobs if (parse_time(one.at) or now) <= now]
    state.outcome_jobs = [one for one in state.outcome_jobs if one not in due]
    for job in due:
        known = state.outcome_results.get(job.key)
        if known is None:
            state.outcome_results[job.key] = OutcomeResult(state.next_id("outcome_result"), **job.values)
        else:
            vars(known).update(job.values, times=known.times + 1)


def put_by_hand(site: Lms, assignment_id: int, text: str, outcome_guid: str = "") -> None:
    """Put a rubric of one criterion on an assignment, as a teacher does; with an outcome where one is named."""
    number = site.state.next_id("rubric")
    outcome = next((one.id for one in site.state.outcomes.values() if one.vendor_guid == outcome_guid), None)
    rows = _criteria(site, number, [{"description": text, "points": 5, "learning_outcome_id": outcome}])
    made = Rubric(number, site.state.next_id("rubric_association"), assignment_id, text, rows)
    site.state.rubrics[str(number)] = made


def assess_by_hand(site: Lms, outcome_guid: str, person: Person, points: float, assignment_id: str = "") -> None:
    """Assess a learner as a teacher does in SpeedGrader; LookupError where no rubric has this outcome."""
    outcome = next(one for one in site.state.outcomes.values() if one.vendor_guid == outcome_guid)
    for rubric in site.state.rubrics.values():
        elsewhere = assignment_id not in {"", str(rubric.assignment_id)}
        for one in () if elsewhere else rubric.criteria:
            if one.get("learning_outcome_id") == outcome.id:
                _assessed(site, rubric, person, {str(one["id"]): {"points": points}})
                return
    raise LookupError(outcome_guid)


def _assessed(site: Lms, rubric: Rubric, person: Person, given: Json) -> None:
    """Keep an assessment as a whole: what it does not name is not assessed any more."""
    known = {str(one["id"]): one for one in rubric.criteria}
    rows: dict[str, Json] = {}
    for key, row in given.items():
        if key in known and isinstance(row, dict):
            rows[key] = {"points": _points(row.get("points")), "comments": row.get("comments")}
    rubric.assessments[str(person.id)] = rows
    for key, row in rows.items():
        if known[key].get("learning_outcome_id") and row["points"] is not None:
            _plan_result(site, rubric, known[key], person, row)
    if rubric.use_for_grading:  # the total takes the place of the score
        submission = site.state.submission(rubric.assignment_id, person.id)
        submission.score = sum(row["points"] or 0.0 for row in rows.values())
        submission.grade, submission.grader = f"{submission.score:g}", "teacher"


def _plan_result(site: Lms, rubric: Rubric, criterion: Json, person: Person, row: Json) -> None:
    submission = site.state.submission(rubric.assignment_id, person.id)
    possible = float(criterion["points"])
    aim = float(criterion["mastery_points"] if criterion.get("mastery_points") is not None else possible)
    outcome_id = int(criterion["learning_outcome_id"])
    values: Json = {
        "outcome_id": outcome_id, "assignment_id": rubric.assignment_id, "user_id": person.id, "score": row["points"],
        "possible": possible, "mastery": row["points"] >= aim, "submitted_at": submission.submitted_at,
        "assessed_at": iso(site.clock()), "attempt": submission.attempt, "hidden": rubric.hide_outcome_results,
        "note": row["comments"],
    }  # fmt: skip
    at = iso(site.clock() + timedelta(seconds=site.faults.outcome_job_seconds))
    site.state.outcome_jobs.append(Job(at, f"{outcome_id}:{rubric.assignment_id}:{person.id}", values))
    finish_jobs(site)


def _criteria(site: Lms, rubric_id: int, given: Any) -> list[Json]:
    rows = list(given.values()) if isinstance(given, dict) else given or []
    found = []
    for number, row in enumerate(rows):
        outcome = site.state.outcomes.get(str(row.get("learning_outcome_id")))
        if row.get("learning_outcome_id") and (outcome is None or outcome.group_id is None):
            raise ApiError(400, {"errors": [{"message": "outcome is not linked in this course"}]})
        ratings = row.get("ratings") or {}
        found.append({
            "id": f"_{rubric_id}{number:03}", "description": row.get("description"),
            "points": float(row.get("points") or 0), "mastery_points": row.get("mastery_points"),
            "learning_outcome_id": outcome.id if outcome else None,
            "ratings": list(ratings.values()) if isinstance(ratings, dict) else ratings,
        })  # fmt: skip
    return found


def _learner(site: Lms, user_id: str) -> Person:
    person = next((one for one in site.school.people if str(one.id) == user_id), None)
    if person is None or not person.is_learner or site.enrolment(person) == "deleted":
        raise not_found()
    return person


def _points(value: Any) -> float | None:
    try:
        return None if value in (None, "") else float(value)
    except (TypeError, ValueError):
        return None


def _is(value: Any) -> bool:
    return value in (True, "true", "1", 1)

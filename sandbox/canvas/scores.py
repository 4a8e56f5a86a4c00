"""AGS score service: what a score does to result, gradebook and attempts (canvas facts 3.2)."""

from flask import Blueprint, Response, jsonify

from sandbox.canvas.claims import AGS_SCOPES
from sandbox.canvas.errors import lti_error
from sandbox.canvas.guards import service
from sandbox.canvas.line_items import find_item, json_body
from sandbox.canvas.lms import lms
from sandbox.canvas.model import Result, Submission
from sandbox.canvas.score_checks import EXTENSION, ScoreCall, check
from sandbox.clock import iso

blueprint = Blueprint("scores", __name__, url_prefix="/api/lti/courses/<int:course_id>/line_items")


@blueprint.post("/<int:item_id>/scores")
@service(f"{AGS_SCOPES}score")
def post_score(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Store a score and answer with the result's address."""
    site = lms()
    item = find_item(site, item_id)
    body = json_body()
    if body.get("resourceLinkId") not in (None, item.resource_link_id):
        raise lti_error(412, "The specified LTI link ID is not associated with the line item.")
    call = ScoreCall(site, item, site.state.assignments[str(item.assignment_id)], body)
    check(call)
    result = apply(call)
    address = f"{site.ags_url}/line_items/{item_id}/results/{result.id}"
    response = jsonify({"resultUrl": address, EXTENSION: {"content_items": call.extension.get("content_items", [])}})
    response.mimetype = "application/vnd.ims.lis.v1.score+json"
    return response


def apply(call: ScoreCall) -> Result:
    """Store a checked score: result always, gradebook only through the assignment's first line item."""
    result = _store_result(call)
    if call.item.first:
        submission = call.lms.state.submission(call.assignment.id, call.person.id)
        _hand_in(call, submission)
        _grade(call, submission)
        if call.body.get("comment"):
            submission.comments.append(str(call.body["comment"]))
    return result


def _store_result(call: ScoreCall) -> Result:
    state = call.lms.state
    key = f"{call.item.id}:{call.person.id}"
    result = state.results.get(key) or Result(state.next_id("result"), call.item.id, call.person.id, "")
    state.results[key] = result
    result.timestamp = call.timestamp.isoformat()
    result.activity_progress = call.body["activityProgress"]
    result.grading_progress = call.body["gradingProgress"]
    result.comment = call.body.get("comment", result.comment)
    if call.uses_score:
        result.score, result.maximum = call.body["scoreGiven"], call.body["scoreMaximum"]
    elif not call.extension.get("preserve_score"):
        result.score = result.maximum = None
    result.posts.append({"received": iso(call.lms.clock()), "score": call.body})
    return result


def _hand_in(call: ScoreCall, submission: Submission) -> None:
    if not call.submits:
        return
    if call.adds_attempt:
        submission.attempt += 1
    submission.submitted_at = call.submitted_at or iso(call.lms.clock())


def _grade(call: ScoreCall, submission: Submission) -> None:
    if not call.uses_score:
        if not call.extension.get("preserve_score"):
            submission.score, submission.grade, submission.grader = None, None, ""
        return
    submission.needs_review = call.body["gradingProgress"] == "PendingManual"
    if call.extension.get("prioritize_non_tool_grade") and submission.score is not None:
        return
    given, maximum = call.body["scoreGiven"], call.body["scoreMaximum"]
    submission.score = given * (call.item.score_maximum / maximum) if maximum else float(given)
    passed = "pass" if given > 0 else "fail"
    submission.grade = passed if call.assignment.grading_type == "pass_fail" else f"{submission.score:g}"
    submission.grader = "tool"

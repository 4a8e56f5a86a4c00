"""REST submissions of an assignment with a user token: who handed in and what it was graded with."""

from flask import Blueprint, Response, jsonify

from sandbox.canvas.assignments import find_assignment
from sandbox.canvas.guards import rest
from sandbox.canvas.lms import TOOL_ID, lms
from sandbox.canvas.model import Submission
from sandbox.canvas.paging import numbered, size
from sandbox.parts import Json

blueprint = Blueprint(
    "submissions", __name__, url_prefix="/api/v1/courses/<int:course_id>/assignments/<int:assignment_id>"
)

_TEACHER_ID = 41


@blueprint.get("/submissions")
@rest
def list_submissions(course_id: int, assignment_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One entry for every active learner, empty for who did nothing, paged by 10."""
    site, found = lms(), find_assignment(lms(), assignment_id)
    learners = [one for one in site.school.people if one.is_learner and site.enrolment(one) == "active"]
    empty = (Submission(found.id, one.id) for one in learners)
    rows = [site.state.submissions.get(f"{found.id}:{one.user_id}", one) for one in empty]
    page, headers = numbered(rows, size("per_page", 10, 100))
    response = jsonify([_json(row) for row in page])
    response.headers.update(headers)
    return response


def _json(row: Submission) -> Json:
    graded = row.score is not None
    return {
        "id": row.assignment_id * 1000 + row.user_id,
        "assignment_id": row.assignment_id,
        "user_id": row.user_id,
        "score": row.score,
        "grade": row.grade,
        "attempt": row.attempt or None,
        "submitted_at": row.submitted_at,
        "graded_at": row.graded_at,
        "posted_at": row.graded_at if graded and row.posted else None,
        "grader_id": None if not graded else -TOOL_ID if row.grader == "tool" else _TEACHER_ID,
        "workflow_state": "graded" if graded else "submitted" if row.submitted_at else "unsubmitted",
        "missing": row.missing,
        "excused": row.excused,
        "late": False,
    }

"""Refusals as the LMS writes them: JSON of the LTI services, HTML pages with status 404, status code 0 (facts 6, 9).

What is dated here was seen on a Moodle of that version (docs/compatibility.md).
"""

from flask import Response, jsonify, render_template, request

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"


class Refusal(Exception):
    """A service refuses, with a status and JSON `{"status", "reason", "request"}`; status 0 is no HTTP at all."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


class ScoreRefusal(Refusal):
    """A score is refused: an empty list, and the reason only in the status line, which is often lost (4.2, 4.4dev)."""


class BrokenPage(Exception):
    """The LMS shows its error page (HTML) instead of an answer; the status is nearly always 404."""

    def __init__(self, problem: str, status: int = 404) -> None:
        super().__init__(problem)
        self.problem = problem
        self.status = status


def answer(error: Refusal) -> Response:
    """HTTP response of a refusal."""
    if isinstance(error, ScoreRefusal):
        return Response("[]", f"{error.status} {error.reason}", content_type=f"{SCORE_TYPE}; charset=utf-8")
    asked = {"method": request.method, "url": request.full_path.rstrip("?")}
    response = jsonify({"status": error.status, "reason": error.reason, "request": asked})
    response.content_type = "application/json; charset=utf-8"
    response.status = f"{error.status} {error.reason}" if error.status == 0 else str(error.status)
    return response


def page(error: BrokenPage) -> tuple[str, int]:
    """Error page."""
    return render_template("problem.html", title="Error", problem=error.problem), error.status

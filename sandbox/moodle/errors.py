"""Refusals as the LMS writes them: JSON of the LTI services, HTML pages with status 404, status code 0 (facts 6, 9)."""

from flask import Response, jsonify, render_template, request


class Refusal(Exception):
    """A service refuses, with a status and JSON `{"status", "reason", "request"}`; status 0 is no HTTP at all."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


class BrokenPage(Exception):
    """The LMS shows its error page (HTML) instead of an answer; the status is nearly always 404."""

    def __init__(self, problem: str, status: int = 404) -> None:
        super().__init__(problem)
        self.problem = problem
        self.status = status


def answer(error: Refusal) -> Response:
    """HTTP response of a refusal."""
    asked = {"method": request.method, "url": request.path}
    response = jsonify({"status": error.status, "reason": error.reason, "request": asked})
    response.status = f"{error.status} {error.reason}" if error.status == 0 else str(error.status)
    return response


def page(error: BrokenPage) -> tuple[str, int]:
    """Error page."""
    return render_template("problem.html", title="Error", problem=error.problem), error.status

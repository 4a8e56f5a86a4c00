"""Refusals: JSON of the LTI services, text or nothing at all from REST (schoology facts 5.7)."""

from flask import Response, jsonify

from sandbox.parts import Json


class ApiError(Exception):
    """A service refuses: status, body (JSON, plain text or None for an empty one) and extra headers."""

    def __init__(self, status: int, body: Json | str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}


def lti_error(status: int, message: str) -> ApiError:
    """Refusal of an LTI service."""
    return ApiError(status, {"error": message})


def answer(error: ApiError) -> Response:
    """HTTP response of a refusal."""
    if isinstance(error.body, dict):
        response = jsonify(error.body)
    else:
        response = Response(error.body or "", mimetype="text/plain")
    response.status_code = error.status
    response.headers.update(error.headers)
    return response

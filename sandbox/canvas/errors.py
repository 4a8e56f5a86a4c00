"""Refusals in the two error shapes services answer with: an `errors` object (LTI) and an `errors` list (facts 1.8)."""

from flask import Response, jsonify

from sandbox.parts import Json

_TYPES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    412: "precondition_failed",
    422: "unprocessable_entity",
}


class ApiError(Exception):
    """A service refuses: status, JSON body (None for an empty one) and extra headers."""

    def __init__(self, status: int, body: Json | None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}


def lti_error(status: int, message: str) -> ApiError:
    """Refusal of an LTI service: `{"errors": {"type", "message"}}`."""
    return ApiError(status, {"errors": {"type": _TYPES[status], "message": message}})


def not_found() -> ApiError:
    """Refusal for a missing record: `{"errors": [{"message"}]}`."""
    return ApiError(404, {"errors": [{"message": "The specified resource does not exist."}]})


def answer(error: ApiError) -> Response:
    """HTTP response of a refusal."""
    response = Response(status=error.status) if error.body is None else jsonify(error.body)
    response.status_code = error.status
    response.headers.update(error.headers)
    return response

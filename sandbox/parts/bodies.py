"""JSON in and out of calls, and the values that people type."""

from typing import Any

from flask import Response, jsonify, request

from sandbox.parts import Json


def sent_object(refusal: Exception) -> Json:
    """Return the request's JSON object, whatever media type it goes by; raise the refusal for anything else."""
    body: Any = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise refusal
    return body


def reply(body: Any, media_type: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON answer of a service under a media type of its own."""
    response = jsonify(body)
    response.status_code, response.mimetype = status, media_type
    response.headers.update(headers or {})
    return response


def number_or_none(value: object, name: str) -> float | None:
    """Return what a teacher typed, None for nothing; ValueError with the name of the field for no number."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number or null")  # noqa: TRY004 - answered as a bad value
    return float(value)

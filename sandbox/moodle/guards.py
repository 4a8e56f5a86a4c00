"""What every LTI service checks first: media type, token, course (facts 5, 6); and one call at a time on the state."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.moodle.errors import Refusal
from sandbox.moodle.lms import lms
from sandbox.moodle.tokens import check_bearer
from sandbox.parts.bodies import sent_object

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

ITEM = "application/vnd.ims.lis.v2.lineitem+json"
CONTAINER = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def service(*scopes: str, media_type: str, any_accept: bool = True) -> Callable[[View[P]], View[P]]:
    """Guard of an LTI service; `any_accept` is whether `Accept: */*` is good enough."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            site = lms()
            _check_media_type(media_type)
            check_bearer(site, scopes)
            if request.method == "GET" and not any_accept and request.headers.get("Accept") == "*/*":
                raise Refusal(400, "No context or unsupported content type")
            if kwargs.get("course_id") != site.school.course.id:
                raise Refusal(404, f"Not Found: Course {kwargs.get('course_id')} doesn't exist")
            return site.alone(lambda: view(*args, **kwargs))

        return guarded

    return decorate


def json_body() -> dict[str, Any]:
    """Return the request's JSON object; anything else is a 400."""
    return sent_object(Refusal(400, "Bad Request"))


def reply(body: Any, media_type: str, status: int = 200, link: str = "") -> Response:
    """JSON answer of a service; `link` is the value of a Link header."""
    response = jsonify(body)
    response.status_code, response.content_type = status, f"{media_type}; charset=utf-8"
    if link:
        # The header's text is sent as UTF-8, which WSGI carries byte by byte.
        response.headers["Link"] = link.encode().decode("latin-1")
    return response


def _check_media_type(media_type: str) -> None:
    """Refuse all but the one vendor type: no lists, no application/json; no header at all is fine."""
    accept = sent = ""
    if request.method == "GET":
        accept = request.headers.get("Accept", "")
        good = accept == media_type or accept in ("", "*/*")
    else:
        sent = request.headers.get("Content-Type", "").split(";")[0].strip()
        good = sent == media_type or (request.method == "DELETE" and not sent)
    if not good:
        path = request.path.partition("/services.php")[2]
        raise Refusal(400, f"No handler found for {path} {accept} {sent}")

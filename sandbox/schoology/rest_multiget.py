"""Several REST reads in one call (schoology facts 5.8)."""

import re
from typing import Any

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import HTTPException

from sandbox.parts import Json
from sandbox.schoology.errors import ApiError, answer
from sandbox.schoology.lms import lms
from sandbox.schoology.rest import INNER, json_object, reply, rest

blueprint = Blueprint("rest_multiget", __name__, url_prefix="/v1")

_ALLOWED = re.compile(
    r"/v1/(sections/(ext/[^/]+|\d+(/(assignments|enrollments|grade_items|grades))?)"
    r"|courses/\d+(/sections)?|users/(ext/[^/]+|\d+(/sections)?))"
)


@blueprint.post("/multiget")
@rest()
def multiget() -> Response:
    """Answer up to 50 paths, each with its own status and body."""
    paths: Any = json_object().get("request")
    if not isinstance(paths, list) or len(paths) > lms().faults.bulk_limit:
        raise ApiError(400, "request must be a list of paths")
    # The rows were already made of mixed types.
    return reply({"response": [_one(str(path)) for path in paths]})


def _one(path: str) -> Json:
    if not _ALLOWED.fullmatch(path.partition("?")[0]):
        return {"response_code": 400, "body": ""}
    with current_app.test_request_context(path, base_url=lms().url, environ_overrides={INNER: True}):
        try:
            inner = current_app.make_response(current_app.dispatch_request())
        except ApiError as error:
            inner = answer(error)
        except HTTPException as error:
            return {"response_code": error.code, "body": ""}
        return {"response_code": inner.status_code, "body": inner.get_json(silent=True) or inner.get_data(as_text=True)}

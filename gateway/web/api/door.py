"""What all doors of `/api/v1` share: who asks, what came, and how a refusal is told."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, request
from flask_babel import lazy_gettext as _

import schemas
from gateway.errors import InvalidInput, WaymarkError
from gateway.services.credentials import Credential, used, verify
from gateway.web.context import waymark
from gateway.web.lrs.door import hold_back
from xapi.errors import XapiError
from xapi.formats.cmi5.structure import InvalidStructure
from xapi.formats.errors import PackageError
from xapi.parsing import parse

doors = Blueprint("api", __name__, url_prefix="/api/v1")

SCOPE = "api"

_MOST = 64 * 1024
"""Bytes of a JSON body; packages have a limit of their own."""


class ApiUnauthorized(WaymarkError):
    """No key, or not a live one."""

    code = "api-unauthorized"
    status = 401
    title = _("This key is not known here")
    hint = _("Send key and secret as Basic authorization. An admin makes keys on the page Record store access.")
    audience = "admin"
    retryable = False


class ApiForbidden(WaymarkError):
    """The key lacks the permission, or is one of a single course."""

    code = "api-forbidden"
    status = 403
    title = _("This key may not do that")
    hint = _("Use a key of the whole school with the permission api.")
    audience = "admin"
    retryable = False


@doors.after_request
def finish(answer: Response) -> Response:
    """Say how to prove oneself where nobody did."""
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="api", charset="UTF-8"'
    return answer


@doors.errorhandler(PackageError)
def package_refused(error: PackageError) -> Response:
    """Tell why a package was not taken: every problem with its place."""
    found = error.problems if isinstance(error, InvalidStructure) else ()
    problems = [{"code": one.rule, "place": one.path, "message": one.message} for one in found]
    body = {
        "code": error.code, "title": "The package was not taken", "detail": error.message,
        "request": getattr(g, "request_id", ""), "problems": problems,
        **({"entry": error.entry} if error.entry else {}),
        **({"line": error.line} if error.line else {}),
    }  # fmt: skip
    return make_response(jsonify(body), error.status)


def enter() -> Credential:
    """Return whose key this is; 401 for none, 403 for one without the permission, 429 for too much at once.

    `all` is all of the record store and does not include this: who may read records need not be able to launch.
    """
    parts = waymark()
    with parts.db.read() as conn:
        found = verify(conn, request.headers.get("Authorization"), parts.clock())
    if found is None:
        raise ApiUnauthorized
    if SCOPE not in found.scopes or found.course_id is not None:
        raise ApiForbidden("the key does not have the permission api for the whole school")
    hold_back(found, 1)
    parts.db.note(lambda write: used(write, found))
    return found


def sent(schema: str) -> dict[str, Any]:
    """Return the JSON body of a request; InvalidInput lists what is wrong with it."""
    request.max_content_length = _MOST
    try:
        body = parse(request.get_data() or b"{}")
    except XapiError as error:
        raise InvalidInput(str(error), problems=[str(error)]) from error
    problems = schemas.load(schema).problems(body)
    if problems:
        raise InvalidInput(str(problems[0]), problems=[str(one) for one in problems])
    made: dict[str, Any] = body
    return made

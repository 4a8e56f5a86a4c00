"""What all doors of the record store share: who asks in which version, limits, headers of every answer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Flask, Response, current_app, g, make_response, request
from flask.sansio.blueprints import BlueprintSetupState

from gateway.errors import TooMany
from gateway.services import horizon
from gateway.services.credentials import Credential, used, verify
from gateway.services.record_errors import LrsForbidden, LrsUnauthorized
from gateway.web.context import waymark
from gateway.web.limits import Limits
from gateway.web.lrs.alternate import unfolded
from gateway.web.origins import may_report
from xapi import jsontext
from xapi.times import write_time
from xapi.version import HEADER, Version, negotiate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

doors = Blueprint("lrs", __name__, url_prefix="/xapi")

_EXPOSED = (
    "ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through, Content-Type, "
    "Content-Length, Retry-After, WWW-Authenticate"
)
_ALLOWED = (
    "Authorization, If-Match, If-None-Match, Content-Type, Accept-Language, X-Experience-API-Version, "
    "X-Experience-API-Hash"
)


MOST_BYTES = 5 * 1024 * 1024
"""Larger bodies are refused before they are read (T13)."""

_NOTED = timedelta(hours=1)
"""How old the note of a key's last use may be."""

_SLASHES = re.compile(r"//+")


@doors.record_once
def tidy_requests(state: BlueprintSetupState) -> None:
    """Take `/xapi//statements` for what is meant (content joins addresses carelessly), and forms for what they say."""
    app = cast("Flask", state.app)
    served = app.wsgi_app

    def tidy(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith("/xapi/"):
            environ["PATH_INFO"] = _SLASHES.sub("/", path)
            environ = unfolded(environ, MOST_BYTES)
        return served(environ, start_response)

    app.wsgi_app = tidy  # type: ignore[method-assign]  # how Flask's documentation wraps an application


@doors.before_request
def bound() -> None:
    """Hold bodies to the record store's own limit."""
    request.max_content_length = MOST_BYTES


@doors.after_request
def finish(answer: Response) -> Response:
    """Add the version, what is consistent, and what a page on the content host may read (T25)."""
    if answer.status_code == 429:
        answer.headers["Retry-After"] = str(math.ceil(g.get("wait", 1.0)))
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="xapi", charset="UTF-8"'
    spoken = g.get("version")
    if spoken is not None:
        answer.headers.setdefault(HEADER, spoken.value)
    answer.headers["X-Experience-API-Consistent-Through"] = write_time(_through())
    origin = request.headers.get("Origin")
    if origin is not None and may_report(origin):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Expose-Headers"] = _EXPOSED
        answer.headers["Vary"] = "Origin"
        if request.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Headers"] = _ALLOWED
            answer.headers["Access-Control-Allow-Methods"] = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
            answer.headers["Access-Control-Max-Age"] = "600"
    return answer


def _through() -> datetime:
    """Return up to when all that is stored can be seen; who was not let in has nothing that could be missing."""
    if "through" in g:
        found: datetime = g.through
        return found
    parts = waymark()
    return parts.db.settled(g.tenant_id) if "tenant_id" in g else parts.clock()


def enter(*scopes: str, lists: bool = False, stores: bool = False) -> tuple[Credential, Version]:
    """Return who asks, with one of these scopes, and in which version; 401, 403 and 400 in that order of proof.

    Who `lists` statements is told up to when the list is complete: that is found out before the list is read. Who
    `stores` them may have proved itself before: whether it was revoked since is asked when they are stored.
    """
    parts = waymark()
    g.version = negotiate(request.headers.get(HEADER), missing=parts.settings.xapi_default_version)
    header = request.headers.get("Authorization")
    credential = parts.proven.find(header, parts.clock()) if stores else None
    if credential is None or not _noted(credential):
        with parts.db.read() as conn:
            credential = verify(conn, header, parts.clock(), repeats=stores)
            if credential is not None and lists:
                g.through = horizon.through(parts.db, conn, credential.tenant_id)
    if credential is None:
        raise LrsUnauthorized
    g.tenant_id = credential.tenant_id
    g.credential = credential
    if not any(credential.may(scope) for scope in scopes):
        raise LrsForbidden(f"this credential does not have the scope {' or '.join(scopes)}")
    if not _noted(credential):
        parts.db.note(lambda write: used(write, credential))
    elif stores:
        parts.proven.keep(header, credential)
    return credential, g.version


def _noted(credential: Credential) -> bool:
    """Say whether it is known within the hour that a server's key is in use, for the admin's list."""
    last = credential.last_used_at
    return credential.kind != "key" or (last is not None and waymark().clock() - last <= _NOTED)


def hold_back(credential: Credential, cost: int) -> None:
    """Refuse with 429 and the time to wait what is more than the credential's rate (T13)."""
    limits: Limits = current_app.extensions["waymark-limits"]
    wait = limits.take(credential.id, credential.rate, cost, waymark().clock())
    if wait:
        g.wait = wait
        raise TooMany(f"{credential.rate} statements in a minute")


def as_json(body: Any) -> Response:
    """Return a JSON answer."""
    answer = make_response(jsontext.write(body))
    answer.mimetype = "application/json"
    return answer

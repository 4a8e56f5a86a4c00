"""The record store's doors: `/xapi/statements` and `/xapi/about` (xAPI 1.0.3 part three, 2.0 chapter 4)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Flask, Response, current_app, g, make_response, request
from flask.sansio.blueprints import BlueprintSetupState

from gateway import metrics
from gateway.errors import NotFound, TooMany
from gateway.services import records
from gateway.services.credentials import Credential, used, verify
from gateway.services.record_errors import LrsForbidden, LrsUnauthorized, LrsUnsupported
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.limits import Limits
from xapi import query as queries
from xapi.errors import InvalidQuery, InvalidStatement
from xapi.parsing import parse
from xapi.statement import accept
from xapi.times import write_time
from xapi.validate import check
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

_CURSOR = re.compile(r"[0-9]{1,18}")
_SLASHES = re.compile(r"//+")


@doors.record_once
def collapse_slashes(state: BlueprintSetupState) -> None:
    """Take `/xapi//statements` for what is meant: content joins addresses carelessly, a POST follows no redirect."""
    app = cast("Flask", state.app)
    served = app.wsgi_app

    def tidy(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if "//" in path and path.startswith("/xapi/"):
            environ["PATH_INFO"] = _SLASHES.sub("/", path)
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
    answer.headers["X-Experience-API-Consistent-Through"] = write_time(waymark().clock())
    origin = request.headers.get("Origin")
    if origin is not None and origin == waymark().settings.content_url:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Expose-Headers"] = _EXPOSED
        answer.headers["Vary"] = "Origin"
        if request.method == "OPTIONS":
            answer.headers["Access-Control-Allow-Headers"] = _ALLOWED
            answer.headers["Access-Control-Allow-Methods"] = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
            answer.headers["Access-Control-Max-Age"] = "600"
    return answer


@doors.get("/about")
@allowed(ANYONE)
def about() -> Response:
    """Say which versions are spoken."""
    return _json({"version": [one.value for one in Version]})


@doors.put("/statements")
@allowed(ANYONE)
def put() -> Response:
    """Store one statement under the id of the parameter; 204 after the commit."""
    credential, version = _enter("statements/write")
    wanted = request.args.to_dict(flat=False)
    if set(wanted) != {"statementId"} or len(wanted["statementId"]) != 1:
        raise InvalidQuery("PUT takes exactly one parameter, statementId")
    raw = parse(request.get_data())
    if isinstance(raw, list):
        raise InvalidStatement("PUT takes one statement, not a list")
    if isinstance(raw, dict):
        raw.setdefault("id", wanted["statementId"][0])
        if str(raw["id"]).lower() != wanted["statementId"][0].lower():
            raise InvalidStatement("statementId and the id inside the statement differ")
    _store(credential, version, raw)
    return make_response("", 204)


@doors.post("/statements")
@allowed(ANYONE)
def post() -> Response:
    """Store a statement or a list, all or nothing; the ids come back in the order sent."""
    credential, version = _enter("statements/write")
    if request.args:
        raise InvalidQuery("POST takes no parameters")
    return _json(_store(credential, version, parse(request.get_data())))


@doors.get("/statements")
@allowed(ANYONE)
def get() -> Response:
    """Find statements; a page and where it goes on."""
    credential, version = _enter("statements/read/mine")
    parameters = request.args.to_dict(flat=False)
    cursor = parameters.pop("cursor", ["0"])
    if len(cursor) != 1 or not _CURSOR.fullmatch(cursor[0]):
        raise InvalidQuery("cursor is not one that `more` gave")
    query = queries.parse(parameters, version)
    if query.related_agents or query.related_activities or query.attachments or query.format != "exact":
        raise LrsUnsupported("only format=exact without related searches and attachments is served here")
    reach = records.reach(credential, waymark().settings.people_home)
    with waymark().db.read() as conn:
        if query.statement_id or query.voided_statement_id:
            one = records.one(conn, reach, query, version)
            if one is None:
                raise NotFound("no such statement")
            return _json(one)
        found, next_cursor = records.find(conn, reach, query, version, int(cursor[0]))
    more = ""
    if next_cursor is not None:
        again = request.args.copy()
        again.setlist("cursor", [str(next_cursor)])
        more = f"{request.path}?{_encode(again)}"
    return _json({"statements": found, "more": more})


def _enter(scope: str) -> tuple[Credential, Version]:
    """Return who asks and in which version; 401, 403 and 400 in that order of proof."""
    parts = waymark()
    g.version = negotiate(request.headers.get(HEADER), missing=parts.settings.xapi_default_version)
    with parts.db.read() as conn:
        credential = verify(conn, request.headers.get("Authorization"), parts.clock())
    if credential is None:
        raise LrsUnauthorized
    if not credential.may(scope):
        raise LrsForbidden(f"this credential does not have the scope {scope}")
    _note_use(credential)
    return credential, g.version


def _note_use(credential: Credential) -> None:
    """Note once an hour that a server's key is in use, for the admin's list."""
    parts = waymark()
    last = credential.last_used_at
    if credential.kind == "key" and (last is None or parts.clock() - last > _NOTED):
        parts.db.write(lambda write: used(write, credential))


def _hold_back(credential: Credential, cost: int) -> None:
    """Refuse with 429 and the time to wait what is more than the credential's rate (T13)."""
    limits: Limits = current_app.extensions["waymark-limits"]
    wait = limits.take(credential.id, credential.rate, cost, waymark().clock())
    if wait:
        g.wait = wait
        raise TooMany(f"{credential.rate} statements in a minute")


def _store(credential: Credential, version: Version, raw: Any) -> list[str]:
    """Check everything before the writer is asked; then store the batch whole."""
    if request.mimetype == "multipart/mixed":
        raise LrsUnsupported("statements with attachments are not taken here yet")
    if request.mimetype not in {"application/json", ""}:
        raise InvalidStatement("send statements as application/json")
    _hold_back(credential, len(raw) if isinstance(raw, list) else 1)
    problems = check(raw, version)
    if problems:
        raise InvalidStatement(problems=problems)
    parts = waymark()
    authority = records.authority(credential, parts.settings.base_url)
    now = parts.clock()
    batch = [
        accept(one, version=version, authority=authority, stored=now, new_id=records.new_statement_id)
        for one in (raw if isinstance(raw, list) else [raw])
    ]
    records.check_bounds(credential, batch, parts.settings.people_home)
    ids = parts.db.write(records.storing(credential, batch))
    metrics.STATEMENTS.inc(len(ids))
    return [str(one) for one in ids]


def _json(body: Any) -> Response:
    answer = make_response(orjson.dumps(body))
    answer.mimetype = "application/json"
    return answer


def _encode(parameters: Any) -> str:
    return urlencode([(name, value) for name, values in parameters.lists() for value in values])

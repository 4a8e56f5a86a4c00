"""`/xapi/activities/state`, `/xapi/activities/profile`, `/xapi/agents/profile` (1.0.3 part three 2.3, 2.6, 2.7)."""

from __future__ import annotations

from datetime import datetime

from flask import Response, make_response, request
from werkzeug.http import http_date

from gateway.errors import NotFound
from gateway.services import bounds, documents, rewriting
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.lrs.door import as_json, doors, enter, hold_back
from xapi.documents import Conditions, DocumentQuery, Kind, content, parse

METHODS = ("GET", "PUT", "POST", "DELETE")

_SANDBOX = "default-src 'none'; sandbox"
"""What senders keep here is data: no browser may run it as a page of ours (T08)."""


@doors.route("/activities/state", methods=METHODS)
@allowed(ANYONE)
def state() -> Response:
    """Keep what an activity remembers of a learner."""
    return _serve(Kind.STATE)


@doors.route("/activities/profile", methods=METHODS)
@allowed(ANYONE)
def activity_profile() -> Response:
    """Keep documents about an activity."""
    return _serve(Kind.ACTIVITY_PROFILE)


@doors.route("/agents/profile", methods=METHODS)
@allowed(ANYONE)
def agent_profile() -> Response:
    """Keep documents about an agent."""
    return _serve(Kind.AGENT_PROFILE)


def _serve(kind: Kind) -> Response:
    """Answer one request: who, what, may they; then read or write."""
    credential, version = enter("state", "profile")
    parts = waymark()
    asked = parse(kind, request.method, request.args.to_dict(flat=False), version)
    query = rewriting.document(credential, parts.naming, asked)
    reads = request.method in {"GET", "HEAD"}
    limits = bounds.of(credential, parts.naming)
    limits.check_document(query, writes=not reads)
    if reads:
        noted = limits.reads(query)
        if noted is not None:
            parts.db.write(noted)
        return _one(credential.tenant_id, query) if query.name is not None else _list(credential.tenant_id, query)
    hold_back(credential, 1)
    conditions = Conditions(request.headers.get("If-Match"), request.headers.get("If-None-Match"))
    change = documents.Change(credential.tenant_id, limits, query, version, request.method, conditions)
    if request.method == "DELETE":
        parts.db.write(documents.deleting(change))
    else:
        kept = content(request.get_data(), request.headers.get("Content-Type"))
        parts.db.write(documents.storing(change, kept))
    return make_response("", 204)


def _one(tenant_id: int, query: DocumentQuery) -> Response:
    with waymark().db.read() as conn:
        found = documents.one(conn, tenant_id, query)
    if found is None:
        raise NotFound("no such document")
    answer = make_response(found.content.body)
    answer.headers["Content-Type"] = found.content.type
    answer.headers["ETag"] = f'"{found.etag}"'
    answer.headers["Content-Security-Policy"] = _SANDBOX
    return _dated(answer, found.updated)


def _list(tenant_id: int, query: DocumentQuery) -> Response:
    with waymark().db.read() as conn:
        names, newest = documents.names(conn, tenant_id, query)
    answer = as_json(names)
    return _dated(answer, newest) if newest else answer


def _dated(answer: Response, updated: datetime) -> Response:
    answer.headers["Last-Modified"] = http_date(updated)
    return answer

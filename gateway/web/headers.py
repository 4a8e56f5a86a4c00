"""Security headers, and the two host names: the tool's own, and the one that only serves activities (T08, T16, T26)."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import structlog
from flask import Request, Response, abort, g, request
from flask.globals import request_ctx

from gateway.web.context import Session, waymark

ANY_FRAME = "frame-ancestors *"
"""Of pages on the content host. Which systems may frame one cannot be known there: its address names a school and a
package and no launch, every frame around it counts (the learning system's pages, its app, a portal around it), and a
unit that another system launches through `/api/v1` stands in frames that nobody has told us of. It is safe because such
a page knows nobody by itself: no cookie comes there, no form of the tool's stands there, and who works on it is told in
the part of the address that a launch alone hands out. Pages of the tool are framed by their launch's systems alone."""

_CONTENT_PATHS = ("/content/", "/static/", "/health/")
_BODIES = ("/xapi", "/api/")
"""Doors whose bodies are no forms of pages: each has limits of its own, and reads it after it knows who asks."""

_ANY_HOST = ("/health/", "/metrics")


def guard_host() -> None:
    """Serve activities only on the content host and everything else only on the tool's own."""
    g.request_id = uuid.uuid4().hex[:10]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    settings, asked = waymark().settings, request_ctx.request  # `request` looks for it at each use
    path, host = asked.path, asked.host
    _refuse_nul(asked)
    if path.startswith(_ANY_HOST):
        return
    own = host == urlsplit(settings.base_url).netloc
    content = settings.content_url is not None and host == urlsplit(settings.content_url).netloc
    if not own and not content:
        abort(400, "unknown host")
    if content and not path.startswith(_CONTENT_PATHS):
        abort(404)
    if own and path.startswith("/content/"):
        abort(404)


def _refuse_nul(asked: Request) -> None:
    """Refuse the one character that no database column takes, wherever a caller put it (T14)."""
    values = [asked.path, *asked.args.values()]
    if asked.method == "POST" and not asked.path.startswith(_BODIES):
        values += asked.form.values()
    if any("\x00" in value for value in values):
        abort(400, "a NUL character")


def harden(response: Response, session: Session | None, *, static: bool) -> Response:
    """Set what the browser must keep to; a page may be framed only by the systems its launch named."""
    headers = response.headers
    headers.add("X-Content-Type-Options", "nosniff")  # no page sets these itself
    headers.add("Referrer-Policy", "no-referrer")
    if waymark().settings.base_url.startswith("https://"):
        headers.add("Strict-Transport-Security", "max-age=31536000")
    if static:
        headers["Cache-Control"] = "public, max-age=300"
        return response
    headers.setdefault("Cache-Control", "no-store")
    if "Content-Security-Policy" not in headers and response.mimetype == "text/html":
        headers["Content-Security-Policy"] = _policy(session)
    return response


def _policy(session: Session | None) -> str:
    content = waymark().settings.content_url or ""
    framed_by = session.embedders if session else getattr(g, "framed_by", ())
    ancestors = " ".join(framed_by) or "'none'"
    if session is None and not framed_by and request.path.startswith("/lti/"):
        ancestors = "*"  # the page of a refused launch holds nothing of anybody and must show inside any frame
    # The picker's last form goes to the learning system: to the origins that its proven launch named, and no others.
    answered = ancestors if request.path.startswith("/pick/") and "*" not in framed_by and framed_by else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {content}; connect-src 'self'; "
        f"form-action 'self' {content} {answered}; base-uri 'none'; frame-ancestors {ancestors}"
    )

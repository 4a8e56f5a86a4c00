"""Every refusal becomes a page, or JSON on machine doors: what happened, what to do, a number to ask with (U11)."""

from __future__ import annotations

import math
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from gateway import metrics
from gateway.db import trouble
from gateway.errors import NotSignedIn, TooMany, WaymarkError
from gateway.web.i18n import chosen
from gateway.web.package_words import refused
from gateway.web.pages.errors import ErrorAction, ErrorPage
from gateway.web.uploads import most_here
from lti.claims import told_back
from lti.errors import BrowserUnproven, LtiError, RegistrationError
from xapi import sections
from xapi.errors import InvalidStatement, UnsupportedVersion, XapiError
from xapi.formats.errors import PackageError

log = structlog.get_logger("web")

_MACHINE = ("/xapi", "/api/", "/cmi5/", "/health", "/metrics")

_AGAIN = {503: "2", 507: "60"}
"""Seconds after which to try again, by status: a lock goes by itself, room is made by a person."""


def install(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(WaymarkError, _ours)
    app.register_error_handler(LtiError, _launch)
    app.register_error_handler(XapiError, _xapi)
    app.register_error_handler(PackageError, _package)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _crash)


def _ours(error: WaymarkError) -> Response:
    log.info("refused", code=error.code, status=error.status, detail=error.detail)
    if isinstance(error, NotSignedIn):
        return signed_out(error)
    g.refusal = error.detail
    problems: Any = error.problems
    if error.status == 400 and request.path.startswith("/xapi/"):
        said = [str(one) for one in error.problems] or [error.detail or str(error.title)]
        problems = [_whole(error.code, one) for one in said]
    answer = _answer(
        error.code, str(error.title), str(error.hint), error.status, problems, error.audience, detail=error.detail
    )
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(math.ceil(g.get("wait", 1.0)))
    if error.status in _AGAIN:
        answer.headers["Retry-After"] = _AGAIN[error.status]
    return answer


def signed_out(error: NotSignedIn) -> Response:
    """Say that a page is over; a tab that carries the session's bearer value goes on with it by a script (L42)."""
    handle = str((request.view_args or {}).get("handle", "")) if request.method == "GET" else ""
    return _answer(
        error.code, str(error.title), str(error.hint), error.status, error.problems, error.audience,
        carry=handle if handle.isascii() and handle.isalnum() else "",
    )  # fmt: skip


def _launch(error: LtiError) -> Response:
    log.info("launch refused", code=error.code, platform=error.platform_id)
    title, number = gettext(error.title), getattr(g, "request_id", "")
    way = told_back(error.return_url, title, f"{error.code} {number}") if error.return_url else ""
    back = ErrorAction(gettext("Back to my course"), way) if way else None
    told = (error.detail,) if isinstance(error, RegistrationError) and error.detail else ()  # an admin reads it
    if isinstance(error, BrowserUnproven) and error.again:  # L41: from the login on, in a window of its own
        back = ErrorAction(gettext("Open in a new window"), f"/lti/again/{error.again}", "_blank")
    return _answer(error.code, title, gettext(error.hint), error.status, told, error.audience, back)


def _xapi(error: XapiError) -> Response:
    problems = [
        {
            **_whole(error.code, one.message), "path": one.path, "rule": one.rule,
            **({"section": sections.of_problem(one.path, one.rule)} if isinstance(error, InvalidStatement) else {}),
        }
        for one in error.problems
    ] or [_whole(error.code, str(error))]  # fmt: skip
    answer = _answer(error.code, error.title, error.hint, error.status, problems, error.audience)
    if isinstance(error, UnsupportedVersion):
        answer.headers["X-Experience-API-Version"] = error.answer
    return answer


def _package(error: PackageError) -> Response:
    log.info("package refused", code=error.code)
    words, detail = refused(error)
    told = [detail] if detail else []
    return _answer(error.code, gettext("This package cannot be used"), words, error.status, told, "teacher")


def _whole(code: str, message: str) -> dict[str, str]:
    """Return what is wrong with a whole request, and where the specification says so."""
    section = sections.of_request(code, request.path.removeprefix("/xapi"))
    return {"path": "", "rule": code, "message": message, "section": section}


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    titles = {
        404: (gettext("There is nothing at this address"), gettext("Open Waymark again from your course.")),
        405: (gettext("This address cannot be used that way"), gettext("Go back and try again.")),
        413: (gettext("That was too large"), gettext("Send it in smaller parts.")),
    }
    if status == 413 and (most := most_here()):
        words = gettext("A file has at most %(most)s MB here. Nothing of it was stored.", most=most)
        titles[413] = (gettext("That was too large"), words)
    title, hint = titles.get(status, (gettext("This request could not be answered"), gettext("Go back and try again.")))
    wire = status == 400 and request.path.startswith("/xapi/")
    problems = [_whole("http-400", error.description or title)] if wire else ()
    answer = _answer(f"http-{status}", title, hint, status, problems, "anyone")
    if status == 405 and error.response is None and getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return answer


def _database(error: SQLAlchemyError) -> Response:
    """Answer 503 or 507 where reading failed for what comes and goes: a lock, a lost server, no free connection."""
    told = trouble.told(error)
    return _ours(told) if isinstance(told, WaymarkError) else _crash(error)


def _crash(error: Exception) -> Response:
    log.error("crash", kind=type(error).__name__, path=request.path, exc_info=error)
    ours = WaymarkError()
    return _answer(ours.code, str(ours.title), str(ours.hint), 500, (), "anyone")


def _answer(
    code: str, title: str, hint: str, status: int, problems: Any, audience: str, action: ErrorAction | None = None,
    carry: str = "", detail: str = "",
) -> Response:  # fmt: skip
    metrics.REFUSALS.labels(code).inc()
    number = getattr(g, "request_id", "")
    if request.path.startswith(_MACHINE):
        body = {"code": code, "title": title, "hint": hint, "request": number}
        if request.path.startswith("/api/"):
            body["detail"] = detail or title
        if problems:
            body["problems"] = [one if isinstance(one, dict) else str(one) for one in problems]
        return make_response(jsonify(body), status)
    page = ErrorPage(
        code=code, title=title, hint=hint, action=action, request_id=number,
        audience="student" if audience in {"anyone", "student"} else "teacher" if audience == "teacher" else "admin",
        lang=chosen(),
        problems=tuple(str(one) for one in problems), carry=carry,
    )  # fmt: skip
    return make_response(render_template("errors/page.html", page=page), status)

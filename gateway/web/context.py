"""What every request has at hand: the parts of Waymark, and the session of the page that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection, literal, select

from gateway.db import tables as t
from gateway.db.types import Json
from gateway.errors import BadRequest, NotAllowed, NotFound, NotSignedIn
from gateway.security import hash_secret, same
from gateway.services import arrivals
from gateway.wiring import Waymark

P = ParamSpec("P")
R = TypeVar("R")

STAFF = frozenset({"teacher", "assistant"})
LEARNER = frozenset({"learner"})
OBSERVER = frozenset({"observer"})
"""Somebody who may look on; has no page of a class (T02)."""
ADMIN = frozenset({"admin"})
PICKER = frozenset({"picker"})
"""A teacher who chooses what becomes links in the course; nothing else opens."""
ANYONE = frozenset({"anyone"})
"""Pages that need no session: launches, health, the key set."""

_ROLES = "waymark-roles"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Session:
    """A live session: role and course were fixed when it was made."""

    handle: str
    tenant_id: int
    role: str
    csrf: str
    person_id: str | None
    course_id: str | None
    language: str | None
    return_url: str | None
    embedders: tuple[str, ...]
    sections: tuple[str, ...] | None = None
    """Sections whose students alone it may see; None for the whole course."""

    @property
    def course(self) -> str:
        """The course of a page that has one; NotFound for a session without."""
        if self.course_id is None:
            raise NotFound("this session has no course")
        return self.course_id

    @property
    def person(self) -> str:
        """The person of a page that has one; NotFound for a session by a one-time link."""
        if self.person_id is None:
            raise NotFound("this session has no person")
        return self.person_id


def waymark() -> Waymark:
    """Return the parts this application was made with."""
    return cast("Waymark", current_app.extensions["waymark"])


def session() -> Session:
    """Return the session of this page; only inside a view that `allowed` let through."""
    return cast("Session", g.session)


def cookie_name(handle: str) -> str:
    """Return the name of a session's cookie: one per launch, so that two tabs never mix (L43)."""
    return f"wm-{handle}"


def set_cookie(answer: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that reaches us inside the frame of another site, where the browser lets any (L40)."""
    answer.set_cookie(
        name, value, max_age=seconds, secure=True, httponly=True, samesite="None", partitioned=True, path="/"
    )


def allowed(*roles: frozenset[str]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only these roles into a view; the route's first part of the path names the session (T02, T15)."""
    accepted = frozenset().union(*roles)

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if accepted != ANYONE:
                g.session = _signed_in(str((request.view_args or {}).get("handle", "")))
                if g.session.role not in accepted:
                    raise NotAllowed(g.session.role)
                _check_origin(g.session)
                kwargs.pop("handle", None)
            return view(*args, **kwargs)

        setattr(checked, _ROLES, accepted)
        return checked

    return wrap


def may_enter(view: Callable[..., object] | None) -> bool:
    """Say whether this request's session exists and has a role that a view lets in; nothing of the body is read."""
    try:
        return _signed_in(str((request.view_args or {}).get("handle", ""))).role in getattr(view, _ROLES, ())
    except NotSignedIn:
        return False


def roles_of(app: Flask, endpoint: str) -> frozenset[str] | None:
    """Return which roles a view lets in; None for a view that nobody decided about (T02)."""
    return getattr(app.view_functions[endpoint], _ROLES, None)


def _signed_in(handle: str) -> Session:
    if not handle.isascii() or not handle.isalnum():  # nothing the database could stumble over (T14)
        raise NotSignedIn
    with waymark().db.read() as conn:
        row = conn.execute(select(t.session).where(t.session.c.id == handle)).first()
    now = waymark().clock()
    if not _proven(row, handle) or row is None or row.ended_at is not None or row.expires_at <= now:
        g.framed_by = tuple(row.embedders) if row else ("*",)  # the page that says so must show inside the course
        raise NotSignedIn(handle)
    return Session(
        handle=row.id, tenant_id=row.tenant_id, role=row.role, csrf=row.csrf, person_id=row.person_id,
        course_id=row.course_id, language=row.language, return_url=row.return_url, embedders=tuple(row.embedders),
        sections=None if row.sections is None else tuple(row.sections),
    )  # fmt: skip


def _proven(row: Any, handle: str) -> bool:
    """Compare what the request proves itself with: its bearer value, else its cookie, else a one-time ticket (L42)."""
    if "Authorization" in request.headers:  # never mixed: who carries a value is judged by it alone
        scheme, _space, value = request.headers["Authorization"].partition(" ")
        known = row.bearer_hash if row else None
        return same(known or hash_secret("nobody"), hash_secret(value)) and scheme.lower() == "bearer"
    known, secret = row.secret_hash if row else hash_secret("nobody"), request.cookies.get(cookie_name(handle), "")
    if same(known, hash_secret(secret)):
        return True
    ticket, path = request.args.get("ticket", "") if row and request.method == "GET" else "", request.path
    return bool(ticket) and waymark().db.write(lambda write: arrivals.spend(write, handle, ticket, path))


def _check_origin(signed_in: Session) -> None:
    """Refuse a form that another site sent (T15)."""
    if request.method in _SAFE:
        return
    origin = request.headers.get("Origin")
    if origin not in {None, "null", waymark().settings.base_url}:
        raise NotAllowed("cross-site form")
    given = request.form.get("csrf") or request.headers.get("X-Waymark-Csrf") or ""
    if not same(given, signed_in.csrf):
        raise NotAllowed("form without its token")


def course_row(conn: Connection) -> Any:
    """Return the course of the session, and as `only` the sections whose students it may see; NotFound when gone."""
    opened = session()
    only = literal(None if opened.sections is None else list(opened.sections), Json()).label("only")
    row = conn.execute(select(t.course, only).filter_by(tenant_id=opened.tenant_id, id=opened.course)).first()
    if row is None:
        raise NotFound("the course is gone")
    return row


def form_text(name: str, *, most: int = 2000, required: bool = True) -> str:
    """Return a form field without surrounding space; BadRequest when it is missing or too long."""
    value = request.form.get(name, "").strip()
    if (required and not value) or len(value) > most:
        raise BadRequest(f"the field {name} is missing or too long")
    return value


def wants_part() -> bool:
    """Say whether a script asked for the sheet alone."""
    return request.headers.get("X-Waymark-Part") == "sheet"

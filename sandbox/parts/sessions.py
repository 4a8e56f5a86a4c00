"""The LMS's own sign-in: a cookie that says who is using the browser."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from sandbox.parts.site import Site
from sandbox.school import Person

# Cookies do not know ports, so their names do: two sandboxes may serve one address.
# Browsers take Secure cookies from loopback addresses; SameSite=None lets the tool send the frame back to us by script.
# Plain HTTP clients do not send Secure cookies over http, hence the second one.
_KEPT = 500


def current_person(lms: Site[Any, Any]) -> Person | None:
    """Who is signed in with this request's cookie, or nobody."""
    plain, framed = _names(lms)
    session = request.cookies.get(plain) or request.cookies.get(framed) or ""
    login = lms.store.state.sessions.get(session)
    return next((person for person in lms.school.people if person.login == login), None)


def sign_in(lms: Site[Any, Any], response: Response, person: Person) -> Response:
    """Start a session for this person on a response."""
    session = secrets.token_urlsafe(24)
    with lms.store.change() as state:
        state.sessions = dict([*state.sessions.items(), (session, person.login)][-_KEPT:])
    plain, framed = _names(lms)
    response.set_cookie(plain, session, httponly=True, samesite="Lax")
    response.set_cookie(framed, session, httponly=True, samesite="None", secure=True)
    return response


def _names(lms: Site[Any, Any]) -> tuple[str, str]:
    port = urlsplit(lms.url).port
    return f"lms_session_{port}", f"lms_session_framed_{port}"

"""The LMS's own sign-in: a cookie that says who is using the browser."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from sandbox.parts.site import Site
from sandbox.school import Person

# Cookies do not know ports, so their names do: two sandboxes may serve one address.
# Browsers take Secure cookies from loopback addresses; SameSite=None lets the tool send the frame back to us by script.
# Plain HTTP clients do not send Secure cookies over http, hence the plain one; some browsers do not either and refuse
# a Lax one in the frame, hence one without any attribute.
_KEPT = 500


def current_person(lms: Site[Any, Any]) -> Person | None:
    """Who is signed in with this request's cookie, or nobody."""
    session = next((request.cookies[name] for name in _names(lms) if request.cookies.get(name)), "")
    login = lms.store.state.sessions.get(session)
    return next((person for person in lms.school.people if person.login == login), None)


def sign_in(lms: Site[Any, Any], response: Response, person: Person) -> Response:
    """Start a session for this person on a response."""
    session = secrets.token_urlsafe(24)
    with lms.store.change() as state:
        state.sessions = dict([*state.sessions.items(), (session, person.login)][-_KEPT:])
    plain, framed, bare = _names(lms)
    response.set_cookie(bare, session, httponly=True)
    response.set_cookie(plain, session, httponly=True, samesite="Lax")
    response.set_cookie(framed, session, httponly=True, samesite="None", secure=True)
    return response


def _names(lms: Site[Any, Any]) -> tuple[str, str, str]:
    port = urlsplit(lms.url).port
    return f"lms_session_{port}", f"lms_session_framed_{port}", f"lms_session_bare_{port}"

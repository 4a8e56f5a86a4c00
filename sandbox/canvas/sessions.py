"""The LMS's own sign-in: a cookie that says who is using the browser."""

import secrets

from flask import Response, request

from sandbox.canvas.lms import Lms
from sandbox.school import Person

# Browsers take Secure cookies from loopback addresses; SameSite=None lets the tool send the frame back to us by script.
# Plain HTTP clients do not send Secure cookies over http, hence the second one.
_FRAMED, _PLAIN = "lms_session_framed", "lms_session"
_KEPT = 500


def current_person(lms: Lms) -> Person | None:
    """Who is signed in with this request's cookie, or nobody."""
    session = request.cookies.get(_PLAIN) or request.cookies.get(_FRAMED) or ""
    login = lms.state.sessions.get(session)
    return next((person for person in lms.school.people if person.login == login), None)


def sign_in(lms: Lms, response: Response, person: Person) -> Response:
    """Start a session for this person on a response."""
    session = secrets.token_urlsafe(24)
    with lms.store.change() as state:
        state.sessions = dict([*state.sessions.items(), (session, person.login)][-_KEPT:])
    response.set_cookie(_PLAIN, session, httponly=True, samesite="Lax")
    response.set_cookie(_FRAMED, session, httponly=True, samesite="None", secure=True)
    return response

"""Decorators every service route wears: who calls, which course, one call at a time on the state."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.canvas import user_tokens
from sandbox.canvas.errors import ApiError, lti_error, not_found
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.tokens import bearer

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

_BARE_DENIAL = {"status": "unauthorized", "errors": [{"message": "user not authorized to perform that action"}]}


def service(*scopes: str, ends_with_course: bool = True) -> Callable[[View[P]], View[P]]:
    """Guard of an LTI service: access token with one of the scopes, then the course, then that it has not concluded."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            site = lms()
            bearer(site, scopes)
            if kwargs.get("course_id") != site.school.course.id:
                raise lti_error(404, "Context is deleted or not found")
            if ends_with_course and site.faults.ags_concluded:
                raise concluded(site, "This course has concluded.")
            return site.alone(lambda: view(*args, **kwargs))

        return guarded

    return decorate


def concluded(site: Lms, beginning: str) -> ApiError:
    """Refusal of grade services after the course's end (422, older builds 404)."""
    if site.faults.concluded_404:
        return not_found()
    return lti_error(422, f"{beginning} AGS requests will no longer be accepted for this course.")


def rest(view: View[P]) -> View[P]:
    """Guard of a REST route: a living user token of a teacher or admin, then the course."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        site = lms()
        _check_user_token(site)
        if kwargs.get("course_id", site.school.course.id) != site.school.course.id:
            raise not_found()
        if site.faults.rest_forbidden and request.method != "GET":
            raise ApiError(site.faults.rest_forbidden_status, _BARE_DENIAL)
        return site.alone(lambda: view(*args, **kwargs))

    return guarded


def _user_of(site: Lms, value: str) -> str | None:
    """Login behind a token, None for one that is over; 401 without a challenge where its scopes do not reach."""
    made_by_hand = site.state.rest_tokens.get(value)
    if made_by_hand is not None:
        return made_by_hand
    token = user_tokens.find(site, value)
    if token is None:
        return None
    rule = request.url_rule.rule if request.url_rule else request.path
    if token.scopes is not None and not user_tokens.allows(token.scopes, request.method, rule):
        raise ApiError(401, {"errors": [{"message": "Insufficient scopes on access token."}]})
    return token.login


def _check_user_token(site: Lms) -> None:
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    dead = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}
    if not value:
        message = "user authorization required"
        raise ApiError(401, {"status": "unauthenticated", "errors": [{"message": message}]}, dead)
    login = _user_of(site, value)
    if login is None or site.faults.rest_token_dead:
        raise ApiError(401, {"errors": [{"message": "Invalid access token."}]}, dead)
    if site.school.person(login).is_learner:
        raise ApiError(site.faults.rest_forbidden_status, _BARE_DENIAL)

"""The guard every LTI service wears: who calls, for which section, one call at a time on the state."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.parts import Json
from sandbox.parts.bodies import sent_object
from sandbox.schoology.errors import lti_error
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.tokens import bearer

View = Callable[..., ResponseReturnValue]


def service(*scopes: str) -> Callable[[View], View]:
    """Guard of a route with `tool` and `section_id`: token with one of the scopes, the own tool, tool installed there.

    The view gets the section instead, and the rest of the route's parameters.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*, tool: str, section_id: str, **rest: Any) -> ResponseReturnValue:
            site = lms()
            bearer(site, scopes)
            section = site.section(section_id)
            if tool != site.client_id:
                raise lti_error(403, "another tool's services")
            if section is None or section_id in site.faults.not_installed:
                raise lti_error(site.faults.not_installed_status, "the tool is not installed in this section")
            if site.faults.archived and request.method != "GET":
                raise lti_error(site.faults.archived_status, "the section is a past one")
            return alone(site, lambda: view(section, **rest))

        return guarded

    return decorate


def alone(site: Lms, act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Run a service call while nothing else changes the state."""

    def act_and_drop() -> ResponseReturnValue:
        answer = act()
        if site.faults.dropped_mid_push and request.method != "GET":
            site.state.enrolments[site.faults.dropped_mid_push] = "deleted"
            site.faults.dropped_mid_push = ""
        return answer

    return site.alone(act_and_drop)


def json_object() -> Json:
    """Return the request's JSON object; anything else is a 400."""
    return sent_object(lti_error(400, "the body is not a JSON object"))

"""Login initiation and its single-use message hint (canvas facts 1.2)."""

import secrets
from datetime import timedelta

import jwt

from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment, ToolConfig, ToolLink
from sandbox.clock import iso, parse_time
from sandbox.parts import Json
from sandbox.parts.storage import storage_param
from sandbox.school import Person

_LIFETIME = timedelta(minutes=5)


class HintError(Exception):
    """The message hint is no hint of this LMS or has expired."""


def login_params(lms: Lms, person: Person, assignment: Assignment | None) -> dict[str, str]:
    """Form fields of a login initiation; each call makes a new launch. LookupError without a registered tool."""
    tool = lms.tool
    if tool is None:
        raise LookupError("no tool is registered")
    target = (assignment.tool_url if assignment else None) or tool.target_link_uri
    return _params(lms, tool, person, target, assignment_id=assignment.id if assignment else None)


def link_params(lms: Lms, person: Person, link: ToolLink) -> dict[str, str]:
    """Form fields of a login initiation of a placed link that is no assignment."""
    tool = lms.tool
    if tool is None:
        raise LookupError("no tool is registered")
    return _params(lms, tool, person, link.url, link_id=link.id)


def pick_params(lms: Lms, person: Person, place: str) -> dict[str, str]:
    """Form fields of a login initiation for choosing content; LookupError for a tool that offers none."""
    tool = lms.tool
    if tool is None or not tool.picker_uri:
        raise LookupError("no tool offers content")
    return _params(lms, tool, person, tool.picker_uri, place=place)


def _params(lms: Lms, tool: ToolConfig, person: Person, target: str, **about: object) -> dict[str, str]:
    return {
        "iss": lms.issuer,
        "login_hint": person.legacy_id,
        "client_id": tool.client_id,
        "lti_deployment_id": lms.deployment_id,
        "target_link_uri": target,
        "lti_message_hint": _new_hint(lms, person, target, about),
        "canvas_environment": "prod",
        "canvas_region": "not_configured",
        **storage_param(lms),
    }


def read_hint(lms: Lms, hint: str) -> str:
    """Return verifier inside a hint; HintError when it is not ours or older than five minutes."""
    try:
        claims = jwt.decode(hint, lms.state.hint_secret, algorithms=["HS256"], options={"verify_exp": False})
    except jwt.PyJWTError as error:
        raise HintError(str(error)) from error
    if claims["exp"] < lms.clock().timestamp():
        raise HintError("expired")
    return str(claims["verifier"])


def take_launch(lms: Lms, verifier: str) -> Json | None:
    """Return the launch behind a verifier, once; None when it was used before."""
    with lms.store.change() as state:
        return state.hints.pop(verifier, None)


def _new_hint(lms: Lms, person: Person, target: str, about: Json) -> str:
    verifier, expires = secrets.token_hex(32), lms.clock() + _LIFETIME
    launch = {
        "login": person.login,
        "target": target,
        "expires": iso(expires),
        **about,
    }
    with lms.store.change() as state:
        now = lms.clock()
        state.hints = {key: old for key, old in state.hints.items() if (parse_time(old["expires"]) or now) > now}
        state.hints[verifier] = launch
    claims = {
        "verifier": verifier,
        "canvas_domain": lms.url.removeprefix("http://"),
        "context_type": "Course",
        "context_id": 10**13 + lms.school.course.id,
        "canvas_locale": "en",
        "include_storage_target": bool(storage_param(lms)),
        "exp": int(expires.timestamp()),
    }
    return jwt.encode(claims, lms.state.hint_secret, algorithm="HS256")

"""What a proven launch says, as frozen values: everything optional may be missing, wrong types count as missing (L23).

Nothing is kept that is not needed: no picture, no unknown claim; a mail address only to recognise somebody (P03).
Texts lose control characters, ids that contain some are refused, addresses are http(s) or absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from lti.deep_linking import PickRequest
from lti.mail import Mail, read_mail
from lti.roles import Role, standing
from lti.stores import LoginState, Platform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
CONTEXT_HISTORY = "context_history"
"""The custom parameter under which a platform is asked for `$Context.id.history`: former ids, comma-separated."""

LINK_HISTORY = "link_history"
"""The same for `$ResourceLink.id.history`."""

_MOST_FORMER = 20

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")
_LONGEST_ID = 255
_LONGEST_TEXT = 1_000


@dataclass(frozen=True)
class Context:
    """The course of the launch; `history` are the ids it was copied from, nearest first."""

    id: str
    title: str | None = None
    label: str | None = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResourceLink:
    """The place in the course that was clicked; `history` are the ids of the links it was copied from."""

    id: str
    title: str | None = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ags:
    """Addresses and scopes of the gradebook service (LTI-AGS 2.0, 3.1)."""

    lineitems: str | None
    lineitem: str | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Launch:
    """A launch that passed every check. People are keyed by (platform, `sub`), never by name (L21).

    `observed` are the `sub`s an observer may see; `state_hash` names the login, and `used` says that it was used up
    before, by whoever kept the launch since; names never show in a repr. `picking` is there where a teacher asks for
    content to place instead of opening a link.
    """

    platform: Platform
    state_hash: str
    deployment_id: str
    sub: str
    message_type: str
    target: str
    role: Role
    test_student: bool = False
    observed: tuple[str, ...] = ()
    context: Context | None = None
    resource_link: ResourceLink | None = None
    custom: Mapping[str, str] = field(default_factory=dict, repr=False)
    ags: Ags | None = None
    nrps_url: str | None = None
    name: str | None = field(default=None, repr=False)
    given_name: str | None = field(default=None, repr=False)
    family_name: str | None = field(default=None, repr=False)
    mail: Mail | None = None
    sourcedid: str | None = field(default=None, repr=False)
    locale: str | None = None
    return_url: str | None = None
    product_family: str | None = None
    used: bool = False
    picking: PickRequest | None = None


def identifier(value: Any) -> str | None:
    """Return an id exactly as sent, or None when it is no text of 1 to 255 characters free of control characters."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and not _CONTROL.search(value)
    return value if fits else None


def expanded(value: Any) -> str | None:
    """Return an id, or None also for a `$variable` that the platform sends because it has no value for it."""
    found = identifier(value)
    return None if found is None or found.startswith("$") else found


def text(value: Any) -> str | None:
    """Return a text for display, cut at 1,000 characters, or None when nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(_UNSEEN.sub(" ", value[:_LONGEST_TEXT]).split()) or None


def web_url(value: Any) -> str | None:
    """Return an absolute http(s) address exactly as sent, or None; credentials inside are refused (L26)."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or {" ", "\\"} & set(value):
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return value if usable else None


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a JSON list, leaving out whatever is not one."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def return_url(body: Mapping[str, Any]) -> str | None:
    """Return where the LMS wants people to go afterwards; only for a body whose signature was checked (L26)."""
    return web_url(mapping(body.get(f"{CLAIM}launch_presentation")).get("return_url"))


def told_back(url: str, message: str, log: str) -> str:
    """Return the address to go back to with what went wrong: `message` is shown to the person, `log` is kept (L26)."""
    parts = urlsplit(url)
    said = urlencode({"lti_errormsg": message, "lti_errorlog": log})
    return urlunsplit(parts._replace(query=f"{parts.query}&{said}" if parts.query else said))


def _custom(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the custom values; variables the platform did not expand arrive with their `$` and are dropped."""
    found: dict[str, str] = {}
    for name, value in mapping(body.get(f"{CLAIM}custom")).items():
        plain = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(plain, str) and plain and not plain.startswith("$"):
            found[_UNSEEN.sub(" ", name)] = _UNSEEN.sub(" ", plain)
    return found


def _context(body: Mapping[str, Any], custom: Mapping[str, str]) -> Context | None:
    claim = mapping(body.get(f"{CLAIM}context"))
    context_id = identifier(claim.get("id"))
    if context_id is None:
        return None
    history = _former(custom.get(CONTEXT_HISTORY, ""), context_id)
    return Context(context_id, text(claim.get("title")), text(claim.get("label")), history)


def _former(told: str, present: str) -> tuple[str, ...]:
    """Return the ids of a history, nearest first; a copy is not its own original."""
    former = (identifier(part.strip()) for part in told.split(",", _MOST_FORMER)[:_MOST_FORMER])
    return tuple(part for part in former if part and part != present and not part.startswith("$"))


def _resource_link(body: Mapping[str, Any], custom: Mapping[str, str]) -> ResourceLink | None:
    claim = mapping(body.get(f"{CLAIM}resource_link"))
    link_id = identifier(claim.get("id"))
    if link_id is None:
        return None
    return ResourceLink(link_id, text(claim.get("title")), _former(custom.get(LINK_HISTORY, ""), link_id))


def _ags(body: Mapping[str, Any]) -> Ags | None:
    claim = mapping(body.get(_AGS))
    lineitems, lineitem = web_url(claim.get("lineitems")), web_url(claim.get("lineitem"))
    return Ags(lineitems, lineitem, frozenset(texts(claim.get("scope")))) if lineitems or lineitem else None


def read_launch(body: Mapping[str, Any], platform: Platform, state: LoginState) -> Launch:
    """Return the launch; `body` passed every check of `lti.launch`, `state` is its login."""
    custom = _custom(body)
    held = standing(texts(body[f"{CLAIM}roles"]))
    presentation = mapping(body.get(f"{CLAIM}launch_presentation"))
    return Launch(
        platform=platform,
        state_hash=state.state_hash,
        deployment_id=body[f"{CLAIM}deployment_id"],
        sub=body["sub"],
        message_type=body[f"{CLAIM}message_type"],
        target=state.target,
        role=held.role,
        test_student=held.test_student,
        observed=tuple(filter(identifier, texts(body.get(f"{CLAIM}role_scope_mentor")))),
        context=_context(body, custom),
        resource_link=_resource_link(body, custom),
        custom=custom,
        ags=_ags(body),
        nrps_url=web_url(mapping(body.get(_NRPS)).get("context_memberships_url")),
        name=text(body.get("name")),
        given_name=text(body.get("given_name")),
        family_name=text(body.get("family_name")),
        mail=read_mail(body.get("email")),
        sourcedid=expanded(mapping(body.get(f"{CLAIM}lis")).get("person_sourcedid")),
        locale=identifier(body.get("locale")) or identifier(presentation.get("locale")),
        return_url=return_url(body),
        product_family=identifier(mapping(body.get(f"{CLAIM}tool_platform")).get("product_family_code")),
        used=state.used_at is not None,
    )

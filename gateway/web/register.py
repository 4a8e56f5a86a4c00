"""The page by which a learning system registers itself: opened in its frame, shown, confirmed, once (T10).

It keeps nothing in the browser: what was shown travels sealed in the form, and only that is registered.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import orjson
from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gateway.errors import BadRequest, NotAllowed, WaymarkError
from gateway.security import SealBroken, hash_secret, seal, unseal
from gateway.services import invitations
from gateway.services.invitations import Invitation, Outcome
from gateway.services.platforms import NewPlatform
from gateway.services.renewal import TITLE
from gateway.web.context import ANYONE, allowed, form_text, waymark
from gateway.web.i18n import chosen
from gateway.web.pages.register import AskPage, DonePage, addresses, messages, permissions, values
from gateway.web.pages.shell import Shell
from lti.errors import LtiError, RegistrationLinkIncomplete
from lti.lms.generic.profile import KEY as GENERIC
from lti.lms.registry import profile_of
from lti.registration import PlatformDocument, Registered, discover, register
from lti.tool_description import request_for

doors = Blueprint("register", __name__, url_prefix="/lti/register")

LIFE = timedelta(minutes=30)
"""How long a page that was shown can be confirmed: within the hour that links and learning systems' tokens live."""


@dataclass(frozen=True)
class Shown:
    """What a page showed and its button confirms."""

    invite: str
    url: str
    token: str
    until: float
    document: PlatformDocument


class PageTooOld(invitations.InvitationRefused):
    """The form is older than the learning system's own permission, or not one of ours."""

    code = "registration-page-old"
    title = _("This page has been open too long")
    hint = _("Start again in your learning system. The link itself still works.")
    retryable = True


@doors.get("")
@allowed(ANYONE)
def show() -> Response:
    """Say which learning system asks, and what will be registered there."""
    invite = _query("invite", 100)
    with waymark().db.read() as conn:
        found = invitations.find(conn, invite, waymark().clock())
    url, token = _query("openid_configuration", 2000), _query("registration_token", 8192)
    if not url:
        raise RegistrationLinkIncomplete
    document = discover(waymark().http, url, token)
    g.framed_by = framed_by(url, document)
    until = (waymark().clock() + LIFE).timestamp()
    sealed = _sealed(Shown(hash_secret(invite), url, token, until, document))
    wanted = request_for(document, waymark().settings.base_url, title=TITLE)
    page = AskPage(
        shell=_shell(), system=_name(found, document), host=document.host, shared=found.deployments == "shared",
        asks=found.asks, addresses=addresses(wanted), messages=messages(wanted), permissions=permissions(wanted),
        values=values(wanted), sealed=sealed, confirm_url=url_for(".confirm"),
    )  # fmt: skip
    return make_response(render_template("register/ask.html", page=page, shell=page.shell))


@doors.post("")
@allowed(ANYONE)
def confirm() -> Response:
    """Register what was shown, store it, and let the learning system close its frame."""
    if request.headers.get("Origin") not in {None, "null", waymark().settings.base_url}:
        raise NotAllowed("cross-site form")
    shown = _opened(form_text("shown", most=40_000))
    g.framed_by = framed_by(shown.url, shown.document)
    found = waymark().db.write(lambda w: invitations.claim(w, shown.invite))
    wanted = request_for(shown.document, waymark().settings.base_url, title=TITLE)
    try:
        made = register(waymark().http, shown.document, shown.token, wanted)
        outcome = _keep(found, shown.document, made)
    except (LtiError, WaymarkError):
        waymark().db.write(lambda w: invitations.release(w, found))
        raise
    asked = frozenset(str(wanted["scope"]).split())
    page = DonePage(
        shell=_shell(), system=_name(found, shown.document), renewed=outcome.renewed,
        steps=tuple(gettext(one) for one in profile_of(shown.document.lms).setup.registered),
        refused=permissions({"scope": " ".join(sorted(asked - (made.scopes or asked)))}),
        shared=found.deployments == "shared", waits=outcome.waits,
    )  # fmt: skip
    return make_response(render_template("register/done.html", page=page, shell=page.shell))


def _keep(found: Invitation, document: PlatformDocument, made: Registered) -> Outcome:
    settings = waymark().settings
    new = NewPlatform(
        name=_name(found, document), issuer=document.issuer, client_id=made.client_id, auth_url=document.auth_url,
        token_url=document.token_url, jwks_url=document.jwks_url, deployments=found.deployments,
        deployment_ids=(made.deployment_id,) if made.deployment_id else (),
        lms=None if document.lms == GENERIC else document.lms, managed=made.managed,
    )  # fmt: skip
    return waymark().db.write(
        lambda w: invitations.fulfil(w, found, new, secret_key=settings.secret_key, loopback=settings.loopback)
    )


def _name(found: Invitation, document: PlatformDocument) -> str:
    """Return the admin's own name for it, else the account's, else what it is and its host."""
    kind = profile_of(document.lms)
    title = document.host if document.lms == GENERIC else f"{kind.title} ({document.host})"
    return found.name or document.name or title


def _query(name: str, most: int) -> str:
    value = request.args.get(name, "").strip()
    if len(value) > most or not value.isprintable():
        raise BadRequest(f"{name} is too long or unreadable")
    return value


def framed_by(url: str, document: PlatformDocument) -> tuple[str, ...]:
    """Return who may show the page in a frame: the host of the configuration, the issuer, and its hoster's schools."""
    parts = (urlsplit(one) for one in (url, document.issuer))
    origins = {f"{one.scheme}://{one.netloc}" for one in parts}
    domains = profile_of(document.lms).setup.speaks_for.get(document.issuer, ())
    return (*sorted(origins), *(f"https://*.{one}" for one in domains))


def _shell() -> Shell:
    return Shell(course="", role="admin", csrf="", here=request.path, home="", language=chosen())


def _sealed(shown: Shown) -> str:
    kept = asdict(shown)
    for name in ("messages", "scopes"):
        kept["document"][name] = None if kept["document"][name] is None else sorted(kept["document"][name])
    text = orjson.dumps(kept).decode()
    return urlsafe_b64encode(seal(waymark().settings.secret_key, text, "register")).decode()


def _opened(text: str) -> Shown:
    """Return what a form of ours shows; PageTooOld for any other and for one that is too old."""
    try:
        kept = orjson.loads(unseal(waymark().settings.secret_key, urlsafe_b64decode(text.encode()), "register"))
    except (SealBroken, binascii.Error, ValueError) as error:
        raise PageTooOld from error
    for name in ("messages", "scopes"):
        value = kept["document"][name]
        kept["document"][name] = None if value is None else frozenset(value)
    shown = Shown(**{**kept, "document": PlatformDocument(**kept["document"])})
    if shown.until <= waymark().clock().timestamp():
        raise PageTooOld
    return shown

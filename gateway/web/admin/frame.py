"""What every admin page has around it, and the rule that an idle admin is signed out (T22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask_babel import gettext, to_user_timezone
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.errors import NotFound, NotSignedIn
from gateway.services import adminview, sessions
from gateway.web import faults
from gateway.web.context import session, waymark
from gateway.web.i18n import LANGUAGES, chosen, nearest
from gateway.web.pages.admin.doors import SignedOutPage
from gateway.web.pages.shell import Language, Shell, Tab

doors = Blueprint("admin", __name__, url_prefix="/admin")

COMMAND = "waymark admin-link"


def link(endpoint: str, **values: Any) -> str:
    """Return the address of an admin page that keeps this session."""
    return url_for(f"admin.{endpoint}", handle=session().handle, **values)


def who() -> str:
    """Return who changes something, as the audit log names them: a person of a launch, or a session by a link."""
    opened = session()
    return f"person/{opened.person_id}" if opened.person_id else f"session/{opened.handle}"


def named(text: str) -> str:
    """Return an id that an address or a form names; NotFound for what no id of ours or of an LMS looks like."""
    if not text.isprintable() or len(text) > 255:
        raise NotFound(repr(text[:32]))
    return text


def local_now() -> datetime:
    """Return the present in the reader's zone."""
    local: datetime = to_user_timezone(waymark().clock())
    return local


def shell(conn: Connection, current: str) -> Shell:
    """Return the frame of a page; `current` is its endpoint. Tabs are what an admin comes for, not what there is."""
    opened = session()
    parts = _parts()
    here = next(part for part in parts if current in part.pages)
    pages = tuple(Tab(label, link(name), name == current) for name, label in here.pages.items())
    return Shell(
        course=adminview.tenant_name(conn, opened.tenant_id), role="admin", csrf=opened.csrf, here=request.path,
        home=link("home"), language=nearest(opened.language),
        languages=tuple(Language(code, own) for code, own in LANGUAGES.items()), language_url=link("language"),
        tabs=tuple(Tab(part.label, link(next(iter(part.pages))), part is here) for part in parts),
        pages=pages if len(pages) > 1 else (), url=link,
    )  # fmt: skip


@dataclass(frozen=True)
class _Part:
    """One tab: its label, and its pages by endpoint; the tab leads to the first."""

    label: str
    pages: Mapping[str, str]


def _parts() -> tuple[_Part, ...]:
    store = {
        "access": gettext("Access"), "records": gettext("What came in"),
        "people": gettext("People in records"), "stores_page": gettext("Other record stores"),
    }  # fmt: skip
    return (
        _Part(gettext("Status"), {"home": ""}),
        _Part(gettext("Learning systems"), {"platforms": gettext("Connected"), "standards": gettext("Standards")}),
        _Part(gettext("Record store"), store),
        _Part(gettext("Data requests"), {"requests": ""}),
    )


def outside() -> Shell:
    """Return the frame of a page without a session."""
    return Shell(course="", role="admin", csrf="", here=request.path, home="/admin/", language=chosen())


@doors.before_request
def end_idle() -> Response | None:
    """Refuse a session that was not used for an hour, whatever its absolute end."""
    handle = (request.view_args or {}).get("handle")
    if handle is None:
        return None
    with waymark().db.read() as conn:
        seen = conn.scalar(select(t.session.c.seen_at).where(t.session.c.id == handle, t.session.c.role == "admin"))
    if seen is None or waymark().clock() - seen < sessions.IDLE:
        return None
    return signed_out(SignedOutPage(outside(), COMMAND, "idle"), 401)


@doors.after_request
def note_use(answer: Response) -> Response:
    """Write down that a signed-in admin did something."""
    opened, now = g.get("session"), waymark().clock()
    if opened is None or opened.role != "admin" or answer.status_code >= 400:
        return answer
    with waymark().db.read() as conn:
        seen = conn.scalar(select(t.session.c.seen_at).filter_by(tenant_id=opened.tenant_id, id=opened.handle))
    if seen is not None and now - seen >= sessions.SEEN_AGAIN:
        waymark().db.note(lambda w: sessions.seen(w, opened.tenant_id, opened.handle))
    return answer


@doors.errorhandler(NotSignedIn)
def no_session(error: NotSignedIn) -> Response:
    """Say how an admin gets in; whoever came by a launch carries on as on every other page (L42)."""
    if g.get("embedders", ("*",)) != ("*",) and g.embedders:
        return faults.signed_out(error)
    g.embedders = ()
    return signed_out(SignedOutPage(outside(), COMMAND, "none"), 401)


def signed_out(page: SignedOutPage, status: int) -> Response:
    """Show a page of somebody who is not signed in."""
    return make_response(render_template("admin/signed_out.html", page=page, shell=page.shell), status)

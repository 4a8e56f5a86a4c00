"""The connection check as a page: a button, and each line of what was found (U03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext

from gateway.errors import NotFound
from gateway.services import adminview
from gateway.services import connection as connections
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, session, waymark
from gateway.web.pages.admin.connection import CheckLine, ConnectionPage
from lti.check.lines import Finding
from lti.check.words import TITLES, fix, said
from lti.lms.access import Setup
from lti.lms.registry import profile_of


@doors.get("/<handle>/platforms/<platform_id>/check")
@allowed(ADMIN)
def connection(platform_id: str) -> str:
    """Show the button that checks."""
    return _page(platform_row(platform_id), ())


@doors.post("/<handle>/platforms/<platform_id>/check")
@allowed(ADMIN)
def check_connection(platform_id: str) -> str:
    """Look at every part of the connection now, and show what was found."""
    row, parts = platform_row(platform_id), waymark()
    return _page(row, connections.checked(parts.db, parts.keys, parts.tokens, parts.settings, row, who()))


def platform_row(platform_id: str) -> Any:
    """Return a learning system of this school; NotFound for any other."""
    wanted, tenant_id = named(platform_id), session().tenant_id
    with waymark().db.read() as conn:
        row = next((one.row for one in adminview.systems(conn, tenant_id) if one.row.id == wanted), None)
    if row is None:
        raise NotFound(wanted)
    return row


def _page(row: Any, found: Sequence[Finding]) -> str:
    profile = profile_of(row.lms)
    with waymark().db.read() as conn:
        page = ConnectionPage(
            shell=shell(conn, "platforms"), now=local_now(), system=row.name, kind=gettext(profile.title),
            check_url=link("check_connection", platform_id=row.id), back_url=link("platforms"),
            lines=tuple(_line(one, profile.setup) for one in found),
        )  # fmt: skip
    return render_template("admin/connection.html", page=page, shell=page.shell)


def _line(one: Finding, setup: Setup) -> CheckLine:
    sentence, advice = said(one), fix(one, setup)
    return CheckLine(
        gettext(TITLES[one.line]), one.state, gettext(sentence) if sentence else "",
        one.detail if one.state == "problem" else "", gettext(advice) if advice else "",
    )  # fmt: skip

"""Learning systems: the list with its switches, what waits to be assigned, the values to copy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext, to_user_timezone
from sqlalchemy import Connection

from gateway.errors import BadRequest
from gateway.services import adminview, invitations, renewal
from gateway.services import platforms as platform_rows
from gateway.web.admin.connection import platform_row
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.platforms import (
    CopyRow,
    InvitationRow,
    Invited,
    PlatformRow,
    PlatformsPage,
    RegisteredRow,
    SystemSetup,
    ToolValues,
    Updated,
    WaitingRow,
)
from gateway.web.pages.register import permissions
from lti.lms.access import Profile, Setup
from lti.lms.registry import PROFILES, profile_of

ADD = (
    "waymark platform add --name NAME --issuer URL --client-id ID \\\n"
    "  --auth-url URL --token-url URL --jwks-url URL --deployment-id ID \\\n"
    "  [--credential NAME=VARIABLE]"
)


@doors.get("/<handle>/platforms")
@allowed(ADMIN)
def platforms() -> str:
    """Show the connected learning systems and how to connect another."""
    return _page()


@doors.post("/<handle>/platforms/invite")
@allowed(ADMIN)
def invite() -> Response:
    """Make a registration link; it is on this answer and nowhere else (T10)."""
    name, deployments = form_text("name", most=80, required=False), form_text("deployments", most=8)
    if deployments not in {"own", "shared"} or not name.isprintable():
        raise BadRequest("a choice that the page does not offer")
    tenant_id, by = session().tenant_id, who()
    asks = request.form.get("ask") == "on"
    token = waymark().db.write(
        lambda w: invitations.make(w, tenant_id, by, name=name, deployments=deployments, asks=asks)
    )
    link_made = invitations.address(waymark().settings, token)
    until = to_user_timezone(waymark().clock() + invitations.LIFE)
    return make_response(_page(Invited(link_made, until, asks)), 201)


@doors.post("/<handle>/platforms/<platform_id>/update")
@allowed(ADMIN)
def update(platform_id: str) -> str:
    """Bring the registration of this tool up to date there, and say what became of it."""
    row, parts = platform_row(platform_id), waymark()
    done = renewal.renew(parts.db, parts.http, parts.settings, row, who())
    return _page(updated=Updated(row.name, bool(done.changed), permissions({"scope": " ".join(done.refused)})))


def _page(invited: Invited | None = None, updated: Updated | None = None) -> str:
    base = waymark().settings.base_url
    with waymark().db.read() as conn:
        page = PlatformsPage(
            shell=shell(conn, "platforms"), now=local_now(), platforms=_rows(conn),
            values=ToolValues(
                login=f"{base}/lti/login", launch=f"{base}/lti/launch", keys=f"{base}/lti/jwks.json",
                content=f"{base}/lti/deeplink",
            ),
            command=ADD, registered=_registered(conn), waiting=_waiting(conn),
            setups=tuple(_setup(one, base) for one in PROFILES),
            invite_url=link("invite"), invited=invited, invitations=_invitations(conn), updated=updated,
        )  # fmt: skip
    return render_template("admin/platforms.html", page=page, shell=page.shell)


@doors.post("/<handle>/platforms/<platform_id>/<any(on, off):state>")
@allowed(ADMIN)
def switch(platform_id: str, state: str) -> Response:
    """Let people in from a learning system, or refuse them."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: adminview.switch(w, tenant_id, by, named(platform_id), enabled=state == "on"))
    return make_response(redirect(link("platforms"), 303))


@doors.post("/<handle>/invitations/revoke")
@allowed(ADMIN)
def revoke_invitation() -> Response:
    """Take a registration link back."""
    invitation = form_text("invitation", most=32)
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: invitations.revoke(w, tenant_id, by, invitation))
    return make_response(redirect(link("platforms"), 303))


@doors.post("/<handle>/deployments/assign")
@allowed(ADMIN)
def assign() -> Response:
    """Take a waiting deployment into this school (L19)."""
    platform_id, deployment_id = (named(form_text(one, most=255)) for one in ("platform", "deployment"))
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: adminview.assign(w, tenant_id, by, platform_id, deployment_id))
    return make_response(redirect(link("platforms"), 303))


def _rows(conn: Connection) -> tuple[PlatformRow, ...]:
    deployments = adminview.deployments(conn, session().tenant_id)
    return tuple(
        PlatformRow(
            name=one.row.name, issuer=one.row.issuer, client_id=one.row.client_id,
            deployments=tuple(deployments.get(one.row.id, ())), enabled=one.row.enabled,
            last_launch=one.row.last_launch_at,
            switch_url=link("switch", platform_id=one.row.id, state="off" if one.row.enabled else "on"),
            check_url=link("connection", platform_id=one.row.id),
            interface_url=link("interface", platform_id=one.row.id) if profile_of(one.row.lms).setup.consent else "",
            update_url=link("update", platform_id=one.row.id) if one.row.registration_url else "",
        )
        for one in adminview.systems(conn, session().tenant_id)
        if one.row.confirmed_at is not None
    )  # fmt: skip


def _registered(conn: Connection) -> tuple[RegisteredRow, ...]:
    """Return what registered itself and waits for a word (T10)."""
    return tuple(
        RegisteredRow(
            row.name, row.issuer, _hosts(row), row.client_id, row.created_at,
            let_in_url=link("switch", platform_id=row.id, state="on"),
            keep_out_url=link("switch", platform_id=row.id, state="off"),
        )
        for row in platform_rows.listed(conn, session().tenant_id)
        if row.confirmed_at is None
    )  # fmt: skip


def _hosts(row: Any) -> tuple[str, ...]:
    """Return the hosts to which people and calls would go."""
    return tuple(dict.fromkeys(urlsplit(url).netloc for url in (row.auth_url, row.token_url, row.jwks_url)))


def _waiting(conn: Connection) -> tuple[WaitingRow, ...]:
    return tuple(
        WaitingRow(
            row.name, row.deployment_id, row.first_seen_at, link("assign"),
            (("platform", row.platform_id), ("deployment", row.deployment_id)),
        )
        for row in adminview.waiting_deployments(conn, session().tenant_id)
    )  # fmt: skip


def _invitations(conn: Connection) -> tuple[InvitationRow, ...]:
    return tuple(
        InvitationRow(
            one.id, one.name, one.deployments == "shared", one.state, one.expires_at,
            link("revoke_invitation") if one.state == "open" else "",
            (one.came.name, one.came.issuer) if one.came is not None else (),
        )
        for one in invitations.listed(conn, session().tenant_id, waymark().clock())
    )  # fmt: skip


def _invite(setup: Setup) -> tuple[str, ...]:
    """Return the whole way of a registration link, step by step."""
    if not setup.invite:
        return ()
    after = (gettext(step) for step in setup.registered)
    return gettext(setup.invite), gettext("Press Register on Waymark's page, which opens there."), *after


def _setup(profile: Profile, base: str) -> SystemSetup:
    setup = profile.setup
    return SystemSetup(
        title=gettext(profile.title), steps=tuple(gettext(step) for step in setup.steps),
        configuration=f"{base}/lti/config/{profile.key}.json" if setup.configuration else "",
        custom_fields=tuple(setup.custom_fields.items()), scopes=tuple(setup.scopes),
        credentials=tuple((one.name, gettext(one.label)) for one in setup.credentials),
        invite=_invite(setup),
        form=tuple(
            CopyRow(f"{profile.key}-{number}", one.label, one.value.format(base=base), one.choose)
            for number, one in enumerate(setup.form)
        ),
    )  # fmt: skip

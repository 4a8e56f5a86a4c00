"""Admin home: each learning system and this server as one light, one sentence, one fix."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from flask import Response, make_response, redirect, render_template
from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import adminview
from gateway.services import keys as key_service
from gateway.services.adminview import System
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.admin.keys import key_rows
from gateway.web.admin.stores import lights as store_lights
from gateway.web.context import ADMIN, allowed, session, waymark
from gateway.web.pages.admin.home import AdminHome, SystemLight
from gateway.web.pages.admin.lights import Fix, Light, backup_light, content_light, disk_light, queue_light
from gateway.web.pages.admin.troubles import trouble


@doors.get("/<handle>/")
@allowed(ADMIN)
def home() -> str:
    """Show how everything is."""
    now, tenant_id = local_now(), session().tenant_id
    with waymark().db.read() as conn:
        page = AdminHome(
            shell=shell(conn, "home"), now=now, checked_at=now, check_url=link("check"), add_url=link("platforms"),
            systems=tuple(_light(one, now) for one in adminview.systems(conn, tenant_id)), server=_server(conn),
            keys=key_rows(key_service.listed(conn, tenant_id)), keys_url=link("access"), sign_out_url=link("sign_out"),
        )  # fmt: skip
    return render_template("admin/home.html", page=page, shell=page.shell)


@doors.post("/<handle>/check")
@allowed(ADMIN)
def check() -> Response:
    """Look again: the page measures at each view."""
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/probe/<platform_id>")
@allowed(ADMIN)
def probe(platform_id: str) -> Response:
    """Try a learning system again now instead of at its next turn."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: adminview.probe(w, tenant_id, by, named(platform_id)))
    return make_response(redirect(link("home"), 303))


def _server(conn: Connection) -> tuple[Light, ...]:
    settings, now = waymark().settings, waymark().clock()
    queue = adminview.queue(conn, session().tenant_id, now)
    return (
        content_light(own_host=settings.content_url is not None),
        backup_light(adminview.backup_age(settings.data_dir, now)),
        queue_light(queue.oldest, queue.waiting),
        disk_light(adminview.free_bytes(settings.data_dir)),
        *store_lights(conn, local_now()),
    )


def _light(one: System, now: datetime) -> SystemLight:
    row = one.row
    if row.confirmed_at is None:
        text = gettext("It registered itself by a link. Nobody gets in before you say that it is yours.")
        return SystemLight(row.name, "look", problem=text, fix=Fix(gettext("Look at it"), link("platforms")))
    if not row.enabled:
        fix = Fix(gettext("Switch it on"), link("platforms"))
        return SystemLight(row.name, "look", problem=gettext("It is switched off: nobody gets in."), fix=fix)
    if row.trouble:
        found = trouble(row.trouble["code"], datetime.fromisoformat(row.trouble["since"]), now)
        fix = Fix(gettext("Check again"), link("probe", platform_id=row.id), post=True)
        return SystemLight(
            row.name, found.tone, problem=found.sentence, steps=found.steps, fix=fix, **_counts(one),
            next_try=datetime.fromisoformat(row.trouble["until"]).astimezone(now.tzinfo),
        )  # fmt: skip
    if one.roster_trouble:
        fix = Fix(gettext("Check again"), link("probe", platform_id=row.id), post=True)
        text = gettext("A class list could not be read. Launches still bring in the people who open a course.")
        return SystemLight(row.name, "look", problem=text, fix=fix, **_counts(one))
    return SystemLight(
        row.name, "fine", row.last_launch_at, row.last_roster_at, row.last_write_at,
        writing_off=one.courses > 0 and one.writing == 0, **_counts(one),
    )  # fmt: skip


class _Counts(TypedDict):
    """How many grades stand how, and courses that take none."""

    waiting: int
    asking: int
    failed: int
    closed: int


def _counts(one: System) -> _Counts:
    """Return how grades stand in one learning system."""
    return {"waiting": one.waiting, "asking": one.asking, "failed": one.failed, "closed": one.closed}

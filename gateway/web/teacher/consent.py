"""The teacher lets Waymark use the course system's own interface in their name, and ends that."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import consents
from gateway.services.consent_tokens import app_of
from gateway.services.consents import Asking
from gateway.services.views.consent_page import state_of
from gateway.web.context import STAFF, allowed, session, waymark
from gateway.web.pages.consent import ConsentPage
from gateway.web.teacher.base import Desk, change, desk, doors, go_back, links, shell
from lti.lms.registry import profile_of


@doors.get("/consent")
@allowed(STAFF)
def consent() -> str:
    """Show whether somebody consented, and the buttons."""
    return _page()


@doors.post("/consent/connect")
@allowed(STAFF)
def connect() -> str:
    """Make the way to the learning system's question: a link to a window of its own."""
    with desk() as at:
        asking = _asking(at)
    if asking is None:
        raise NotFound("nothing to consent to")
    code = change(lambda write: consents.ask(write, asking))
    return _page(go=f"{waymark().settings.base_url}/lti/consent/go/{code}")


@doors.post("/consent/end")
@allowed(STAFF)
def disconnect() -> str | Response:
    """End the consent here and in the learning system."""
    parts, opened = waymark(), session()
    with desk() as at:
        row = consents.of_course(at.conn, at.course.tenant_id, at.course.platform_id, at.course.id)
    if row is None:
        return go_back(links().at("consent"))
    return _page(told=consents.end(parts.db, parts.consents, row, f"person/{opened.person_id}"))


def _page(go: str = "", *, told: bool = True) -> str:
    with desk() as at:
        platform = _platform(at)
        row = consents.of_course(at.conn, at.course.tenant_id, platform.id, at.course.id)
        ours = consents.of_course(at.conn, at.course.tenant_id, platform.id, None)
        model = ConsentPage(
            now=at.now, system=gettext(profile_of(platform.lms).title), possible=_asking(at) is not None,
            by_admin=ours is not None and ours.state == "live",
            state=state_of(
                row, connect_url=at.links.at("consent/connect"), end_url=at.links.at("consent/end"), go_url=go,
                told=told,
            ),
            again_url=at.links.at("consent"), back_url=at.links.at("gradebook"),
            remove=gettext(profile_of(platform.lms).setup.consent_ends),
        )  # fmt: skip
        return render_template("teacher/consent_page.html", shell=shell(at, "gradebook"), page=model)


def _platform(at: Desk) -> Any:
    return at.conn.execute(select(t.platform).where(t.platform.c.id == at.course.platform_id)).one()


def _asking(at: Desk) -> Asking | None:
    """Return the question as this session would ask it; None where nobody can be asked."""
    platform, opened = _platform(at), session()
    setup = profile_of(platform.lms).setup
    services = (at.course.lineitems_url, at.course.memberships_url)
    home = setup.consent.home(services) if setup.consent else None
    if home is None or app_of(platform, waymark().settings.secret_key, waymark().settings.base_url, home) is None:
        return None
    return Asking(opened.tenant_id, opened.handle, platform.id, at.course.id, opened.person, home)

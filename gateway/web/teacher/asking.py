"""Whether a teacher can be asked for a consent, and what other pages of the course say about it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from gateway.db import tables as t
from gateway.services import consents
from gateway.services.consent_tokens import app_of
from gateway.services.consents import Asking
from gateway.services.views.consent_page import standing
from gateway.web.context import session, waymark
from gateway.web.pages.consent import ConsentHint
from gateway.web.teacher.base import Desk, can_of
from lti.lms.registry import profile_of


def platform_of(at: Desk) -> Any:
    """Return the learning system of the course."""
    return at.conn.execute(select(t.platform).where(t.platform.c.id == at.course.platform_id)).one()


def asking(at: Desk) -> Asking | None:
    """Return the question as this session would ask it; None where nobody can be asked."""
    platform, opened, settings = platform_of(at), session(), waymark().settings
    setup = profile_of(platform.lms).setup
    home = setup.consent.home((at.course.lineitems_url, at.course.memberships_url)) if setup.consent else None
    if home is None or app_of(platform, settings.secret_key, settings.base_url, home) is None:
        return None
    return Asking(opened.tenant_id, opened.handle, platform.id, at.course.id, opened.person, home)


def consent_hint(at: Desk) -> ConsentHint | None:
    """Return what to say beside grades; nothing where nobody can be asked and the system has nothing more."""
    platform = platform_of(at)
    row = consents.of_course(at.conn, at.course.tenant_id, platform.id, at.course.id)
    title, url = gettext(profile_of(platform.lms).title), at.links.at("consent")
    if profile_of(platform.lms).setup.consent is None:
        return ConsentHint(title, "none", url, asks=False) if can_of(at).standards else None
    if row is None:
        ours = consents.of_course(at.conn, at.course.tenant_id, platform.id, None)
        if asking(at) is None or (ours is not None and ours.state == "live"):
            return ConsentHint(title, "live", url) if ours is not None and ours.state == "live" else None
    return ConsentHint(title, standing(row), url)

"""The teacher lets Waymark use the course system's own interface in their name, and ends that."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.errors import NotFound
from gateway.services import consents, own_views, publish
from gateway.services.views import deliveries
from gateway.services.views.consent_page import state_of
from gateway.web.context import STAFF, allowed, session, waymark
from gateway.web.pages.consent import ConsentPage, ViewsPart
from gateway.web.reasons import delivery_reason
from gateway.web.teacher.asking import asking, platform_of
from gateway.web.teacher.base import Desk, author, can_of, change, desk, doors, go_back, links, shell
from lti.lms.consent import PATH
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
        asked = asking(at)
    if asked is None:
        raise NotFound("nothing to consent to")
    code = change(lambda write: consents.ask(write, asked))
    return _page(go=f"{waymark().settings.base_url}{PATH}/go/{code}")


@doors.post("/consent/views")
@allowed(STAFF)
def own_views_switch() -> Response:
    """Show levels in the system's own mastery views too, or stop."""
    who, on = author(), request.form.get("views") == "on"
    change(lambda write: publish.show_in_views(write, who, on=on))
    return go_back(links().at("consent"))


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
        platform = platform_of(at)
        row = consents.of_course(at.conn, at.course.tenant_id, platform.id, at.course.id)
        ours = consents.of_course(at.conn, at.course.tenant_id, platform.id, None)
        model = ConsentPage(
            now=at.now, system=gettext(profile_of(platform.lms).title), possible=asking(at) is not None,
            by_admin=ours is not None and ours.state == "live", asks=profile_of(platform.lms).setup.consent is not None,
            views=_views(at),
            state=state_of(
                row, connect_url=at.links.at("consent/connect"), end_url=at.links.at("consent/end"), go_url=go,
                told=told,
            ),
            again_url=at.links.at("consent"), back_url=at.links.at("gradebook"),
            remove=gettext(profile_of(platform.lms).setup.consent_ends),
        )  # fmt: skip
        return render_template("teacher/consent_page.html", shell=shell(at, "gradebook"), page=model)


def _views(at: Desk) -> ViewsPart | None:
    """Return the part about the system's own mastery views; None where it has none that we can write to."""
    on = bool(at.inputs.settings.get(own_views.SWITCH))
    if not on and not can_of(at).standards:
        return None
    counts, codes = own_views.counts(at.conn, at.course.tenant_id, at.course.id) if on else ({}, [])
    reasons = {delivery_reason(deliveries.reason_of(code)) for code in codes if code != "changed_by_teacher"}
    return ViewsPart(
        on=on, writes=bool(at.inputs.settings.get("write")), url=at.links.at("consent/views"),
        sent=counts.get("sent", 0), waiting=counts.get("waiting", 0), theirs=counts.get("held", 0),
        failed=counts.get("failed", 0), reasons=tuple(sorted(reasons)),
    )  # fmt: skip

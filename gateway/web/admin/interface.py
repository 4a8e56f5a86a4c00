"""The learning system's own interface: the registration made there, its values, a user who serves all courses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, render_template
from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound
from gateway.services import audit, consents, platforms
from gateway.services.consents import Asking
from gateway.services.views.consent_page import standing, state_of
from gateway.web.admin.connection import platform_row
from gateway.web.admin.frame import doors, link, local_now, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.platforms import CopyRow
from gateway.web.pages.consent import ConsentRow, InterfacePage, ValueField
from lti.lms.access import Credential, Profile
from lti.lms.consent import PATH
from lti.lms.registry import profile_of


@doors.get("/<handle>/platforms/<platform_id>/interface")
@allowed(ADMIN)
def interface(platform_id: str) -> str:
    """Show what to make there, what to enter here, and who consented."""
    return _page(_row(platform_id))


@doors.post("/<handle>/platforms/<platform_id>/interface")
@allowed(ADMIN)
def save_interface(platform_id: str) -> Response:
    """Keep the values; a secret left empty stays as it is, and what is wrong keeps nothing."""
    row, parts, by = _row(platform_id), waymark(), who()
    given = {one.name: form_text(one.name, most=1000, required=False) for one in _wanted(profile_of(row.lms))}
    secrets = {one.name for one in _wanted(profile_of(row.lms)) if one.secret}
    new = {name: value for name, value in given.items() if value or name not in secrets}

    def plan(write: Write) -> None:
        platforms.give(write, row, new, secret_key=parts.settings.secret_key)
        about = {"platform": row.id, "values": sorted(new)}
        audit.record(write, row.tenant_id, by, "platform-values", about)
        write.wake(f"deliver/{row.id}")

    try:
        parts.db.write(plan)
    except InvalidInput:
        return make_response(_page(row, wrong=True), 422)
    return make_response(_page(_row(platform_id), saved=True))


@doors.post("/<handle>/platforms/<platform_id>/interface/connect")
@allowed(ADMIN)
def connect_interface(platform_id: str) -> str:
    """Make the way to the learning system's question, for the user who is to serve all courses."""
    row, parts = _row(platform_id), waymark()
    with parts.db.read() as conn:
        home = _home(conn, row)
    if not home:
        raise NotFound(platform_id)
    asking = Asking(session().tenant_id, session().handle, row.id, None, None, home)
    code = parts.db.write(lambda write: consents.ask(write, asking))
    return _page(row, go=f"{parts.settings.base_url}{PATH}/go/{code}")


@doors.post("/<handle>/platforms/<platform_id>/interface/end")
@allowed(ADMIN)
def end_interface(platform_id: str) -> str:
    """End the service user's consent here and there."""
    row, parts = _row(platform_id), waymark()
    with parts.db.read() as conn:
        there = consents.of_course(conn, row.tenant_id, row.id, None)
    told = consents.end(parts.db, parts.consents, there, who()) if there is not None else True
    return _page(row, told=told)


def _row(platform_id: str) -> Any:
    """Return a learning system of this school in whose name somebody can consent; NotFound for any other."""
    row = platform_row(platform_id)
    if profile_of(row.lms).setup.consent is None:
        raise NotFound(platform_id)
    return row


def _wanted(profile: Profile) -> Sequence[Credential]:
    return profile.setup.key_credentials


def _page(row: Any, *, go: str = "", told: bool = True, saved: bool = False, wrong: bool = False) -> str:
    profile, parts = profile_of(row.lms), waymark()
    given = platforms.credentials_of(row, parts.settings.secret_key)
    with parts.db.read() as conn:
        there = consents.of_course(conn, row.tenant_id, row.id, None)
        page = InterfacePage(
            shell=shell(conn, "platforms"), now=local_now(), system=row.name, kind=gettext(profile.title),
            steps=tuple(gettext(step) for step in profile.setup.key_steps), form=_form(profile),
            fields=tuple(_field(one, given) for one in _wanted(profile)),
            save_url=link("save_interface", platform_id=row.id), again_url=link("interface", platform_id=row.id),
            back_url=link("platforms"), ready=all(given.get(one.name) for one in _wanted(profile) if one.needed),
            home=_home(conn, row), courses=_courses(conn, row), saved=saved, wrong=wrong,
            remove=gettext(profile.setup.consent_ends),
            state=state_of(
                there, connect_url=link("connect_interface", platform_id=row.id),
                end_url=link("end_interface", platform_id=row.id), go_url=go, told=told,
            ),
        )  # fmt: skip
    return render_template("admin/interface.html", page=page, shell=page.shell)


def _form(profile: Profile) -> tuple[CopyRow, ...]:
    base = waymark().settings.base_url
    return tuple(
        CopyRow(f"key-{number}", one.label, one.value.replace("{base}", base), one.choose)
        for number, one in enumerate(profile.setup.key_form)
    )


def _field(one: Credential, given: Any) -> ValueField:
    known = given.get(one.name, "")
    return ValueField(one.name, gettext(one.label), "" if one.secret else known, one.secret, bool(known))


def _home(conn: Connection, row: Any) -> str:
    """Return where the learning system is served, as the services of one of its courses tell; empty before that."""
    consent, one = profile_of(row.lms).setup.consent, t.course.c
    query = select(t.course).where(one.tenant_id == row.tenant_id, one.platform_id == row.id)
    named = query.where(one.lineitems_url.is_not(None) | one.memberships_url.is_not(None))
    course = conn.execute(named.order_by(one.created_at.desc()).limit(1)).first()
    if consent is None or course is None:
        return ""
    return consent.home((course.lineitems_url, course.memberships_url)) or ""


def _courses(conn: Connection, row: Any) -> tuple[ConsentRow, ...]:
    return tuple(
        ConsentRow(one.title, standing(one), one.made_at)
        for one in consents.listed(conn, row.tenant_id, row.id)
        if one.title is not None
    )

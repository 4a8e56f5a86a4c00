"""Record store access: make a credential, see its secret once, revoke it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, redirect, render_template, request

from gateway.errors import BadRequest
from gateway.services import keys as key_service
from gateway.services.credentials import SCOPES
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.keys import Actors, KeyForm, KeyRow, KeysPage, NewKey
from gateway.web.pages.shell import Choice

OFFERED: Sequence[Actors] = ("rewrite", "enrolled", "keep")
"""What may happen to the people in records that a new credential brings; the first is the default (P05)."""

_LONGEST = 80
_FASTEST = 1_000_000


@doors.get("/<handle>/keys")
@allowed(ADMIN)
def access() -> str:
    """Show who has access, and the form for a new credential."""
    return _page(KeyForm(SCOPES, OFFERED))


@doors.post("/<handle>/keys")
@allowed(ADMIN)
def create() -> Response:
    """Make a credential; its secret is on this answer and nowhere else."""
    form = _form()
    if form.name_missing or form.scope_missing or form.rate_wrong or form.scopes_too_wide:
        return make_response(_page(form), 422)
    new = key_service.NewKey(
        form.name, form.chosen, form.actors, int(form.rate) if form.rate else None, form.course or None
    )
    tenant_id, by = session().tenant_id, who()
    key, secret = waymark().db.write(lambda w: key_service.create(w, tenant_id, by, new))
    return make_response(_page(KeyForm(SCOPES, OFFERED), NewKey(form.name, key, secret)), 201)


@doors.post("/<handle>/keys/<key>/revoke")
@allowed(ADMIN)
def revoke(key: str) -> Response:
    """Refuse a credential from now on."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: key_service.revoke(w, tenant_id, by, named(key)))
    return make_response(redirect(link("access"), 303))


def key_rows(rows: Sequence[Any]) -> tuple[KeyRow, ...]:
    """Return credentials as the pages list them."""
    return tuple(
        KeyRow(
            name=row.name, key=f"{row.tag}-{row.id}", scopes=tuple(row.scopes), actors=row.actors, rate=row.rate,
            created=row.created_at, last_used=row.last_used_at, revoked=row.revoked_at,
            course=row.course or "", revoke_url=link("revoke", key=f"{row.tag}-{row.id}"),
        )
        for row in rows
    )  # fmt: skip


def _form() -> KeyForm:
    """Read what was typed; a scope or a choice that the page does not offer is refused."""
    name, rate = form_text("name", most=_LONGEST, required=False), form_text("rate", most=12, required=False)
    chosen = tuple(dict.fromkeys(request.form.getlist("scope")))
    actors = next((one for one in OFFERED if one == request.form.get("actors", OFFERED[0])), None)
    if actors is None or not set(chosen) <= set(SCOPES) or not name.isprintable():
        raise BadRequest("a choice that the page does not offer")
    course = form_text("course", most=32, required=False)
    return KeyForm(
        SCOPES, OFFERED, chosen, name, actors, rate, name_missing=not name, scope_missing=not chosen,
        course=course, scopes_too_wide=tuple(key_service.wider_than_a_course(chosen)) if course else (),
        rate_wrong=bool(rate) and not (rate.isascii() and rate.isdigit() and 0 < int(rate) <= _FASTEST),
    )  # fmt: skip


def _page(form: KeyForm, made: NewKey | None = None) -> str:
    with waymark().db.read() as conn:
        page = KeysPage(
            shell=shell(conn, "access"), now=local_now(), endpoint=f"{waymark().settings.base_url}/xapi/",
            keys=key_rows(key_service.listed(conn, session().tenant_id)), form=form, create_url=link("create"),
            made=made,
            courses=tuple(Choice(row.id, row.title) for row in key_service.courses(conn, session().tenant_id)),
        )  # fmt: skip
    return render_template("admin/keys.html", page=page, shell=page.shell)

"""Other record stores: connect one, see how far it is, pause, resume and remove it."""

from __future__ import annotations

from datetime import datetime

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy import Connection

from gateway.errors import BadRequest
from gateway.remote.forward import COUNTED
from gateway.services import stores
from gateway.services.stores import NewStore, StoreState
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.lights import Fix, Light
from gateway.web.pages.admin.store_troubles import refusal, store_trouble
from gateway.web.pages.admin.stores import RefusedRow, StoreForm, StoreRow, StoresPage

_CHANGES = {"pause": stores.pause, "resume": stores.resume, "remove": stores.remove}


@doors.get("/<handle>/stores")
@allowed(ADMIN)
def stores_page() -> str:
    """Show the stores and the form."""
    return _page(StoreForm())


@doors.post("/<handle>/stores")
@allowed(ADMIN)
def add_store() -> Response:
    """Connect a store; a value that cannot be taken comes back with what to do, without the password."""
    new, parts, tenant_id, by = _new(), waymark(), session().tenant_id, who()
    with parts.db.read() as conn:
        wrong = stores.wrong(conn, tenant_id, new, loopback=parts.settings.loopback)
    if wrong:
        form = StoreForm(
            new.name, "pull" if new.direction == stores.PULL else "forward", new.endpoint, new.username, new.decisions,
            frozenset(wrong),
        )  # fmt: skip
        return make_response(_page(form), 422)
    seal, loopback = parts.stores.sealed, parts.settings.loopback
    parts.db.write(lambda w: stores.add(w, tenant_id, by, new, seal=seal, loopback=loopback))
    return make_response(redirect(link("stores_page"), 303))


@doors.post("/<handle>/stores/<store_id>/<any(pause, resume, remove):change>")
@allowed(ADMIN)
def change_store(store_id: str, change: str) -> Response:
    """Pause a store, let it go on, or forget it."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: _CHANGES[change](w, tenant_id, by, named(store_id)))
    return make_response(redirect(link("stores_page"), 303))


@doors.post("/<handle>/stores/<store_id>/renew")
@allowed(ADMIN)
def renew_store(store_id: str) -> Response:
    """Take a new user name and password; wrong ones change nothing."""
    parts, tenant_id, by = waymark(), session().tenant_id, who()
    username, password = (form_text(one, most=1000, required=False) for one in ("username", "password"))
    with parts.db.read() as conn:
        stores.one(conn, tenant_id, named(store_id))
    if stores.wrong_key(username, password):
        return make_response(_page(StoreForm(), unchanged=store_id), 422)
    seal = parts.stores.sealed
    parts.db.write(lambda w: stores.renew(w, tenant_id, by, store_id, username, password, seal=seal))
    return make_response(redirect(link("stores_page"), 303))


def lights(conn: Connection, now: datetime) -> tuple[Light, ...]:
    """Return the light of the status page, none where no store is connected."""
    rows = [_row(conn, one, now) for one in stores.listed(conn, session().tenant_id)]
    if not rows:
        return ()
    title, fix = gettext("Other record stores"), Fix(gettext("See"), link("stores_page"))
    for tone in ("stop", "look"):
        for one in rows:
            if one.tone == tone:
                said = one.problem or gettext("It is paused.")
                return (Light(one.tone, title, f"{one.name}: {said}", fix),)
    return (Light("fine", title, gettext("All of them are up to date or on their way.")),)


def _new() -> NewStore:
    direction = form_text("direction", most=8)
    name, endpoint = form_text("name", most=200, required=False), form_text("endpoint", most=2000, required=False)
    username, password = (form_text(one, most=1000, required=False) for one in ("username", "password"))
    if direction not in stores.DIRECTIONS or not name.isprintable():
        raise BadRequest("a choice that the page does not offer")
    decisions = direction == stores.FORWARD and request.form.get("decisions") == "on"
    return NewStore(name, direction, endpoint, username, password, decisions)


def _page(form: StoreForm, unchanged: str = "") -> str:
    now = local_now()
    with waymark().db.read() as conn:
        rows = stores.listed(conn, session().tenant_id)
        found = tuple(_row(conn, one, now, unchanged=one.row.id == unchanged) for one in rows)
        page = StoresPage(shell(conn, "stores_page"), now, found, form, link("add_store"))
    return render_template("admin/stores.html", page=page, shell=page.shell)


def _row(conn: Connection, one: StoreState, now: datetime, *, unchanged: bool = False) -> StoreRow:
    row, paused = one.row, one.row.state == "paused"
    found = (
        store_trouble(row.trouble["code"], datetime.fromisoformat(row.trouble["since"]), now) if row.trouble else None
    )
    troubled = found is not None and not paused
    return StoreRow(
        row.name, row.direction, row.endpoint, "look" if paused else found.tone if found else "fine", paused,
        row.moved, row.last_at, row.decisions, one.waiting, one.waiting >= COUNTED, one.oldest,
        problem=found.sentence if found and troubled else "", said=row.trouble["detail"] if troubled else "",
        steps=found.steps if found and troubled else (), refused=row.refused, listed=_listed(conn, row.id),
        pause_url="" if paused else link("change_store", store_id=row.id, change="pause"),
        resume_url=link("change_store", store_id=row.id, change="resume") if paused or troubled else "",
        username=row.username, renew_url=link("renew_store", store_id=row.id), unchanged=unchanged,
        remove_url=link("change_store", store_id=row.id, change="remove") if paused else "",
    )  # fmt: skip


def _listed(conn: Connection, store_id: str) -> tuple[RefusedRow, ...]:
    rows = stores.refused(conn, session().tenant_id, store_id)
    return tuple(RefusedRow(one.statement_id, one.at, refusal(one.code), one.reason) for one in rows)

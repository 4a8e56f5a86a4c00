"""Two accounts of one person: find both, see what joining them would move, join them, and take them apart again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy import Connection

from gateway.services import joining, pick
from gateway.services.pick import Pick
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.accounts import AccountsPage, Found, JoinedRow, Moves, Side
from gateway.web.pages.admin.people import PersonRow

_LONGEST = 255


@doors.get("/<handle>/people/accounts")
@allowed(ADMIN)
def accounts() -> str:
    """Show the two people who were asked for with what joining them would do, and what was joined."""
    tenant_id = session().tenant_id
    with waymark().db.read() as conn:
        sides = {side: _asked(conn, side) for side in ("old", "into")}
        chosen = [found[0].person_id for found in sides.values() if len(found) == 1]
        moves = None
        if len(chosen) == 2:
            told = joining.preview(conn, tenant_id, chosen[0], chosen[1], waymark().clock())
            moves = Moves(**asdict(told))
        page = AccountsPage(
            shell=shell(conn, "people"), now=local_now(), url=link("accounts"), back_url=link("people"),
            join_url=link("join"), old=_found("old", sides["old"]), into=_found("into", sides["into"]), moves=moves,
            joined=_joined(conn), days=joining.UNDO.days,
            done="joined" if "joined" in request.args else "undone" if "undone" in request.args else "",
        )  # fmt: skip
    if seen := [one for found in sides.values() for one in found]:
        by = who()
        waymark().db.write(lambda w: pick.shown(w, tenant_id, by, seen))
    return render_template("admin/accounts.html", page=page, shell=page.shell)


@doors.post("/<handle>/people/accounts/join")
@allowed(ADMIN)
def join() -> Response:
    """Join the old account to the one that stays."""
    tenant_id, by = session().tenant_id, who()
    old, into = (named(form_text(side, most=32)) for side in ("old", "into"))
    waymark().db.write(lambda w: joining.join(w, tenant_id, by, old, into))
    return make_response(redirect(link("accounts", joined=1), 303))


@doors.post("/<handle>/people/accounts/<joined_id>/undo")
@allowed(ADMIN)
def take_accounts_apart(joined_id: str) -> Response:
    """Give the old account back what was its own."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: joining.undo(w, tenant_id, by, named(joined_id)))
    return make_response(redirect(link("accounts", undone=1), 303))


def _typed(side: str) -> str:
    """Return what was asked for; nothing a database could stumble over (T14)."""
    value = request.args.get(side, "").strip()[:_LONGEST]
    return value if value.isprintable() else ""


def _asked(conn: Connection, side: str) -> list[Pick]:
    tenant_id, typed = session().tenant_id, _typed(side)
    return pick.those(conn, tenant_id, pick.by_id(conn, tenant_id, typed)) if typed else []


def _found(side: Side, found: list[Pick]) -> Found:
    other: Side = "into" if side == "old" else "old"
    people = tuple(PersonRow(one.name, one.platform, one.their_id, ((side, one.person_id),)) for one in found)
    urls = tuple(link("accounts", **{side: one.person_id, other: _typed(other)}) for one in found)
    return Found(side, _typed(side), people, urls)


def _joined(conn: Connection) -> tuple[JoinedRow, ...]:
    rows = joining.listed(conn, session().tenant_id, waymark().clock())
    ids = {one for row in rows for one in (row.person_id, row.into) if one}
    names = {one.person_id: f"{one.platform}: {one.their_id}" for one in pick.those(conn, session().tenant_id, [*ids])}

    def name(person_id: str | None) -> str:
        return names.get(person_id or "", "")

    def row_of(row: Any) -> JoinedRow:
        undo_url = link("take_accounts_apart", joined_id=row.joined_id) if row.undo else ""
        return JoinedRow(name(row.person_id), name(row.into), row.at, row.undone_at, undo_url)

    return tuple(row_of(row) for row in rows)

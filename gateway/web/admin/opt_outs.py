"""Students who take no part: list them, find one more, and let one take part again."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy import Connection

from gateway.services import opt_out, pick
from gateway.services.pick import MOST, Pick
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.opt_outs import OptOutsPage, OutRow
from gateway.web.pages.admin.people import PersonRow

_LONGEST = 255


@doors.get("/<handle>/people/opt-outs")
@allowed(ADMIN)
def opt_outs() -> str:
    """Show who takes no part, and the people whom a search finds."""
    tenant_id, asked = session().tenant_id, _asked()
    with waymark().db.read() as conn:
        found = _found(conn, asked) if asked else None
        page = OptOutsPage(
            shell=shell(conn, "people"), now=local_now(), url=link("opt_outs"), back_url=link("people"),
            begin_url=link("begin_opt_out"), end_url=link("end_opt_out"), out=_rows(conn), asked=asked,
            found=None if found is None else tuple(map(_person, found[:MOST])), more=len(found or ()) > MOST,
            done="begun" if "begun" in request.args else "ended" if "ended" in request.args else "",
        )  # fmt: skip
    if found:
        by = who()
        waymark().db.write(lambda w: pick.shown(w, tenant_id, by, found[:MOST]))
    return render_template("admin/opt_outs.html", page=page, shell=page.shell)


@doors.post("/<handle>/people/opt-outs/begin")
@allowed(ADMIN)
def begin_opt_out() -> Response:
    """Record nothing of a student from now on."""
    tenant_id, by, reason = session().tenant_id, who(), form_text("reason", most=500)
    person_id = named(form_text("person", most=32))
    waymark().db.write(lambda w: opt_out.begin(w, tenant_id, person_id, by, reason))
    return make_response(redirect(link("opt_outs", begun=1), 303))


@doors.post("/<handle>/people/opt-outs/end")
@allowed(ADMIN)
def end_opt_out() -> Response:
    """Let a student take part again."""
    tenant_id, by, person_id = session().tenant_id, who(), named(form_text("person", most=32))
    waymark().db.write(lambda w: opt_out.end(w, tenant_id, person_id, by))
    return make_response(redirect(link("opt_outs", ended=1), 303))


def _asked() -> str:
    """Return what a search asks for; nothing a database could stumble over (T14)."""
    value = request.args.get("student", "").strip()[:_LONGEST]
    return value if value.isprintable() else ""


def _found(conn: Connection, asked: str) -> list[Pick]:
    """Return the people with this id, else those whose name holds these words; who takes no part is no choice."""
    tenant_id = session().tenant_id
    ids = pick.by_id(conn, tenant_id, asked)
    found = pick.those(conn, tenant_id, ids) if ids else pick.people(conn, tenant_id, name=asked)
    out = opt_out.people(conn, tenant_id)
    return [one for one in found if one.person_id not in out]


def _rows(conn: Connection) -> tuple[OutRow, ...]:
    tenant_id = session().tenant_id
    listed = opt_out.listed(conn, tenant_id)
    known = pick.those(conn, tenant_id, [one.person_id for one in listed])
    names = {one.person_id: f"{one.platform}: {one.their_id}" for one in known}
    return tuple(
        OutRow(
            names.get(one.person_id, ""), one.standing.since, one.standing.reason,
            one.standing.who.startswith("person/"), one.courses, (("person", one.person_id),),
        )
        for one in listed
    )  # fmt: skip


def _person(one: Pick) -> PersonRow:
    return PersonRow(one.name, one.platform, one.their_id, (("person", one.person_id),))

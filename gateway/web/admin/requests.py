"""Data requests: deleting one record, erasing a learner after the numbers were seen, what was erased so far (P10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request

from gateway.services import audit, erase, removal, whom
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.requests import ErasePage, ErasureRow, Outcome, RequestsPage


@doors.get("/<handle>/requests")
@allowed(ADMIN)
def requests() -> str:
    """Show the two forms, and what was erased."""
    return _page("begun" if "begun" in request.args else "")


@doors.post("/<handle>/records/delete")
@allowed(ADMIN)
def delete_record() -> Response:
    """Delete one statement with all that follows from it."""
    typed, tenant_id, by = form_text("statement", most=64, required=False), session().tenant_id, who()
    try:
        wanted = UUID(typed)
    except ValueError:
        return make_response(_page("no-id", typed), 422)
    gone = waymark().db.write(lambda w: removal.by_id(w, tenant_id, by, wanted))
    return make_response(_page("deleted" if gone.statements else "unknown", "" if gone.statements else typed))


@doors.post("/<handle>/records/find")
@allowed(ADMIN)
def find_person() -> Response:
    """Say how much there is of a learner, before anything is erased."""
    typed, opened, by = named(form_text("person", most=255, required=False)), session(), who()
    with waymark().db.read() as conn:
        found = whom.search(conn, opened.tenant_id, typed)
    if len(found) != 1:
        return make_response(_page("several" if found else "nobody"), 404)
    about = {"student": found[0], "for": "erasure"}
    waymark().db.write(lambda w: audit.record(w, opened.tenant_id, by, "looked-up", about))
    with waymark().db.read() as conn:
        one = whom.find(conn, waymark().settings.people_home, opened.tenant_id, found[0])
        page = ErasePage(
            shell(conn, "requests"), found[0], whom.counts(conn, one), link("erase_person"), link("requests")
        )
    return make_response(render_template("admin/erase.html", page=page, shell=page.shell))


@doors.post("/<handle>/records/erase")
@allowed(ADMIN)
def erase_person() -> Response:
    """Begin to erase a learner; the work goes on in the background and survives a restart."""
    person_id, tenant_id, by = named(form_text("person", most=32)), session().tenant_id, who()
    home = waymark().settings.people_home

    def plan(write: Any) -> None:
        erase.begin(write, home, tenant_id, person_id, by)
        write.wake(f"erase/{tenant_id}")

    waymark().db.write(plan)
    return make_response(redirect(link("requests", begun=1), 303))


def _page(outcome: Outcome = "", typed: str = "") -> str:
    with waymark().db.read() as conn:
        page = RequestsPage(
            shell=shell(conn, "requests"), now=local_now(),
            erasures=tuple(
                ErasureRow(one.at, one.state == erase.RUNNING, one.counts.get("statements", 0))
                for one in erase.listed(conn, session().tenant_id)
            ),
            delete_url=link("delete_record"), find_url=link("find_person"), outcome=outcome, typed=typed,
        )  # fmt: skip
    return render_template("admin/requests.html", page=page, shell=page.shell)

"""Records: how much each source sends, what was refused, deleting one statement, erasing a learner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import audit, erase, rejections, removal, usage, whom
from gateway.services import keys as key_service
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.records import (
    ErasePage,
    ErasureRow,
    Fault,
    Outcome,
    RecordsPage,
    RefusalRow,
    SourceRow,
)
from gateway.web.pages.shell import Choice

EXPORT = "waymark export store records.jsonl.gz"
_NONE = usage.Usage(0, 0, 0, 0, 0)
_LAUNCHES = "launches"
"""How an address names the source of all launches."""


@doors.get("/<handle>/records")
@allowed(ADMIN)
def records() -> str:
    """Show what came in, what was refused, and what was erased."""
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
            shell(conn, "records"), found[0], whom.counts(conn, one), link("erase_person"), link("records")
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
    return make_response(redirect(link("records", begun=1), 303))


def _page(outcome: Outcome = "", typed: str = "") -> str:
    with waymark().db.read() as conn:
        keys = key_service.listed(conn, session().tenant_id)
        names = {row.id: row.name for row in keys} | {usage.LAUNCHES: gettext("Activities in Waymark")}
        chosen = _chosen(names)
        page = RecordsPage(
            shell=shell(conn, "records"), now=local_now(), usage=_usage(conn, keys, names),
            refusals=_refusals(conn, names, chosen), sources=_choices(names, chosen),
            erasures=tuple(
                ErasureRow(one.at, one.state == erase.RUNNING, one.counts.get("statements", 0))
                for one in erase.listed(conn, session().tenant_id)
            ),
            delete_url=link("delete_record"), find_url=link("find_person"), here_url=link("records"), command=EXPORT,
            outcome=outcome, typed=typed,
        )  # fmt: skip
    return render_template("admin/records.html", page=page, shell=page.shell)


def _chosen(names: dict[str, str]) -> str | None:
    """Return which source the address asks for, None for all; what is no source of ours asks for all."""
    asked = request.args.get("source", "")
    wanted = usage.LAUNCHES if asked == _LAUNCHES else asked
    return wanted if asked and wanted in names else None


def _choices(names: dict[str, str], chosen: str | None) -> tuple[Choice, ...]:
    every = Choice("", gettext("All sources"), chosen is None)
    return (every, *(Choice(one or _LAUNCHES, name, one == chosen) for one, name in names.items()))


def _usage(conn: Connection, keys: Any, names: dict[str, str]) -> tuple[SourceRow, ...]:
    counted = usage.read(conn, session().tenant_id, waymark().clock())
    last = {row.id: row.last_used_at for row in keys}
    rows = []
    for source, name in names.items():
        one = counted.get(source, _NONE)
        launches = source == usage.LAUNCHES
        rows.append(SourceRow(name, one.today, one.week, one.month, one.all, one.rejected, last.get(source), launches))
    return tuple(rows)


def _refusals(conn: Connection, names: dict[str, str], chosen: str | None) -> tuple[RefusalRow, ...]:
    return tuple(
        RefusalRow(
            row.at, names.get(row.source, row.source), row.status, row.code, row.statement_id,
            tuple(Fault(one["path"], one["rule"], one["message"]) for one in row.problems),
            orjson.dumps(row.skeleton, option=orjson.OPT_INDENT_2).decode() if row.skeleton is not None else "",
        )
        for row in rejections.listed(conn, session().tenant_id, chosen)
    )  # fmt: skip

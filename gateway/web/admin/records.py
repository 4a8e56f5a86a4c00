"""What came in: how much each source sends, and what was refused."""

from __future__ import annotations

from typing import Any

import orjson
from flask import render_template, request
from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import keys as key_service
from gateway.services import rejections, usage
from gateway.web.admin.frame import doors, link, local_now, shell
from gateway.web.context import ADMIN, allowed, session, waymark
from gateway.web.pages.admin.records import Fault, RecordsPage, RefusalRow, SourceRow
from gateway.web.pages.shell import Choice

EXPORT = "waymark export store records.jsonl.gz"
_NONE = usage.Usage(0, 0, 0, 0, 0)
_LAUNCHES = "launches"
"""How an address names the source of all launches."""


@doors.get("/<handle>/records")
@allowed(ADMIN)
def records() -> str:
    """Show what came in and what was refused."""
    with waymark().db.read() as conn:
        keys = key_service.listed(conn, session().tenant_id)
        names = {row.id: row.name for row in keys} | {usage.LAUNCHES: gettext("Activities in Waymark")}
        chosen = _chosen(names)
        page = RecordsPage(
            shell=shell(conn, "records"), now=local_now(), usage=_usage(conn, keys, names),
            refusals=_refusals(conn, names, chosen), sources=_choices(names, chosen), here_url=link("records"),
            command=EXPORT,
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

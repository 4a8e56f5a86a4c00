"""`waymark platform check`: every line of a connection, what is wrong, and what to change, in that system's words."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from gateway.cli.common import Failed, answer, command, opened, tenant_option
from gateway.services import connection, platforms, tenants
from lti.check.lines import Finding
from lti.check.words import TITLES, fix, said
from lti.lms.registry import profile_of

_MARKS: Mapping[str, str] = {"ok": "ok", "problem": "PROBLEM", "later": "later", "skipped": "-"}


@command(name="check")
@click.argument("platform_id", metavar="[ID]", required=False)
@tenant_option
def check(platform_id: str | None, tenant: str | None, as_json: bool) -> None:
    """Look at each part of a connection; changes nothing there, so it may be done at any time."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            rows = [row for row in platforms.listed(conn, tenant_id) if platform_id in {None, row.id}]
        if not rows:
            raise Failed("There is no such learning system.", "`waymark platform list` shows the ids.")
        parts = (waymark.db, waymark.keys, waymark.tokens, waymark.settings)
        found = [(row, connection.checked(*parts, row, "command")) for row in rows]
    told = [_told(row, one) for row, lines in found for one in lines]
    bad = [one for one in told if one["state"] == "problem"]
    data: dict[str, Any] = {"ok": not bad, "checks": told}
    if bad:
        said_so = [f"{one['name']}, {one['what']}: {one['problem']} {one['fix']}" for one in bad]
        data |= {
            "error": f"{len(bad)} of {len(told)} lines need you.", "fix": "Mend what is listed and check again.",
            "problems": said_so,
        }  # fmt: skip
    answer(as_json, data, *_lines(found), *([data["error"]] if bad else []))
    if bad:
        sys.exit(1)


def _told(row: Any, one: Finding) -> dict[str, Any]:
    sentence = said(one)
    return {
        "id": row.id, "name": row.name, "line": one.line, "what": TITLES[one.line], "state": one.state,
        "ok": one.state != "problem", "code": one.code, "problem": sentence, "detail": one.detail,
        "fix": fix(one, profile_of(row.lms).setup),
    }  # fmt: skip


def _lines(found: Sequence[tuple[Any, Sequence[Finding]]]) -> list[str]:
    """Return the lines for a person, each learning system below its name."""
    lines: list[str] = []
    for row, findings in found:
        lines.append(f"{row.name} ({profile_of(row.lms).title}, {row.issuer})")
        for one in findings:
            sentence = said(one)
            seen = f" ({one.detail})" if one.detail and one.state == "problem" else ""
            lines.append(f"  {_MARKS[one.state]:8} {TITLES[one.line]}{': ' if sentence else ''}{sentence}{seen}")
            advice = fix(one, profile_of(row.lms).setup)
            lines += [f"{'':11}{advice}"] if advice else []
    return lines

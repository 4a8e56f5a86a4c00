"""`waymark session …`: who has a page open, and ending one."""

from __future__ import annotations

import click

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db.writer import Write
from gateway.services import audit, sessions, tenants


@click.group(cls=Words)
def session() -> None:
    """Open pages: each launch is one, with role and course fixed when it began."""


@command(session, name="list")
@tenant_option
def listed(tenant: str | None, as_json: bool) -> None:
    """List live sessions, the newest first; people only by their ids."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            rows = sessions.listed(conn, tenant_id, waymark.clock())
    found = [
        {
            "session": row.id, "role": row.role, "person": row.person_id, "course": row.course_id,
            "created": row.created_at, "seen": row.seen_at, "expires": row.expires_at,
        }
        for row in rows
    ]  # fmt: skip
    lines = [(one["session"], one["role"], f"until {one['expires']:%Y-%m-%d %H:%M} UTC") for one in found]
    answer(as_json, {"sessions": found}, *(table(lines) if lines else ["No page is open."]))


@command(session, name="end")
@click.argument("name", metavar="SESSION")
@tenant_option
def end(name: str, tenant: str | None, as_json: bool) -> None:
    """End a session at once; whoever has it open must open Waymark again from the course."""

    def plan(write: Write) -> bool:
        tenant_id = tenants.named(write, tenant)
        done = sessions.end(write, tenant_id, name)
        if done:
            audit.record(write, tenant_id, "command", "session-ended", {"session": name})
        return done

    with opened() as waymark:
        if not waymark.db.write(plan):
            raise Failed(f"There is no live session {name}.", "`waymark session list` shows which there are.")
    answer(as_json, {"ended": name}, f"{name} is over.")

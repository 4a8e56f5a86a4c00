"""`waymark activity …`: what courses are made of."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import func, select

from gateway.cli.common import Words, answer, command, opened, table, tenant_option
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import audit, library, tenants
from gateway.services.inputs import OPENABLE
from gateway.wiring import Waymark


@click.group(cls=Words)
def activity() -> None:
    """Activities that courses can use."""


@command(activity, name="import")
@tenant_option
def activity_import(tenant: str | None, as_json: bool) -> None:
    """Import the sample library that comes with Waymark; the same again changes nothing."""

    def plan(write: Write) -> tuple[int, int]:
        tenant_id = tenants.named(write, tenant)
        before = _count(write, tenant_id)
        library.bring_in(write, tenant_id)
        audit.record(write, tenant_id, "command", "activities-imported", {"library": "sample"})
        return before, _count(write, tenant_id)

    with opened() as waymark:
        before, after = waymark.db.write(plan)
    answer(as_json, {"added": after - before, "activities": after}, f"{after - before} added, {after} in all.")


def _count(write: Write, tenant_id: int) -> int:
    query = select(func.count()).select_from(t.activity).where(t.activity.c.tenant_id == tenant_id)
    return int(write.conn.scalar(query) or 0)


@command(activity, name="list")
@tenant_option
def activity_list(tenant: str | None, as_json: bool) -> None:
    """List activities with the standards they count for."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        found = _activities(waymark, tenant_id)
    rows = [(one["key"], one["style"], f"{one['minutes']} min", ",".join(one["standards"]) or "unmapped")
            for one in found]  # fmt: skip
    answer(as_json, {"activities": found}, *(table(rows) if rows else ["None yet: waymark activity import"]))


def _activities(waymark: Waymark, tenant_id: int) -> list[dict[str, Any]]:
    with waymark.db.read() as conn:
        rows = conn.execute(
            select(t.activity, t.standard.c.code, t.alignment.c.confirmed_at)
            .outerjoin(
                t.alignment,
                (t.alignment.c.tenant_id == t.activity.c.tenant_id) & (t.alignment.c.activity_id == t.activity.c.id),
            )
            .outerjoin(
                t.standard,
                (t.standard.c.tenant_id == t.alignment.c.tenant_id) & (t.standard.c.id == t.alignment.c.standard_id),
            )
            .where(t.activity.c.tenant_id == tenant_id, OPENABLE)
            .order_by(t.activity.c.key, t.standard.c.code)
        ).all()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = {"key": row.key, "id": row.iri, "title": row.title, "kind": row.kind, "style": row.style,
                 "minutes": row.minutes, "standards": []}  # fmt: skip
        kept = found.setdefault(row.id, entry)
        if row.code:
            kept["standards"].append(row.code)
    return list(found.values())

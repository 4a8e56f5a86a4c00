"""`waymark roster …`: read class lists now instead of at their next turn."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import func, or_, select

from gateway.cli.common import Failed, Words, answer, command, opened, tenant_option
from gateway.db import tables as t
from gateway.services import roster_changes, tenants
from gateway.services.roster import EMPTY
from gateway.wiring import Waymark

_FIXES = {
    EMPTY: "The list names no student: see in the learning system whether the class is there, then run this again.",
    "key_refused": "The learning system does not accept our key: run `waymark platform check`.",
    "scope_missing": "Its admin must allow Names and Role Provisioning for Waymark.",
    "not_supported": "The course has no roster service: its admin must allow it, then somebody opens Waymark there.",
    "course_closed": "The course is closed or Waymark is no longer in it.",
}


@click.group(cls=Words)
def roster() -> None:
    """Class lists as the learning systems have them."""


@command(roster, name="sync")
@click.option("--course", "named", metavar="ID", help="Our id of the course or the learning system's; else all.")
@tenant_option
def sync(named: str | None, tenant: str | None, as_json: bool) -> None:
    """Read class lists now; what changed is told in numbers, people are not named."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        ids = _courses(waymark, tenant_id, named)
        if not ids:
            raise Failed(
                "There is no such course with a class list.", "Open Waymark once in the course, then try again."
            )
        found = [_synced(waymark, tenant_id, one) for one in ids]
    bad = [one for one in found if one["trouble"]]
    if bad:
        problems = [
            f"{one['title']}: {one['trouble']}. {_FIXES.get(one['trouble'], 'Try again later.')}" for one in bad
        ]
        raise Failed(f"{len(bad)} of {len(found)} class lists could not be read; they stay as they were.",
                     "Mend what is listed; the others are done.", problems)  # fmt: skip
    answer(as_json, {"courses": found}, *(_line(one) for one in found))


def _courses(waymark: Waymark, tenant_id: int, named: str | None) -> list[str]:
    query = select(t.course.c.id).where(t.course.c.tenant_id == tenant_id, t.course.c.memberships_url.is_not(None))
    if named is not None:
        query = query.where(or_(t.course.c.id == named, t.course.c.context_id == named))
    with waymark.db.read() as conn:
        return list(conn.scalars(query.order_by(t.course.c.title, t.course.c.id)))


def _synced(waymark: Waymark, tenant_id: int, course_id: str) -> dict[str, Any]:
    """Read one list in the lane that the server uses too, and return how it stands afterwards."""
    began = waymark.clock()
    ours = waymark.runner.run_now(f"roster/{tenant_id}/{course_id}")
    with waymark.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=tenant_id, id=course_id)).one()
        students = conn.scalar(
            select(func.count()).select_from(t.enrolment).filter_by(
                tenant_id=tenant_id, course_id=course_id, role="learner", status="active"
            )
        )  # fmt: skip
        changes = roster_changes.since(conn, tenant_id, course_id, began)
    return {
        "course": course_id, "title": course.title, "read_at": course.roster_at, "students": students or 0,
        "by_server": not ours, "trouble": (course.roster_trouble or {}).get("code", ""), **changes,
    }  # fmt: skip


def _line(one: dict[str, Any]) -> str:
    if one["by_server"]:
        return f"{one['title']}: the server is reading it right now."
    parts = [f"{one[kind]} {word}" for kind, word in _WORDS if one[kind]]
    return f"{one['title']}: {one['students']} students" + (
        f" ({', '.join(parts)})." if parts else ", nothing changed."
    )


_WORDS = (("joined", "new"), ("back", "back"), ("left", "left"), ("role", "in another role"))

"""Plans of single students in the learning system: one Place for a course, a Cell for each student's plan.

A plan consists of standards that stand there, so it waits while one of those is still to be made. What somebody else
put into it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from lti.lms.base import Adapter, MemberRef, Remote
from lti.lms.own_views import PlanWanted

KIND = "plan"


def make(adapter: Adapter, wanted: Mapping[str, Any], check: Callable[[], None]) -> Remote:
    """Return what plans of the course are known by; nothing is made before somebody has one."""
    del adapter, check
    return Remote(str(wanted["key"]))


def parts(conn: Connection, place: Any, wanted: Mapping[str, Any] | None) -> Mapping[str, Remote] | None:
    """Return the course's standards that stand there, by their Place; None while one that is wanted is to be made."""
    rows = conn.execute(
        select(t.place.c.id, t.place.c.state, t.place.c.remote).filter_by(
            tenant_id=place.tenant_id, course_id=place.course_id, kind="standard"
        )
    ).all()
    asked = set((wanted or {}).get("standards", ()))
    if any(row.state == "waiting" and row.id in asked for row in rows):
        return None
    return {row.id: Remote(row.remote["id"], row.remote["detail"]) for row in rows if row.remote is not None}


def send(
    adapter: Adapter, member: MemberRef, place: Mapping[str, Any], wanted: Mapping[str, Any] | None,
    there: Mapping[str, Remote],
) -> None:  # fmt: skip
    """Bring a student's plan to what is wanted, or delete it; of several with our key the first is taken."""
    found = adapter.plans.find_plans(member, str(place["key"]))
    if wanted is None:
        for one in found:
            adapter.plans.remove_plan(one)
        return
    listed = [one for one in wanted["standards"] if one in there]
    plan = PlanWanted(
        key=str(place["key"]), title=str(place["title"]), text=str(place["text"]),
        standards=tuple(there[one] for one in listed),
        dropped=tuple(remote for one, remote in there.items() if one not in listed),
        due_at=datetime.fromisoformat(wanted["due"]) if wanted.get("due") else None,
    )  # fmt: skip
    adapter.plans.settle_plan(found[0] if found else adapter.plans.make_plan(member, plan), plan)

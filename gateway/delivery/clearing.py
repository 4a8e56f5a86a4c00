"""Take back what we made in a course: absent is a wanted value of a Place too.

A Place that is to leave waits with a mark in its reason. Columns of placed links are the learning system's own: they
stay, and so does what stands in them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from gateway import metrics
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import parts, plans
from gateway.security import new_id
from lti.lms.base import Adapter, Remote

OURS = ("column", "assignment", "standard")
"""Kinds of Places that we make and may take away again."""

_LEAVING = "leaving"

STAYS = "stays"
"""Reason of a Place that cannot be deleted from outside: its remains are the teacher's."""


def is_leaving(row: Any) -> bool:
    """Say whether what a Place stands for is to be taken away."""
    return bool((row.reason or {}).get(_LEAVING))


def kept(row: Any) -> dict[str, Any]:
    """Return what of a Place's reason outlives a failed try."""
    return {_LEAVING: True} if is_leaving(row) else {}


def take_all(write: Write, tenant_id: int, course_id: str) -> int:
    """Have everything taken away that we made in a course; return how many things that are."""
    rows = write.conn.execute(
        select(t.place.c.id, t.place.c.platform_id).where(
            t.place.c.tenant_id == tenant_id, t.place.c.course_id == course_id, t.place.c.kind.in_(OURS),
            t.place.c.remote.is_not(None),
        )
    ).all()  # fmt: skip
    for row in rows:
        place = update(t.place).filter_by(tenant_id=tenant_id, id=row.id)
        write.conn.execute(place.values(state="waiting", reason={_LEAVING: True}, next_at=write.now, tries=0))
        write.wake(f"deliver/{row.platform_id}")
    return len(rows) + _take_cells(write, tenant_id, course_id)


def _take_cells(write: Write, tenant_id: int, course_id: str) -> int:
    """Have plans deleted and parts left as they were: Places that stand for nothing of their own, but for Cells."""
    places = write.conn.execute(
        select(t.place).where(
            t.place.c.tenant_id == tenant_id, t.place.c.course_id == course_id,
            t.place.c.kind.in_((plans.KIND, parts.KIND)),
        )
    ).all()  # fmt: skip
    return sum(take_back(write, place) for place in places)


def take_back(write: Write, place: Any) -> int:
    """Have all that stands at a Place for single students taken back; return for how many."""
    key = {"tenant_id": place.tenant_id, "id": place.id}
    ended = parts.ended(place.wanted) if place.kind == parts.KIND else place.wanted
    state = "there" if place.remote is not None or place.kind == plans.KIND else "stopped"
    values = {"state": state, "reason": None, "next_at": None, "wanted": ended}
    write.conn.execute(update(t.place).filter_by(**key).values(**values))
    cells = update(t.cell).where(
        t.cell.c.tenant_id == place.tenant_id, t.cell.c.place_id == place.id, t.cell.c.wanted.is_not(None)
    )
    gone = {"wanted": None, "version": t.cell.c.version + 1, "state": "waiting", "next_at": write.now, "tries": 0}
    write.wake(f"deliver/{place.platform_id}")
    return write.conn.execute(cells.values(**gone)).rowcount


def remove(adapter: Adapter, row: Any) -> None:
    """Delete the one thing of a Place; raises what the adapter raises, `not_supported` where it cannot be deleted."""
    remote = Remote(row.remote["id"], row.remote["detail"])
    if row.kind == "column":
        adapter.remove_column(remote)
    elif row.kind == "standard":
        adapter.standards.remove_standard(remote)
    else:
        adapter.remove_assignment(remote)


def stays(write: Write, row: Any, mine: Any) -> None:
    """Note that it can only be deleted there; nothing is wanted of it any more, who is let in stays let in."""
    mine.check(write)
    place = update(t.place).filter_by(tenant_id=row.tenant_id, id=row.id)
    write.conn.execute(place.values(state="stopped", reason={"code": STAYS}, next_at=None, tries=0))
    cells = update(t.cell).filter_by(tenant_id=row.tenant_id, place_id=row.id)
    write.conn.execute(cells.values(wanted=None, state="idle", reason=None, next_at=None, tries=0))
    _note(write, row, STAYS)


def removed(write: Write, row: Any, mine: Any) -> None:
    """Note that it is gone, with all that stood there; wanted again meanwhile, it is made anew with its values."""
    mine.check(write)
    now = write.conn.execute(select(t.place.c.reason).filter_by(tenant_id=row.tenant_id, id=row.id)).one()
    leaving = is_leaving(now)
    place = update(t.place).filter_by(tenant_id=row.tenant_id, id=row.id)
    gone = {"remote": None, "made_at": None, "reason": None, "tries": 0}
    state, next_at = ("stopped", None) if leaving else ("waiting", write.now)
    write.conn.execute(place.values(state=state, next_at=next_at, **gone))
    cells = update(t.cell).where(t.cell.c.tenant_id == row.tenant_id, t.cell.c.place_id == row.id)
    forgotten = {
        "sent": None, "sent_version": None, "sent_at": None, "tried": None, "remote": None, "reason": None, "tries": 0,
    }  # fmt: skip
    if leaving:
        write.conn.execute(cells.values(wanted=None, state="idle", next_at=None, **forgotten))
    else:
        write.conn.execute(
            cells.where(t.cell.c.wanted.is_not(None)).values(state="waiting", next_at=write.now, **forgotten)
        )
    _note(write, row, "removed")


def _note(write: Write, row: Any, outcome: str) -> None:
    metrics.DELIVERIES.labels(outcome).inc()
    write.conn.execute(
        insert(t.attempt).values(
            tenant_id=row.tenant_id, id=new_id(), place_id=row.id, at=write.now, outcome=outcome, detail=""
        )
    )

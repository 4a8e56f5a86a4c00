"""What a teacher does about deliveries that need one: keep theirs, send ours, try again (F20, F23, U43)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound

GONE = {"code": "column_gone"}
"""Why a Place and its Cells are held when the learning system has the column no more."""

CLOSED = {"code": "period_closed"}
"""Why they are held when the grading period of the column is over."""


def keep_theirs(write: Write, tenant_id: int, place_id: str, person_id: str) -> None:
    """Leave the gradebook's value; once another value than now is wanted, the teacher is asked again."""
    reason = {"code": "kept_theirs", "theirs": _theirs(write, tenant_id, place_id, person_id)}
    _set(write, tenant_id, place_id, person_id, {"state": "idle", "reason": reason, "next_at": None})


def send_ours(write: Write, tenant_id: int, place_id: str, person_id: str) -> None:
    """Send what is wanted over what stands there; what stands there now counts as known."""
    theirs = _theirs(write, tenant_id, place_id, person_id)
    values: dict[str, object] = {"state": "waiting", "reason": None, "next_at": write.now, "tries": 0}
    sent: dict[str, object] = {}
    if theirs.get("value") is not None:
        sent = {"value": theirs["value"], "maximum": theirs.get("maximum") or theirs["value"]}
    values["sent"] = sent | ({"flag": theirs["flag"]} if theirs.get("flag") else {})
    _set(write, tenant_id, place_id, person_id, values)


def try_again(write: Write, tenant_id: int, place_id: str, person_id: str) -> None:
    """Try a waiting or failed cell now."""
    _set(write, tenant_id, place_id, person_id, {"state": "waiting", "next_at": write.now, "tries": 0, "reason": None})


def make_again(write: Write, tenant_id: int, place_id: str) -> None:
    """Make a column again that was deleted in the learning system, and send all its values into it.

    NotFound where the course does not write: nothing is made before it does (U42).
    """
    place = write.conn.execute(
        update(t.place)
        .where(t.place.c.tenant_id == tenant_id, t.place.c.id == place_id, t.place.c.state != "stopped")
        .values(state="waiting", reason=None, remote=None, next_at=write.now, tries=0)
        .returning(t.place.c.platform_id)
    ).first()
    if place is None:
        raise NotFound("no such column")
    write.conn.execute(
        update(t.cell)
        .where(t.cell.c.tenant_id == tenant_id, t.cell.c.place_id == place_id, t.cell.c.wanted.is_not(None))
        .values(state="waiting", sent=None, sent_version=None, tried=None, next_at=write.now, tries=0, reason=None)
    )
    write.wake(f"deliver/{place.platform_id}")


def look_again(write: Write, tenant_id: int, place_id: str) -> None:
    """Try a held column once more: one that a link brought and that was gone, or whose grading period was over.

    NotFound for a column that is not held, or where the course does not write.
    """
    place = write.conn.execute(
        update(t.place)
        .filter_by(tenant_id=tenant_id, id=place_id, state="held")
        .values(state="there", reason=None, tries=0)
        .returning(t.place.c.platform_id)
    ).first()
    if place is None:
        raise NotFound("no such column")
    write.conn.execute(
        update(t.cell)
        .where(
            t.cell.c.tenant_id == tenant_id,
            t.cell.c.place_id == place_id,
            t.cell.c.state == "held",
            t.cell.c.reason.in_([GONE, CLOSED]),
        )
        .values(state="waiting", next_at=write.now, tries=0, reason=None)
    )
    write.wake(f"deliver/{place.platform_id}")


def _theirs(write: Write, tenant_id: int, place_id: str, person_id: str) -> dict[str, Any]:
    """Return what the gradebook was seen to hold when the cell was held, {} where it was not."""
    key = {"tenant_id": tenant_id, "place_id": place_id, "person_id": person_id}
    reason = write.conn.scalar(select(t.cell.c.reason).filter_by(**key)) or {}
    found: dict[str, Any] = reason.get("theirs") or {}
    return found


def _set(write: Write, tenant_id: int, place_id: str, person_id: str, values: dict[str, object]) -> None:
    changed = write.conn.execute(
        update(t.cell).filter_by(tenant_id=tenant_id, place_id=place_id, person_id=person_id).values(**values)
    )
    if changed.rowcount != 1:
        raise NotFound("no such grade")
    platform = write.conn.scalar(select(t.place.c.platform_id).filter_by(tenant_id=tenant_id, id=place_id))
    write.wake(f"deliver/{platform}")

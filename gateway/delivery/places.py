"""Make one Place exist: look first, make it only when it is not there, never guess between two (F23, F25, F26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from gateway import metrics
from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.delivery import clearing, halted, parts, plans, ratings
from gateway.delivery.retry import after
from gateway.delivery.several import Several
from gateway.security import new_id
from lti.lms.base import Adapter, AdapterError, AssignmentWanted, ColumnWanted, Permanent, Refused, Remote, Transient

AFTER_COLUMN = timedelta(minutes=1)
"""So long a standard waits for its column, each time it is not there yet."""


def bring_about(db: Database, adapter: Adapter, row: Any, mine: Any) -> None:
    """Find or make what a Place wants. Transient and Refused go to the lane after the row has its next try."""
    if not _still_wanted(db, row, mine):
        return
    try:
        if clearing.is_leaving(row):
            clearing.remove(adapter, row)
            db.write(lambda write: clearing.removed(write, row, mine))
            return
        remote = _MAKERS[row.kind](adapter, row.wanted, lambda: db.write(mine.check))
    except Several as several:
        found = [{"id": one.remote_id, "detail": dict(one.detail)} for one in several.found]
        reason = {"code": "two_columns", "found": found}
        db.write(_settling(row, mine, state="held", reason=reason, outcome="two_columns"))
        return
    except Permanent as error:
        stays = clearing.is_leaving(row) and error.code == "not_supported"
        db.write((lambda write: clearing.stays(write, row, mine)) if stays else _refused(row, mine, error))
        return
    except (Transient, Refused) as error:
        db.write(_waiting(row, mine, error))
        if isinstance(error, Transient) or row.kind not in ratings.OWN_INTERFACE:
            raise  # a refused assignment is the course's own token, not the platform's key: columns go on
        return
    kept = {"id": remote.remote_id, "detail": dict(remote.detail)}
    db.write(_settling(row, mine, state="there", reason=None, outcome="there", remote=kept))


def _still_wanted(db: Database, row: Any, mine: Any) -> bool:
    """Say whether a Place still waits: a round takes a while, and a teacher may have changed it meanwhile.

    A course that takes nothing is not asked for columns either, but for one each day (F31).
    """

    def plan(write: Write) -> bool:
        mine.check(write)
        place = update(t.place).filter_by(tenant_id=row.tenant_id, id=row.id)
        if row.kind == "standard" and not ratings.ready(write.conn, row):
            write.conn.execute(place.values(next_at=write.now + AFTER_COLUMN))
            return False
        now = write.conn.execute(
            select(t.place.c.state, t.place.c.reason).filter_by(tenant_id=row.tenant_id, id=row.id)
        ).one()
        trouble = halted.trouble(write.conn, row.tenant_id, row.course_id)
        until = halted.until(trouble, write.now)
        if until is not None:
            write.conn.execute(place.values(next_at=until))
            return False
        return bool(now.state == "waiting") and clearing.is_leaving(now) == clearing.is_leaving(row)

    return db.write(plan)


def remote_of(row: Any) -> Remote:
    """Return what a Place's row knows of the thing in the learning system."""
    return Remote(row["id"], row["detail"])


def _column(adapter: Adapter, wanted: dict[str, Any], check: Callable[[], None]) -> Remote:
    """Find or make a column; `check` raises where another worker took over while we looked: it makes its own (F25)."""
    column = ColumnWanted(**wanted)
    found = adapter.find_columns(column)
    if len(found) > 1:
        raise Several(found)
    if found:
        return adapter.settle_column(found[0], column)
    check()
    return adapter.make_column(column)


def _assignment(adapter: Adapter, wanted: dict[str, Any], check: Callable[[], None]) -> Remote:
    assignment = AssignmentWanted(**wanted)
    found = adapter.find_assignments(assignment)
    if len(found) > 1:
        raise Several(found)
    if found:
        return found[0]
    check()
    return adapter.make_assignment(assignment)


_MAKERS: Mapping[str, Callable[[Adapter, dict[str, Any], Callable[[], None]], Remote]] = {
    "column": _column,
    "assignment": _assignment,
    "standard": ratings.make,
    plans.KIND: plans.make,
    parts.KIND: parts.make,
}
"""By the kind of a Place."""


def _settling(
    row: Any,
    mine: Any,
    *,
    state: str,
    reason: dict[str, Any] | None,
    outcome: str,
    remote: dict[str, Any] | None = None,
) -> Callable[[Write], None]:
    def plan(write: Write) -> None:
        mine.check(write)
        place = update(t.place).filter_by(tenant_id=row.tenant_id, id=row.id)
        if remote is not None:
            write.conn.execute(place.values(remote=remote, made_at=write.now))
        # Stopped meanwhile: what was made is known for later, but nothing may be sent to it now (U42).
        settled = place.where(t.place.c.state == "waiting")
        write.conn.execute(settled.values(state=state, reason=reason, next_at=None, tries=row.tries + 1))
        _attempt(write, row, outcome)
        if state == "there":
            halted.go_on(write, row.tenant_id, row.course_id)

    return plan


def _refused(row: Any, mine: Any, error: Permanent) -> Callable[[Write], None]:
    """Hold this Place only, with its reason; where the whole course is closed, its day's try is over (F31)."""
    reason = {**clearing.kept(row), "code": error.code}
    settle = _settling(row, mine, state="held", reason=reason, outcome=error.code)

    def plan(write: Write) -> None:
        if error.code not in halted.CODES:
            settle(write)
            return
        mine.check(write)
        halted.halt(write, row.tenant_id, row.course_id, error.code)
        place = update(t.place).filter_by(tenant_id=row.tenant_id, id=row.id)
        write.conn.execute(place.values(reason=reason, next_at=write.now + halted.DAILY, tries=row.tries + 1))
        _attempt(write, row, error.code, error.detail)

    return plan


def _waiting(row: Any, mine: Any, error: AdapterError) -> Callable[[Write], None]:
    def plan(write: Write) -> None:
        mine.check(write)
        write.conn.execute(
            update(t.place)
            .filter_by(tenant_id=row.tenant_id, id=row.id)
            .values(
                reason={**clearing.kept(row), "code": error.code}, tries=row.tries + 1,
                next_at=write.now + after(row.tries, error.retry_after, row.id),
            )
        )  # fmt: skip
        _attempt(write, row, error.code, error.detail)

    return plan


def _attempt(write: Write, row: Any, outcome: str, detail: str = "") -> None:
    metrics.DELIVERIES.labels(outcome).inc()
    write.conn.execute(
        insert(t.attempt).values(
            tenant_id=row.tenant_id, id=new_id(), place_id=row.id, at=write.now, outcome=outcome, detail=detail[:500]
        )
    )

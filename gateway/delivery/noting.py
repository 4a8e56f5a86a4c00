"""Write down what came of sending one version: arrived, held, later again, or stopped with its reason (R6, R8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from gateway import metrics
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import halted
from gateway.delivery.retry import GIVE_UP_AFTER, after
from gateway.delivery.sending import PACE, Sending
from gateway.security import new_id
from lti.lms.base import AdapterError, Permanent, Seen

UNPUBLISHED = timedelta(hours=24)


def sent(sending: Sending, mine: Any, remote: Mapping[str, Any] | None) -> Callable[[Write], None]:
    """Note the arrival; a newer version that came meanwhile goes on waiting for its turn."""

    def plan(write: Write) -> None:
        mine.check(write)
        newer = _version(write, sending) != sending.version
        write.conn.execute(
            update(t.cell)
            .filter_by(**sending.key)
            .values(
                sent=sending.wanted or {}, sent_version=sending.version, sent_at=write.now, tried=None, tries=0,
                reason=None, remote=remote, state="waiting" if newer else "sent" if sending.wanted else "idle",
                next_at=write.now + PACE if newer else None,
            )
        )  # fmt: skip
        platform = select(t.place.c.platform_id).filter_by(
            tenant_id=sending.key["tenant_id"], id=sending.key["place_id"]
        )
        write.conn.execute(
            update(t.platform).where(t.platform.c.id == platform.scalar_subquery()).values(last_write_at=write.now)
        )
        _attempt(write, sending, *(sending.found or ["sent"]))
        if sending.halted:
            halted.go_on(write, sending.key["tenant_id"], sending.course_id)

    return plan


def held(sending: Sending, mine: Any, seen: Seen) -> Callable[[Write], None]:
    """Hold a cell until the teacher chooses between what stands there and ours (F20)."""

    def plan(write: Write) -> None:
        mine.check(write)
        theirs = {"value": seen.value, "maximum": seen.maximum, "flag": seen.flag, "seen_at": write.now.isoformat()}
        _settle(write, sending, "held", {"code": "changed_by_teacher", "theirs": theirs})
        _attempt(write, sending, "held")

    return plan


def again(sending: Sending, mine: Any) -> Callable[[Write], None]:
    """Try with a later timestamp, at most three times: the learning system's clock is ahead of ours (F16)."""

    def plan(write: Write) -> None:
        mine.check(write)
        if sending.tries >= 3:
            _settle(write, sending, "held", {"code": "newer_there"})
        else:
            write.conn.execute(
                update(t.cell)
                .filter_by(**sending.key)
                .values(
                    stamp=sending.stamp + timedelta(minutes=10 ** sending.tries), tries=sending.tries + 1,
                    next_at=write.now + PACE, reason={"code": "newer_there"},
                )
            )  # fmt: skip
        _attempt(write, sending, "newer_there")

    return plan


def failed(sending: Sending, mine: Any, error: Permanent) -> Callable[[Write], None]:
    """Stop this row only, with its reason; an unpublished assignment is looked at again daily (F28, F29)."""

    def plan(write: Write) -> None:
        mine.check(write)
        if error.code == "unpublished":
            write.conn.execute(
                update(t.cell)
                .filter_by(**sending.key)
                .values(next_at=write.now + UNPUBLISHED, reason={"code": error.code}, tries=sending.tries + 1)
            )
        elif error.code in halted.CODES:
            halted.halt(write, sending.key["tenant_id"], sending.course_id, error.code)
        elif error.code in {"column_gone", "period_closed"}:
            _settle(write, sending, "held", {"code": error.code})
            write.conn.execute(
                update(t.place)
                .filter_by(tenant_id=sending.key["tenant_id"], id=sending.key["place_id"])
                .values(state="held", reason={"code": error.code})
            )
        else:
            _settle(write, sending, "failed", {"code": error.code})
        _attempt(write, sending, error.code, error.detail)

    return plan


def waiting(sending: Sending, mine: Any, error: AdapterError) -> Callable[[Write], None]:
    """Try again later, or give up after 14 days (R4)."""

    def plan(write: Write) -> None:
        mine.check(write)
        if sending.tries >= GIVE_UP_AFTER:
            _settle(write, sending, "failed", {"code": error.code})
        else:
            pause = after(sending.tries, error.retry_after, "/".join(map(str, sending.key.values())))
            write.conn.execute(
                update(t.cell)
                .filter_by(**sending.key)
                .values(tries=sending.tries + 1, next_at=write.now + pause, reason={"code": error.code})
            )
        _attempt(write, sending, error.code, error.detail)

    return plan


def _settle(write: Write, sending: Sending, state: str, reason: Mapping[str, Any]) -> None:
    """End this version's sending; a newer one goes on after a failure, but waits while a teacher has to choose."""
    newer = state == "failed" and _version(write, sending) != sending.version
    write.conn.execute(
        update(t.cell)
        .filter_by(**sending.key)
        .values(
            state="waiting" if newer else state, reason=reason, next_at=write.now + PACE if newer else None, tries=0
        )
    )  # fmt: skip


def _version(write: Write, sending: Sending) -> int:
    return int(write.conn.scalar(select(t.cell.c.version).filter_by(**sending.key)) or 0)


def _attempt(write: Write, sending: Sending, outcome: str, detail: str = "") -> None:
    metrics.DELIVERIES.labels(outcome).inc()
    write.conn.execute(
        insert(t.attempt).values(
            tenant_id=sending.key["tenant_id"], id=new_id(), place_id=sending.key["place_id"],
            person_id=sending.key["person_id"], version=sending.version, at=write.now, outcome=outcome,
            value=sending.wanted, detail=detail[:500],
        )
    )  # fmt: skip

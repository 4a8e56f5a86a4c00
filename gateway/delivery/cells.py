"""Send the Cells of one Place: fix a timestamp, look whether a teacher changed it, send, and note what came of it.

The version's timestamp and what is being tried are committed before the call, so that a crash between the learning
system's answer and our commit ends in the same value once, never in an older one (R3, F10, F11). What came of one call
and what the next one begins with share a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from gateway import metrics
from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.delivery import halted, ratings
from gateway.delivery.look import Look
from gateway.delivery.places import remote_of
from gateway.delivery.retry import GIVE_UP_AFTER, after
from gateway.security import new_id
from lti.lms.base import (
    Adapter,
    AdapterError,
    MemberRef,
    Permanent,
    Refused,
    Remote,
    Score,
    Seen,
    Superseded,
    Transient,
)

PACE = timedelta(seconds=2)
"""A cell is sent at most this often; what came in between is skipped, the newest wins (F13)."""

UNPUBLISHED = timedelta(hours=24)
UNGRADED = frozenset({"not_supported", "address_refused"})
"""What adapters answer about marks of work that is merely shown there."""

STEP = timedelta(seconds=1)


@dataclass(frozen=True)
class Sending:
    """One version of one cell, ready to go: everything needed without the database."""

    key: Mapping[str, Any]
    version: int
    wanted: Mapping[str, Any] | None
    sent: Mapping[str, Any] | None
    tried: Sequence[Mapping[str, Any]]
    stamp: datetime
    tries: int
    member: MemberRef
    place: Remote
    kind: str
    title: str
    remote: Mapping[str, Any] | None
    course_id: str
    halted: bool
    """Whether this is the day's one try of a course that takes nothing (F31)."""
    found: list[str] = field(default_factory=list)
    """`equal` once the gradebook was seen to show the value already."""


def bring_about(db: Database, adapter: Adapter, rows: Sequence[Any], mine: Any, go_on: Callable[[], bool]) -> None:
    """Send the due cells of one place, one after the other, for as long as `go_on` says so.

    A row names its cell, and its learner by `sub` and `lms_user_id`. Transient and Refused go to the lane after the
    cell has its next try; the cells behind it stay due.
    """
    look = Look(adapter, db.clock, [MemberRef(row.sub, row.lms_user_id) for row in rows])
    following = db.write(lambda write: _first(write, rows, mine))
    while following is not None:
        sending, left = following
        noting = _outcome(db, adapter, look, sending, mine)
        if not go_on():
            left = ()
        following = db.write(partial(_note_and_begin, noting=noting, rows=left, mine=mine))


def _first(write: Write, rows: Sequence[Any], mine: Any) -> tuple[Sending, Sequence[Any]] | None:
    """Begin with the first of these cells that there is something to send for; return it and those behind it."""
    for index, row in enumerate(rows):
        sending = _begin(write, row, mine)
        if sending is not None:
            return sending, rows[index + 1 :]
    return None


def _note_and_begin(
    write: Write, noting: Callable[[Write], None], rows: Sequence[Any], mine: Any
) -> tuple[Sending, Sequence[Any]] | None:
    noting(write)
    return _first(write, rows, mine)


def _outcome(db: Database, adapter: Adapter, look: Look, sending: Sending, mine: Any) -> Callable[[Write], None]:
    """Do the one remote effect of a cell; return the plan that notes what came of it."""
    try:
        remote = _send(adapter, look, sending)
    except _TeacherChanged as changed:
        return _held(sending, mine, changed.seen)
    except Superseded:
        return _again(sending, mine)
    except Permanent as error:
        return _failed(sending, mine, error)
    except (Transient, Refused) as error:
        if isinstance(error, Transient) or sending.kind not in ratings.OWN_INTERFACE:
            db.write(_waiting(sending, mine, error))
            raise
        return _waiting(sending, mine, error)  # it is the course's own token, not the platform's key: others go on
    return _sent(sending, mine, remote)


class _TeacherChanged(Exception):
    """The gradebook holds what neither we nor the version before sent (F20, F21)."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen


def _begin(write: Write, row: Any, mine: Any) -> Sending | None:
    """Fix the version's timestamp before its first send; it rises by at least a second (R3, F15).

    None where there is nothing to send any more: a round takes a while, and a teacher may have switched off meanwhile.
    """
    mine.check(write)
    key = {"tenant_id": row.tenant_id, "place_id": row.place_id, "person_id": row.person_id}
    cell = write.conn.execute(select(t.cell).filter_by(**key)).one()
    place = write.conn.execute(select(t.place).filter_by(tenant_id=row.tenant_id, id=row.place_id)).one()
    if cell.state != "waiting" or place.state != "there":
        return None
    trouble = halted.trouble(write.conn, row.tenant_id, place.course_id)
    until = halted.until(trouble, write.now)
    if until is not None:
        values = {"next_at": until, "reason": {"code": trouble["code"] if trouble else ""}}
        write.conn.execute(update(t.cell).filter_by(**key).values(**values))
        return None
    if cell.sent_at is not None and cell.sent_at <= write.now < cell.sent_at + PACE:
        write.conn.execute(update(t.cell).filter_by(**key).values(next_at=cell.sent_at + PACE))
        return None
    stamp = cell.stamp
    if cell.stamp_version != cell.version:
        earliest = cell.stamp + STEP if cell.stamp is not None else write.now
        stamp = max(write.now, earliest)
    tried = [*(cell.tried or ())]
    mark = _value(cell.wanted)
    values = {"stamp": stamp, "stamp_version": cell.version, "tried": tried if mark in tried else [*tried, mark]}
    write.conn.execute(update(t.cell).filter_by(**key).values(**values))
    return Sending(
        key=key, version=cell.version, wanted=cell.wanted, sent=cell.sent, tried=tried, stamp=stamp,
        tries=cell.tries, member=MemberRef(row.sub, row.lms_user_id), place=remote_of(place.remote),
        kind=place.kind, title=str(place.wanted.get("title", "")), remote=cell.remote,
        course_id=place.course_id, halted=trouble is not None,
    )  # fmt: skip


def _send(adapter: Adapter, look: Look, sending: Sending) -> Mapping[str, Any] | None:
    """Do the one remote effect; return what must be kept to address it later."""
    if sending.kind == "assignment":
        return _send_assignment(adapter, look, sending)
    if sending.kind == "standard":
        ours = (sending.sent, *sending.tried)
        theirs = ratings.send(adapter, sending.place, sending.member, sending.wanted, ours)
        if theirs is not None:
            raise _TeacherChanged(theirs)
        return None
    _send_score(adapter, look, sending)
    return None


def _send_score(adapter: Adapter, look: Look, sending: Sending) -> None:
    seen = look.at(sending.place, sending.member, filled=bool(_value(sending.sent)))
    if not _ours(seen, sending):
        raise _TeacherChanged(seen)
    if sending.wanted is None:
        if seen.value is not None or seen.flag or _under_way(sending):
            adapter.clear_score(sending.place, sending.member, sending.stamp)
        return
    if _shows(seen, sending.wanted) and not seen.flag and not _under_way(sending):
        sending.found.append("equal")
        return  # an earlier try of this version arrived although its answer did not (F10)
    at = sending.wanted.get("at")
    # A learner's clock may run ahead, and no learning system takes work handed in after the grade (S11).
    submitted = min(datetime.fromisoformat(at), sending.stamp) if at else None
    adapter.send_score(
        sending.place,
        Score(
            member=sending.member, value=sending.wanted["value"], maximum=sending.wanted["maximum"],
            comment=sending.wanted.get("comment", ""), at=sending.stamp,
            submitted_at=submitted,
        ),
    )  # fmt: skip


def _send_assignment(adapter: Adapter, look: Look, sending: Sending) -> Mapping[str, Any] | None:
    """Show the work to the learner and write its mark, or take it back; a mark needs work that has marks there."""
    if sending.wanted is None:
        if sending.remote is not None:
            adapter.unassign(sending.place, sending.member, remote_of(sending.remote))
        return None
    remote = sending.remote
    if remote is None or not (sending.sent or {}).get("assigned"):
        made = adapter.assign(sending.place, sending.member, sending.title, None)
        remote = {"id": made.remote_id, "detail": dict(made.detail)}
    if "value" in sending.wanted:
        try:
            _send_score(adapter, look, sending)
        except Permanent as error:
            if error.code not in UNGRADED:
                raise
    return remote


def _ours(seen: Seen, sending: Sending) -> bool:
    """Say whether the gradebook shows what we sent last, tried since or want now; anything else is a person's.

    What was tried may stand there although no answer said so, whichever of several tries it was (F10, F11). A flag such
    as "excused" is a person's too, unless they were asked about it and chose our value.
    """
    if seen.flag and (sending.sent or {}).get("flag") != seen.flag:
        return False
    if seen.value is None:
        nothing = any("value" not in one for one in sending.tried)
        return "value" not in (sending.sent or {}) or sending.wanted is None or nothing
    return any(_shows(seen, one) for one in (sending.sent, sending.wanted, *sending.tried) if one)


def _under_way(sending: Sending) -> bool:
    """Say whether another value was sent without an answer: it may arrive until a later time shuts it out (F12).

    What was `known` to stand there once is not under way (F34).
    """
    mine = _value(sending.wanted)
    return any(one != mine and not one.get("known") for one in sending.tried)


def _value(wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what of a wanted value can be seen in the gradebook; {} is an empty cell."""
    return {name: one for name, one in (wanted or {}).items() if name in {"value", "maximum", "assigned"}}


def _shows(seen: Seen, wanted: Mapping[str, Any]) -> bool:
    if seen.value is None or "value" not in wanted:
        return False
    share = seen.value / seen.maximum if seen.maximum else seen.value
    return bool(abs(share - wanted["value"] / (wanted["maximum"] if seen.maximum else 1)) < 0.0005)


def _sent(sending: Sending, mine: Any, remote: Mapping[str, Any] | None) -> Callable[[Write], None]:
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


def _held(sending: Sending, mine: Any, seen: Seen) -> Callable[[Write], None]:
    def plan(write: Write) -> None:
        mine.check(write)
        theirs = {"value": seen.value, "maximum": seen.maximum, "flag": seen.flag, "seen_at": write.now.isoformat()}
        _settle(write, sending, "held", {"code": "changed_by_teacher", "theirs": theirs})
        _attempt(write, sending, "held")

    return plan


def _again(sending: Sending, mine: Any) -> Callable[[Write], None]:
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


def _failed(sending: Sending, mine: Any, error: Permanent) -> Callable[[Write], None]:
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


def _waiting(sending: Sending, mine: Any, error: AdapterError) -> Callable[[Write], None]:
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

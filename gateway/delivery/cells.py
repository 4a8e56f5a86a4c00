"""Send the Cells of one Place: fix a timestamp, look whether a teacher changed it, send, and note what came of it.

The version's timestamp and what is being tried are committed before the call, so that a crash between the learning
system's answer and our commit ends in the same value once, never in an older one (R3, F10, F11). What came of one call
and what the next one begins with share a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from gateway.db.writer import Database, Write
from gateway.delivery import noting, parts, plans, ratings
from gateway.delivery.comparing import is_ours, shows, under_way
from gateway.delivery.look import Look
from gateway.delivery.places import remote_of
from gateway.delivery.sending import Sending, begin, value_of
from lti.lms.base import (
    Adapter,
    AdapterError,
    MemberRef,
    Permanent,
    Refused,
    Score,
    Seen,
    Superseded,
    Transient,
)

UNGRADED = frozenset({"not_supported", "address_refused"})
"""What adapters answer about marks of work that is merely shown there."""


def bring_about(db: Database, adapter: Adapter, rows: Sequence[Any], mine: Any, go_on: Callable[[], bool]) -> None:
    """Send the due cells of one place, one after the other, for as long as `go_on` says so.

    A row names its cell, and its learner by `sub` and `lms_user_id`. Transient and Refused go to the lane after the
    cell has its next try; the cells behind it stay due.
    """
    look = Look(adapter, db.clock, [MemberRef(row.sub, row.lms_user_id) for row in rows])
    following = db.write(lambda write: _first(write, rows, mine))
    while following is not None:
        sending, left = following
        came = _outcome(db, adapter, look, sending, mine)
        if not go_on():
            left = ()
        following = db.write(partial(_note_and_begin, came=came, rows=left, mine=mine))


def _first(write: Write, rows: Sequence[Any], mine: Any) -> tuple[Sending, Sequence[Any]] | None:
    """Begin with the first of these cells that there is something to send for; return it and those behind it."""
    for index, row in enumerate(rows):
        sending = begin(write, row, mine)
        if sending is not None:
            return sending, rows[index + 1 :]
    return None


def _note_and_begin(
    write: Write, came: Callable[[Write], None], rows: Sequence[Any], mine: Any
) -> tuple[Sending, Sequence[Any]] | None:
    came(write)
    return _first(write, rows, mine)


def _outcome(db: Database, adapter: Adapter, look: Look, sending: Sending, mine: Any) -> Callable[[Write], None]:
    """Do the one remote effect of a cell; return the plan that notes what came of it."""
    try:
        remote = _send(adapter, look, sending)
    except TeacherChanged as changed:
        return noting.held(sending, mine, changed.seen)
    except AdapterError as error:
        plan = refused(sending, mine, error)
        if isinstance(error, Transient) or (isinstance(error, Refused) and sending.kind not in ratings.OWN_INTERFACE):
            db.write(plan)
            raise
        # What is refused otherwise is the course's own token, not the platform's key: others go on.
        return plan
    return noting.sent(sending, mine, remote)


def refused(sending: Sending, mine: Any, error: AdapterError) -> Callable[[Write], None]:
    """Return the plan that notes what an adapter reported about one cell."""
    if isinstance(error, Superseded):
        return noting.again(sending, mine)
    if isinstance(error, Permanent):
        return noting.failed(sending, mine, error)
    return noting.waiting(sending, mine, error)


class TeacherChanged(Exception):
    """The gradebook holds what neither we nor the version before sent (F20, F21)."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen


def _send(adapter: Adapter, look: Look, sending: Sending) -> Mapping[str, Any] | None:
    """Do the one remote effect; return what must be kept to address it later."""
    if sending.kind == "assignment":
        return _send_assignment(adapter, look, sending)
    if sending.kind == "standard":
        ours = (sending.sent, *sending.tried)
        theirs = ratings.send(adapter, sending.place, sending.member, sending.wanted, ours)
        if theirs is not None:
            raise TeacherChanged(theirs)
        return None
    if sending.kind == plans.KIND:
        plans.send(adapter, sending.member, sending.about, sending.wanted, sending.parts)
        return None
    if sending.kind == parts.KIND:
        parts.send(adapter, sending.place, sending.member, sending.wanted, ending=parts.is_ending(sending.about))
        return None
    _send_score(adapter, look, sending)
    return None


def _send_score(adapter: Adapter, look: Look, sending: Sending) -> None:
    seen = _looked(look, sending)
    if sending.wanted is None:
        if seen.value is not None or seen.flag or under_way(sending):
            adapter.clear_score(sending.place, sending.member, sending.stamp)
        return
    score = score_of(seen, sending, sending.wanted)
    if score is not None:
        adapter.send_score(sending.place, score)


def _looked(look: Look, sending: Sending) -> Seen:
    """Return what stands in a cell, which must be ours; TeacherChanged otherwise."""
    seen = look.at(sending.place, sending.member, filled=bool(value_of(sending.sent)))
    if not is_ours(seen, sending):
        raise TeacherChanged(seen)
    return seen


def score_of(seen: Seen, sending: Sending, wanted: Mapping[str, Any]) -> Score | None:
    """Return what is to be sent, None where it stands there: an earlier try arrived, its answer did not (F10)."""
    if shows(seen, wanted) and not seen.flag and not under_way(sending):
        sending.found.append("equal")
        return None
    at = wanted.get("at")
    # A learner's clock may run ahead, and no learning system takes work handed in after the grade (S11).
    submitted = min(datetime.fromisoformat(at), sending.stamp) if at else None
    return Score(
        member=sending.member, value=wanted["value"], maximum=wanted["maximum"], comment=wanted.get("comment", ""),
        at=sending.stamp, submitted_at=submitted,
    )  # fmt: skip


def mark_of(look: Look, sending: Sending) -> Score | None:
    """Return the mark of work that is to be sent for a learner; None where none is wanted, or it stands there."""
    if sending.wanted is None or "value" not in sending.wanted:
        return None
    return score_of(_looked(look, sending), sending, sending.wanted)


def _send_assignment(adapter: Adapter, look: Look, sending: Sending) -> Mapping[str, Any] | None:
    """Show the work to the learner and write its mark, or take it back; a mark needs work that has marks there."""
    remote = show_work(adapter, sending)
    try:
        score = mark_of(look, sending)
        if score is not None:
            adapter.send_score(sending.place, score)
    except Permanent as error:
        if error.code not in UNGRADED:
            raise
    return remote


def show_work(adapter: Adapter, sending: Sending) -> Mapping[str, Any] | None:
    """Show the work to the learner, or take it back; return what must be kept to address it later."""
    if sending.wanted is None:
        if sending.remote is not None:
            adapter.unassign(sending.place, sending.member, remote_of(sending.remote))
        return None
    remote = sending.remote
    before, due = sending.sent or {}, sending.wanted.get("due") if adapter.capabilities.dates else None
    if remote is None or not before.get("assigned") or (due and due != before.get("due")):
        day = datetime.fromisoformat(due) if due else None
        made = adapter.assign(sending.place, sending.member, sending.title, day)
        remote = {"id": made.remote_id, "detail": dict(made.detail)}
    return remote

"""Send the marks of one assignment several at a time, where the learning system takes them in one call.

Each learner's row has an outcome of its own: one that is refused holds up nobody else. Versions are fixed, looked at
and noted as those of single cells are (`gateway.delivery.cells`); what was tried is committed before the call (F10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.delivery import cells, noting
from gateway.delivery.look import Look
from gateway.delivery.sending import Sending, begin
from lti.lms.base import Adapter, AdapterError, MemberRef, Score, Transient

Plan = Callable[[Write], None]


@dataclass(frozen=True)
class _Ready:
    """A mark that is to be sent, and what its learner's cell keeps once it has arrived."""

    sending: Sending
    remote: Mapping[str, Any] | None
    score: Score


def bring_about(db: Database, adapter: Adapter, rows: Sequence[Any], mine: Any, go_on: Callable[[], bool]) -> None:
    """Send the due cells of one assignment, as many in one call as the learning system takes.

    Transient goes to the lane after the cells have their next try; those that were not reached stay due.
    """
    look = Look(adapter, db.clock, [MemberRef(row.sub, row.lms_user_id) for row in rows])
    for some in chunks(rows, adapter.capabilities.rows):
        begun = db.write(partial(_begin, rows=some, mine=mine))
        came, trouble = _outcomes(adapter, look, begun, mine)
        db.write(partial(_note, came=came))
        if trouble is not None:
            raise trouble
        if not go_on():
            return


def _begin(write: Write, rows: Sequence[Any], mine: Any) -> Sequence[Sending]:
    """Fix the versions of these cells; a course that takes nothing is asked about one of them (F31)."""
    begun: list[Sending] = []
    for row in rows:
        sending = begin(write, row, mine)
        if sending is not None:
            begun.append(sending)
            if sending.halted:
                break
    return begun


def _note(write: Write, came: Sequence[Plan]) -> None:
    for plan in came:
        plan(write)


def _outcomes(
    adapter: Adapter, look: Look, begun: Sequence[Sending], mine: Any
) -> tuple[Sequence[Plan], Transient | None]:
    """Show the work to each learner, then send all marks; return what to note, and what concerns the whole platform."""
    came: list[Plan] = []
    ready: list[_Ready] = []
    for sending in begun:
        remote: Mapping[str, Any] | None = None
        try:
            remote = cells.show_work(adapter, sending)
            score = cells.mark_of(look, sending)
        except cells.TeacherChanged as changed:
            came.append(noting.held(sending, mine, changed.seen))
        except AdapterError as error:
            came.append(_told(sending, mine, remote, error))
            if isinstance(error, Transient):
                return came, error
        else:
            ready += [_Ready(sending, remote, score)] if score is not None else []
            came += [noting.sent(sending, mine, remote)] if score is None else []
    errors, trouble = _marks(adapter, ready)
    came += [_told(one.sending, mine, one.remote, error) for one, error in zip(ready, errors, strict=True)]
    return came, trouble


def _marks(adapter: Adapter, ready: Sequence[_Ready]) -> tuple[Sequence[AdapterError | None], Transient | None]:
    """Send marks by one call; what is raised came to all of them."""
    if not ready:
        return (), None
    try:
        return adapter.send_scores(ready[0].sending.place, [one.score for one in ready]), None
    except AdapterError as error:
        return [error] * len(ready), error if isinstance(error, Transient) else None


def _told(sending: Sending, mine: Any, remote: Mapping[str, Any] | None, error: AdapterError | None) -> Plan:
    """Return the plan that notes what came of one mark; work that has none there is merely shown."""
    if error is None or (error.code in cells.UNGRADED and remote is not None):
        return noting.sent(sending, mine, remote)
    return cells.refused(sending, mine, error)

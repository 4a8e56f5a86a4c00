"""What was said of a learner's levels, kept beside the fold: a new parameter set alone says nothing new.

`mastery.level` is what is said and `mastery.fell` how it last went down: history, as `delivered` is, which a fold
cannot know. Here it is laid over a state that was read or folded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb, fold
from gateway.learn.said import Fall, follows, tell
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.services.evidence import in_order
from gateway.services.inputs import CourseInputs

Rows = Mapping[str, Any]
"""Of one learner by standard: pieces, level (said), estimated, fell, delivered."""

_COLUMNS = ("standard_id", "pieces", "level", "estimated", "fell", "delivered")


def rows(conn: Connection, course: CourseInputs, person_id: str) -> Rows:
    """Return what was last written down of one learner."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    found = conn.execute(select(*(t.mastery.c[name] for name in _COLUMNS)).filter_by(**key))
    return {row.standard_id: row for row in found}


def read(conn: Connection, course: CourseInputs, person_id: str) -> LearnerState:
    """Return a learner's state with what is said; an empty one for somebody without evidence."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    folded = conn.scalar(select(t.learner.c.state).filter_by(**key))
    if not folded:
        return LearnerState.empty(course.parameters.hyper)
    return laid_over(LearnerState.from_json(folded), rows(conn, course, person_id))


def laid_over(state: LearnerState, before: Rows) -> LearnerState:
    """Say in a state what was said before."""
    for name, row in before.items():
        if row.level is not None and name in state.records and state.records[name].level is not None:
            state.say(name, row.level)
            _fell(state, name, row.fell)
    return state


def folded(
    inputs: Inputs, every: Sequence[Observation], new: Iterable[Observation], before: Rows, now: datetime,
    *, same_set: bool,
) -> LearnerState:  # fmt: skip
    """Fold a learner again and say what follows: from new evidence as it does in order, from the set alone nothing.

    `new` is what came since the rows were written; `same_set` says whether their levels are of the present set. Where
    results no longer count, or came late, what that did to the fold's level moves the said one.
    """
    new = sorted(new, key=lambda one: one.key)
    fresh = {one.statement_id for one in new}
    state = fold([one for one in every if one.statement_id not in fresh], inputs)
    counted = _recounted(state, before)
    touched = set(state.records) if counted and same_set else counted  # what went moves what came after it
    _go_on(state, before, touched, now)
    if in_order(state, new):
        for one in new:
            absorb(state, one, inputs)
        return state
    return _late(fold(every, inputs), state, new, now)


def _recounted(state: LearnerState, before: Rows) -> set[str]:
    """Return the standards whose number of pieces differs from what was last written down."""
    counts = {name: record.pieces for name, record in state.records.items()}
    return {name for name, row in before.items() if row.pieces != counts.get(name, 0)} | {
        name for name in counts if before and name not in before
    }


def _go_on(state: LearnerState, before: Rows, touched: set[str], now: datetime) -> None:
    for name, record in state.records.items():
        row = before.get(name)
        if row is None or row.level is None or record.level is None:
            continue
        level = row.level
        if name in touched:
            known = row.estimated is not None
            level = follows(level, row.estimated, record.level, 0.0) if known else record.level
        _fell(state, name, row.fell)
        tell(state.falls, name, row.level, level, Fall(0, 0, 0, now.timestamp(), "counted"))
        state.say(name, level)


def _late(state: LearnerState, without: LearnerState, new: Sequence[Observation], now: datetime) -> LearnerState:
    """Say in the whole fold what late evidence did to the one without it; a fall names the poorest of it."""
    for name, record in state.records.items():
        said, old = without.level(name), without.records.get(name)
        if said is None or old is None:
            continue
        state.falls.pop(name, None)
        if name in without.falls:
            state.falls[name] = without.falls[name]
        level = follows(said, old.level, record.level, 0.0)
        one = min([each for each in new if name in each.standards] or new, key=lambda each: (each.score, each.key))
        share = one.score if one.earned is None else one.earned
        named = (one.statement_id, one.activity_id, share, one.questions)
        tell(state.falls, name, said, level, Fall(0, 0, 0, now.timestamp(), "late", *named))
        state.say(name, level)
    return state


def _fell(state: LearnerState, standard: str, fell: Mapping[str, Any] | None) -> None:
    state.falls.pop(standard, None)
    if fell is not None:
        state.falls[standard] = Fall(**fell)

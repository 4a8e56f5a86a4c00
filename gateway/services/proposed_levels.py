"""What a new parameter set would change of levels: a proposal, which a teacher uses or does not (design.md 1, rule 2).

A proposal is read out of the rows: what is said, and what the same evidence has now. What a teacher decides is a
statement of ours; using one says the new level from then on, until a result moves it. Nothing is pinned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.learn.mastery import moment, read, review_at
from gateway.learn.said import Fall, tell
from gateway.learn.state import LearnerState
from gateway.services import desire, marks_of_work, placed_grades, said
from gateway.services.decide import Decided, Deciding, decide, decided, take_back
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings

USED: Final = "new_level"
"""Kind of the decision that a new level is said from now on; its value names the level before, and the batch."""
KEPT: Final = "old_level"
"""Kind of the decision that the level stays: the same proposal is made no more."""


@dataclass(frozen=True, order=True)
class Proposed:
    """One learner on one standard: the level that is said, and the one that the same evidence has now."""

    person_id: str
    standard_id: str
    level: int
    proposed: int


def listed(conn: Connection, course: CourseInputs) -> list[Proposed]:
    """Return the proposals that wait; none where a teacher set a level, or kept the one that stands against it."""
    one = t.mastery.c
    rows = conn.execute(
        select(one.person_id, one.standard_id, one.level, one.estimated)
        .where(
            one.tenant_id == course.tenant_id, one.course_id == course.course_id, one.level.is_not(None),
            one.estimated.is_not(None), one.level != one.estimated,
        )
    )  # fmt: skip
    found = [Proposed(*row) for row in rows]
    if not found:
        return []
    made = decided(conn, course.tenant_id, course.course_id, kinds=(*desire.JUDGEMENTS, KEPT))
    pinned = desire.judgements(made)
    kept = {
        Proposed(each.person_id, each.standard_id, each.value["from"], each.value["level"])
        for each in made
        if each.kind == KEPT and each.standard_id
    }
    return sorted(
        each
        for each in found
        if each.standard_id in course.standards
        and (each.person_id, each.standard_id) not in pinned
        and each not in kept
    )


def answer(
    write: Write, settings: Settings, course: CourseInputs, by: str, asked: Sequence[Proposed], batch: str, *, use: bool
) -> int:
    """Use or keep these proposals, those that still stand as they were seen; return how many. `batch` joins them."""
    standing = set(listed(write.conn, course))
    answered = 0
    for person_id, ones in groupby(sorted(set(asked) & standing), key=lambda one: one.person_id):
        mine = list(ones)
        for one in mine:
            value = {"from": one.level, "level": one.proposed, "batch": batch}
            kind = USED if use else KEPT
            decide(
                write, settings,
                Deciding(course.tenant_id, course.course_id, by, person_id, kind, value, standard_id=one.standard_id),
            )  # fmt: skip
        if use:
            _say(write, course, person_id, {one.standard_id: one.proposed for one in mine})
        answered += len(mine)
    return answered


def batches(conn: Connection, course: CourseInputs) -> dict[str, list[Decided]]:
    """Return what was decided together, by batch, newest last."""
    found: dict[str, list[Decided]] = {}
    for one in decided(conn, course.tenant_id, course.course_id, kinds=(USED, KEPT)):
        found.setdefault(str(one.value["batch"]), []).append(one)
    return found


def undo(write: Write, settings: Settings, course: CourseInputs, by: str, batch: str) -> None:
    """Take back what was decided together: levels that nothing has moved since are said as before. NotFound."""
    made = batches(write.conn, course).get(batch, [])
    if not made:
        raise NotFound("no such answer to proposals")
    for person_id, ones in groupby(sorted(made, key=lambda one: one.person_id), key=lambda one: one.person_id):
        mine = list(ones)
        for one in mine:
            take_back(write, settings, course.tenant_id, by, one.statement_id)
        now = said.rows(write.conn, course, person_id)
        back = {
            one.standard_id: int(one.value["from"])
            for one in mine
            if one.kind == USED and one.standard_id and _stands(now, one.standard_id, one.value["level"])
        }
        if back:
            _say(write, course, person_id, back)


def _stands(now: said.Rows, standard_id: str, level: int) -> bool:
    return standard_id in now and now[standard_id].level == level


def _say(write: Write, course: CourseInputs, person_id: str, levels: dict[str, int]) -> None:
    """Say levels of one learner by standard; the gradebook follows."""
    state = said.read(write.conn, course, person_id)
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    for name, level in levels.items():
        _told(state, name, level, write.now.timestamp())
        last = moment(state.records[name].last_at) or write.now
        found = read(state, name, last, course.learn)
        values = {
            "level": found.level, "state": found.state, "fell": found.fell._asdict() if found.fell else None,
            "review_at": moment(review_at(state, name, course.learn.settings)),
        }  # fmt: skip
        write.conn.execute(update(t.mastery).filter_by(**key, standard_id=name).values(**values))
    desire.learner(write, course, person_id, state)
    placed_grades.learner(write, course, person_id)
    marks_of_work.learner(write, course, person_id)


def _told(state: LearnerState, standard_id: str, level: int, at: float) -> None:
    tell(state.falls, standard_id, state.level(standard_id), level, Fall(0, 0, 0, at, "teacher"))
    state.say(standard_id, level)

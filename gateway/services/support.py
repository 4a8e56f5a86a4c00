"""Which support step suits a learner: what the plan would give, else the easiest activity not done yet; and a step
further for who is ready for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway.learn.policy import EASE
from gateway.services import path
from gateway.services.inputs import CourseInputs


def step_for(
    conn: Connection, course: CourseInputs, person_id: str, standard_id: str | None, now: datetime
) -> tuple[str, str | None] | None:
    """Return (activity id, standard id) of a support step on a standard, or where the learner is stuck; None where
    there is no activity at all.
    """  # fmt: skip
    learner = path.load(conn, course, person_id, now)
    if standard_id is None:
        stuck = (one for one in course.standards if learner.mastery(one).stuck)
        standard_id = next(stuck, None)
    cards = path.cards(learner, path.Wish())
    for card in cards:
        if card.kind == "support" and standard_id in {None, card.standard}:
            return course.activity_ids[card.activity], card.standard
    served = course.library.without(learner.guidance.forbids).by_standard.get(standard_id or "", ())
    times = learner.state.times
    best = min(served, key=lambda one: (times(one.id), EASE.get(one.level, 1)), default=None)
    if best is not None:
        return course.activity_ids[best.id], standard_id
    return (course.activity_ids[cards[0].activity], cards[0].standard) if cards else None


def extension_for(
    conn: Connection, course: CourseInputs, person_id: str, standards: Sequence[str], now: datetime
) -> tuple[str, str] | None:
    """Return (activity id, standard id) of a step beyond what a learner has of these standards.

    None where the course has nothing that goes further, or where an earlier one still waits.
    """
    learner = path.load(conn, course, person_id, now)
    step = None if learner.extended else path.further(learner, standards)
    return (course.activity_ids[step[0].id], step[1]) if step else None

"""Levels that went down lately, in any unit: each is a to-do of its own until it is answered, or made good."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.learn.mastery import moment
from gateway.learn.said import Fall
from gateway.services.decide import Decided
from gateway.services.inputs import CourseInputs
from gateway.services.views.marks import Key, Marks

SHOWN = timedelta(days=14)
"""A fall of longer ago is told by the sheet of the level alone."""


@dataclass(frozen=True)
class Fallen:
    """One learner whose level of one standard went down, and when that was said."""

    person_id: str
    standard_id: str
    fall: Fall
    at: datetime


def lately(
    course: CourseInputs, marks: Marks, people: Collection[str], made: Sequence[Decided], now: datetime
) -> list[Fallen]:
    """Return the falls of these people that still wait; a support step, a rise or a teacher's level answers one.

    `made` are the decisions that hold the support steps. What a teacher lowered is no news to a teacher.
    """
    given: Mapping[Key, datetime] = {
        (one.person_id, one.standard_id): one.at for one in made if one.kind == "support" and one.standard_id
    }
    found = []
    for key, row in marks.rows.items():
        if not row.fell or row.level is None or key[0] not in people or key[1] not in course.standards:
            continue
        fall = Fall(**row.fell)
        at = moment(fall.at) or now
        answered = key in marks.judgements or fall.cause == "teacher" or given.get(key, at) > at
        if row.level <= fall.after and now - at <= SHOWN and not answered:
            found.append(Fallen(*key, fall, at))
    return sorted(found, key=lambda one: (one.at, one.person_id, one.standard_id))

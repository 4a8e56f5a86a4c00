"""How a whole class stands: one query for the marks, one for judgements, and where bands need them the last tries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.mastery import QUITE_SURE_WIDTH, SURE_WIDTH, Judgement, Mastery, StateCode, Sureness, judged
from gateway.learn.said import Fall
from gateway.learn.state import NO_HISTORY, History
from gateway.services import desire
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs

Key = tuple[str, str]
"""(person id, standard id)."""


@dataclass(frozen=True)
class Marks:
    """Mastery rows and judgements of a class by (person, standard); a mastery set before `late_before` is due."""

    rows: Mapping[Key, Any]
    judgements: Mapping[Key, Judgement]
    now: datetime
    late_before: datetime

    def state(self, key: Key) -> tuple[StateCode, int, bool]:
        """Return (state as pages show it, pieces of evidence, set by a teacher)."""
        row, judgement = self.rows.get(key), self.judgements.get(key)
        pieces = row.pieces if row is not None else 0
        if judgement is not None:
            late = judgement.is_late(row.last_at if row is not None else None, self.late_before)
            return "due" if late else _JUDGED[judgement.level or 0], pieces, judgement.kind == "level"
        return (_state(row, self.now), pieces, False) if row is not None else ("none", 0, False)


_JUDGED: Mapping[int, StateCode] = {0: "exc", 4: "done", 3: "near", 2: "prog", 1: "prog"}


def read(conn: Connection, course: CourseInputs, now: datetime) -> Marks:
    """Read the marks of a course as of now."""
    rows = conn.execute(
        select(t.mastery).where(t.mastery.c.tenant_id == course.tenant_id, t.mastery.c.course_id == course.course_id)
    )
    made = decided(conn, course.tenant_id, course.course_id, kinds=desire.JUDGEMENTS)
    late = now - timedelta(days=course.learn.settings.review_days)
    return Marks({(row.person_id, row.standard_id): row for row in rows}, desire.judgements(made), now, late)


def masteries(marks: Marks, last: Mapping[Key, History], key: Key) -> Mastery:
    """Return one learner on one standard with the last tries, as bands and to-dos look at it."""
    row = marks.rows.get(key)
    if row is None:
        found = Mastery(key[1], 0.5, 0.0, 1.0, 0.0, 0, 0, None, "none", None, None, "early")
    else:
        found = Mastery(
            standard=key[1], p_ref=row.expected, low=row.low, high=row.high, p_mastered=row.certainty, n=row.pieces,
            activities=row.activities, last_at=row.last_at, state=_state(row, marks.now), level=row.level,
            estimated=row.estimated, sureness=_sureness(row), history=last.get(key, NO_HISTORY),
            fell=Fall(**row.fell) if row.fell else None,
        )  # fmt: skip
    return judged(found, marks.judgements.get(key), late_before=marks.late_before)


def last_tries(conn: Connection, course: CourseInputs, standards: Collection[str]) -> dict[Key, History]:
    """Return the last tries of each learner on these standards.

    It reads just those parts out of the stored folds: for a large class a whole fold each would take seconds.
    """
    tries: dict[Key, History] = {}
    rows = conn.execute(
        select(t.learner.c.person_id, t.learner.c.state).where(
            t.learner.c.tenant_id == course.tenant_id, t.learner.c.course_id == course.course_id
        )
    )
    for row in rows:
        records = orjson.loads(row.state)["records"]
        for standard in standards:
            if standard in records:
                tries[row.person_id, standard] = History.stored(records[standard][-1])  # a record ends with them
    return tries


def _state(row: Any, now: datetime) -> StateCode:
    if row.state in {"done", "due"}:
        return "due" if row.review_at is not None and row.review_at < now else "done"
    found: StateCode = row.state
    return found


def _sureness(row: Any) -> Sureness:
    width = row.high - row.low
    if row.state in {"none", "few"}:
        return "early"
    return "sure" if width <= SURE_WIDTH else "quite" if width <= QUITE_SURE_WIDTH else "not_very"

"""Questions that a learner asked for, to show what is known: of a placement one at a time, of a test-out in one go.

Each is a decision in the log, whose registration the practice activity reports under; what came of it follows from
there and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.evidence import Observation, from_statement
from gateway.learn.placement import RIGHT
from gateway.services.inputs import CourseInputs
from xapi import jsontext, names


@dataclass(frozen=True)
class Round:
    """Questions about one standard, asked in one practice activity; `score` 0..1 is None until they are answered."""

    standard_id: str
    activity_iri: str
    registration: str
    at: datetime
    score: float | None

    @property
    def right(self) -> bool | None:
        """Whether it worked out, None while it is not answered."""
        return None if self.score is None else self.score >= RIGHT


def read(conn: Connection, course: CourseInputs, person_id: str, kind: str) -> tuple[Round, ...]:
    """Return the rounds of a learner that decisions of a kind asked for, oldest first, with what came of them."""
    statement = t.statement.c
    asked = conn.execute(
        select(t.decision.c.standard_id, t.decision.c.value, t.decision.c.at, statement.registration,
               statement.actor_hash)
        .join(
            t.statement,
            (statement.tenant_id == t.decision.c.tenant_id) & (statement.id == t.decision.c.statement_id),
        )
        .where(
            t.decision.c.tenant_id == course.tenant_id, t.decision.c.course_id == course.course_id,
            t.decision.c.person_id == person_id, t.decision.c.kind == kind,
        )
        .order_by(t.decision.c.seq)
    ).all()  # fmt: skip
    done = conn.execute(
        select(statement.registration, statement.actor_hash, statement.body)
        .where(
            statement.tenant_id == course.tenant_id, statement.verb == names.COMPLETED, statement.voided.is_(False),
            statement.registration.in_([row.registration for row in asked]),
        )
        .order_by(statement.seq.desc())
    ).all()  # fmt: skip
    first = {(row.registration, row.actor_hash): row.body for row in done}
    return tuple(
        Round(
            row.standard_id, row.value["activity"], row.registration, row.at,
            _score(first.get((row.registration, row.actor_hash)), row.standard_id),
        )
        for row in asked
        if row.standard_id in course.standards
    )  # fmt: skip


def askable(course: CourseInputs, done: Mapping[str, int] | None = None) -> dict[str, str]:
    """Return an activity id with questions of its own for each standard that has one: about that standard alone.

    Of several, the one least often `done` (times by IRI).
    """
    found: dict[str, str] = {}
    times = done or {}
    for name, activities in course.library.by_standard.items():
        rows = [(one, course.activities[course.activity_ids[one.id]]) for one in activities]
        fit = [(one, row) for one, row in rows if row.kind == "practice"]
        best = min(
            fit,
            key=lambda pair: (len(pair[0].standards), times.get(pair[0].id, 0), pair[0].level != "core"),
            default=None,
        )
        if best is not None:
            found[name] = best[1].id
    return found


def _score(body: str | None, standard_id: str) -> float | None:
    if body is None:
        return None
    seen = from_statement(jsontext.read(body), (standard_id,))
    return seen.score if isinstance(seen, Observation) else 0.0

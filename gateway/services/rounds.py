"""Questions that a learner asked for, to show what is known: of a placement one at a time, of a test-out in one go.

Each is a decision in the log, whose registration the activity reports under; what came of it follows from there and is
kept nowhere. Practice of ours draws as many questions as are wanted. Where a standard has none, the shortest activity
that tells a score asks them: a package, or a page elsewhere of which its teacher said that it reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.evidence import Observation, from_statement
from gateway.learn.placement import RIGHT
from gateway.services.inputs import PACKAGED, CourseInputs, opens
from xapi import jsontext, names

PRACTICE: Final = "practice"
"""The kind of activities of ours that draw questions."""

ENDS: Final = (names.COMPLETED, names.ANSWERED, *names.OUTCOMES)
"""Verbs by which an activity as a whole tells how it ended (activities.md 6, 8)."""


@dataclass(frozen=True)
class Round:
    """Questions about one standard, asked in one activity; `score` 0..1 is None until they are answered."""

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
    told = _told(conn, course.tenant_id, [row.registration for row in asked])
    return tuple(
        Round(
            row.standard_id, row.value["activity"], row.registration, row.at,
            _score(told.get((row.registration, row.actor_hash, row.value["activity"]), ()), row.standard_id),
        )
        for row in asked
        if row.standard_id in course.standards
    )  # fmt: skip


def _told(
    conn: Connection, tenant_id: int, registrations: Sequence[str]
) -> dict[tuple[str | None, str | None, str | None], list[str]]:
    """Return how activities as a whole ended, oldest first, by registration, actor and activity (IRI)."""
    statement = t.statement.c
    rows = conn.execute(
        select(statement.registration, statement.actor_hash, statement.object_id, statement.body)
        .where(
            statement.tenant_id == tenant_id, statement.verb.in_(ENDS), statement.voided.is_(False),
            statement.registration.in_(registrations),
        )
        .order_by(statement.seq)
    ).all()  # fmt: skip
    found: dict[tuple[str | None, str | None, str | None], list[str]] = {}
    for row in rows:
        found.setdefault((row.registration, row.actor_hash, row.object_id), []).append(row.body)
    return found


def askable(course: CourseInputs) -> dict[str, str]:
    """Return an activity id that can ask about each standard that has one: about that standard alone, ours first.

    Of others the shortest.
    """
    found: dict[str, str] = {}
    for name, activities in course.library.by_standard.items():
        rows = [(one, course.activities[course.activity_ids[one.id]]) for one in activities]
        fit = [(one, row) for one, row in rows if asks(row)]
        best = min(
            fit,
            key=lambda pair: (
                pair[1].kind != PRACTICE, len(pair[0].standards),
                0 if pair[1].kind == PRACTICE else pair[0].minutes or 0, pair[0].level != "core",
            ),
            default=None,
        )  # fmt: skip
        if best is not None:
            found[name] = best[1].id
    return found


def asks(activity: Any) -> bool:
    """Say whether an activity (its row) can be opened by a student and tells a score."""
    if not opens(activity):
        return False
    return activity.kind in {PRACTICE, *PACKAGED} or (activity.kind == "link" and bool(activity.detail.get("reports")))


def _score(bodies: Sequence[str], standard_id: str) -> float | None:
    """Return the first score that was told; 0 of what ended without any, None of what did not end."""
    for body in bodies:
        seen = from_statement(jsontext.read(body), (standard_id,))
        if isinstance(seen, Observation):
            return seen.score
    return 0.0 if bodies else None

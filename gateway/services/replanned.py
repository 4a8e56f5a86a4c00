"""What each of a learner's newest results did to the next steps, as pages tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services.inputs import CourseInputs
from gateway.services.replans import KEPT, TOGETHER

Steps = tuple[tuple[str, str], ...]
"""Next steps as (activity id, standard id)."""


@dataclass(frozen=True)
class Replanned:
    """One result, and the next steps before and after it: `before` None for the first of all, `after` for no plan.

    `why` says why the result does not count here, or that nothing was planned between it and a later one
    (`gateway.services.replans`); empty for a result that was planned after.
    """

    seq: int
    statement_id: str
    at: datetime
    activity_id: str
    detail: Mapping[str, Any]
    why: str
    before: Steps | None
    after: Steps | None

    @property
    def same(self) -> bool:
        """Say whether the next steps stayed, in whatever order."""
        return self.after is None or (self.before is not None and set(self.before) == set(self.after))

    @property
    def fresh(self) -> tuple[str, ...]:
        """The activities (ids) that were not among the next steps before."""
        known = {activity_id for activity_id, _standard in self.before or ()}
        return tuple(activity_id for activity_id, _standard in self.after or () if activity_id not in known)


def read(conn: Connection, course: CourseInputs, person_id: str) -> tuple[Replanned, ...]:
    """Return the newest results of a learner with what they did to the next steps, oldest first."""
    here = (
        (t.evidence.c.tenant_id == t.replan.c.tenant_id)
        & (t.evidence.c.person_id == t.replan.c.person_id)
        & (t.evidence.c.seq == t.replan.c.seq)
    )
    rows = conn.execute(
        select(t.replan, t.evidence.c.statement_id, t.evidence.c.activity_id, t.evidence.c.detail)
        .join(t.evidence, here)
        .where(
            t.replan.c.tenant_id == course.tenant_id, t.replan.c.course_id == course.course_id,
            t.replan.c.person_id == person_id,
        )
        .order_by(t.replan.c.at, t.evidence.c.statement_id)
    ).all()  # fmt: skip
    found, before = [], None
    for row in rows:
        after = None if row.cards is None else tuple((card[0], card[1]) for card in row.cards)
        about = (row.seq, str(UUID(bytes=bytes(row.statement_id))), row.at, row.activity_id, row.detail)
        found.append(
            Replanned(*about, why=row.why or (TOGETHER if row.basis == TOGETHER else ""), before=before, after=after)
        )
        before = before if after is None else after
    return tuple(found[1:] if len(found) == KEPT else found)  # the oldest was kept for what it was before the next

"""Evidence becomes mastery, and mastery what the gradebook should show: all that is due of one tenant.

The result does not depend on when or how often this runs: a learner's state is a function of the evidence, the graph
and the parameter set (design.md 1.2). In-order evidence extends the state; anything else folds the learner again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert, upsert_rows
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim
from gateway.learn.fold import absorb
from gateway.learn.mastery import moment, read, review_at
from gateway.learn.state import LearnerState
from gateway.services import (
    desire,
    evidence,
    marks_of_work,
    matching,
    opt_out,
    parameters,
    placed_grades,
    replans,
    said,
    steps,
)
from gateway.services.inputs import CourseInputs, InputsCache
from gateway.services.naming import Naming

BATCH, UNKNOWN = 4, 100
"""Learners, and actors nobody has matched, in one transaction: few, because statements wait for the same writer
(docs/benchmarks.md)."""


class Evaluation:
    """The handler of the lanes `evaluate/<tenant>`."""

    def __init__(self, db: Database, cache: InputsCache, naming: Naming) -> None:
        self.db = db
        self.cache = cache
        self.naming = naming

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Evaluate until nothing is due, then publish parameter sets that have become due."""
        del held  # every step is idempotent and inside one transaction: a second holder repeats, it does not harm
        tenant_id = int(lane.partition("/")[2])
        while True:
            while due := self._due(tenant_id):
                self.db.write(partial(self.evaluate, tenant_id=tenant_id, key_hashes=due))
            if replans.catch_up(self.db, tenant_id, self.cache):
                continue  # what came meanwhile goes first
            if not parameters.publish_due(self.db, tenant_id, self.cache):
                return None

    def _due(self, tenant_id: int) -> list[str]:
        """Return the next that are due: some learners, or some actors that nobody has matched."""
        of = (t.identity.c.tenant_id == t.progress.c.tenant_id) & (t.identity.c.key_hash == t.progress.c.key_hash)
        with self.db.read() as conn:
            rows = conn.execute(
                select(t.progress.c.key_hash, t.identity.c.person_id)
                .outerjoin(t.identity, of)
                .where(t.progress.c.tenant_id == tenant_id, t.progress.c.due.is_(True))
                .order_by(t.progress.c.key_hash)
                .limit(UNKNOWN)
            ).all()
        known = [row.key_hash for row in rows if row.person_id is not None]
        return known[:BATCH] or [row.key_hash for row in rows]

    def evaluate(self, write: Write, tenant_id: int, key_hashes: Sequence[str]) -> None:
        """Bring the learners behind these actor keys up to date. Who cannot be matched stays stored and unmatched."""
        write.lock_log(tenant_id)  # what another process stores or matches meanwhile must be seen here, or see this
        known = {
            row.key_hash: row.person_id
            for row in write.conn.execute(
                select(t.identity.c.key_hash, t.identity.c.person_id).where(
                    t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash.in_(key_hashes)
                )
            )
        }
        known |= matching.match(write, self.naming, tenant_id, [one for one in key_hashes if one not in known])
        out = opt_out.people(write.conn, tenant_id)
        known = {one: person_id for one, person_id in known.items() if person_id not in out}
        for one, person_id in known.items():
            evidence.gather(write, tenant_id, one, person_id)
        unknown = [one for one in key_hashes if one not in known]
        if unknown:
            these = (t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(unknown))
            write.conn.execute(update(t.progress).where(*these).values(due=False))
        for person_id in sorted(set(known.values())):
            for course_id in courses_of(write.conn, tenant_id, person_id):
                steps.settle(write, tenant_id, course_id, person_id)
                course = self.cache.get(write.conn, tenant_id, course_id)
                refresh(write, course, person_id)
                placed_grades.learner(write, course, person_id)
                marks_of_work.learner(write, course, person_id)


def courses_of(conn: Connection, tenant_id: int, person_id: str) -> list[str]:
    """Return the courses in which a person learns."""
    rows = conn.execute(
        select(t.enrolment.c.course_id)
        .where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.person_id == person_id, t.enrolment.c.role == "learner"
        )
        .order_by(t.enrolment.c.course_id)
    )  # fmt: skip
    return [row.course_id for row in rows]


def refresh(write: Write, course: CourseInputs, person_id: str) -> None:
    """Fold a learner's evidence in one course as far as it has come, and say what the gradebook should show."""
    row = write.conn.execute(
        select(t.learner).filter_by(tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id)
    ).first()
    newest = evidence.newest(write.conn, course.tenant_id, person_id)
    current = row is not None and not row.stale and row.parameters == course.parameters.version
    if row is not None and current and newest <= row.through:
        return
    state = LearnerState.from_json(row.state) if row is not None and current else None
    seen = _observations(write.conn, course, person_id, row.through if row is not None else 0)
    before = said.rows(write.conn, course, person_id)
    if row is not None and state is not None and evidence.in_order(state, seen):
        said.laid_over(state, before)
        for one in sorted(seen, key=lambda each: each.key):
            absorb(state, one, course.learn)
        answers = row.answers + len(seen)
    else:
        every = _observations(write.conn, course, person_id, 0)
        new = seen if row is not None and row.through else []  # 0: only the numbers of pieces can tell
        same_set = row is None or row.parameters == course.parameters.version
        state = said.folded(course.learn, every, new, before, write.now, same_set=same_set)
        answers = len(every)
    _keep(write, course, person_id, state, newest, answers)
    _mastery(write, course, person_id, state)
    delivered = {name: before[name].delivered if name in before else None for name in state.records}
    desire.learner(write, course, person_id, state, delivered)
    replans.due(write, course, person_id)


def _observations(conn: Connection, course: CourseInputs, person_id: str, after: int) -> list[Any]:
    iris = {identifier: iri for iri, identifier in course.activity_ids.items()}
    return evidence.observations(conn, course, person_id, iris, after)


def _keep(write: Write, course: CourseInputs, person_id: str, state: LearnerState, through: int, answers: int) -> None:
    upsert(
        write.conn, t.learner,
        {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id},
        {
            "parameters": course.parameters.version, "through": through, "answers": answers, "stale": False,
            "state": state.to_json(),
        },
    )  # fmt: skip


def _mastery(write: Write, course: CourseInputs, person_id: str, state: LearnerState) -> None:
    """Write down how each standard stands as of its last evidence; the day is read in later.

    All of them, because evidence on one standard moves the learner's general level and refreshes prerequisites.
    """
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    kept = [name for name in course.standards if name in state.records]
    write.conn.execute(delete(t.mastery).filter_by(**key).where(t.mastery.c.standard_id.not_in(kept)))
    rows = []
    for name in kept:
        found = read(state, name, moment(state.records[name].last_at) or write.now, course.learn)
        rows.append(
            {
                **key, "standard_id": name, "expected": found.p_ref, "low": found.low, "high": found.high,
                "certainty": found.p_mastered, "pieces": found.n, "activities": found.activities,
                "last_at": found.last_at, "state": found.state, "level": found.level, "delivered": None,
                "estimated": found.estimated, "fell": found.fell._asdict() if found.fell else None,
                "review_at": moment(review_at(state, name, course.learn.settings)),
            }
        )  # fmt: skip
    upsert_rows(write.conn, t.mastery, ("tenant_id", "course_id", "person_id", "standard_id"), rows, keep={"delivered"})


def stale_course(write: Write, tenant_id: int, course_id: str) -> None:
    """Have every learner of a course read and folded again, because standards, alignments or rules changed.

    Statements are read from the beginning: what was nobody's evidence before an alignment may be some now.
    """
    _again(write, tenant_id, course_id, {"due": True, "through": 0})


def refold_course(write: Write, tenant_id: int, course_id: str) -> None:
    """Have every learner of a course folded again over the same evidence, because a parameter set was published."""
    _again(write, tenant_id, course_id, {"due": True})


def _again(write: Write, tenant_id: int, course_id: str, progress: dict[str, Any]) -> None:
    write.conn.execute(
        update(t.learner)
        .where(t.learner.c.tenant_id == tenant_id, t.learner.c.course_id == course_id)
        .values(stale=True)
    )
    people = select(t.enrolment.c.person_id).where(
        t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id, t.enrolment.c.role == "learner"
    )
    hashes = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.person_id.in_(people)
    )
    write.conn.execute(
        update(t.progress)
        .where(t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(hashes))
        .values(**progress)
    )
    write.wake(f"evaluate/{tenant_id}")

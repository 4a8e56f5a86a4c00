"""What a course's levels would be under another rule, before anybody saves it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.fold import fold
from gateway.learn.state import LearnerState
from gateway.services import evidence, said
from gateway.services.decide import decided
from gateway.services.desire import JUDGEMENTS, judgements
from gateway.services.inputs import CourseInputs, settings_of
from gateway.services.level_rules import LevelRules, kept
from gateway.web.pages.levels_page import Change


def of(conn: Connection, course: CourseInputs, wanted: LevelRules) -> Change:
    """Return how many students' levels these rules would change; those that teachers set stay."""
    settings = kept(course.settings, wanted)
    inputs = replace(course.learn, settings=settings_of(settings))
    then = replace(course, settings=settings, learn=inputs)
    iris = {identifier: iri for iri, identifier in course.activity_ids.items()}
    pinned = set(judgements(decided(conn, course.tenant_id, course.course_id, kinds=JUDGEMENTS)))
    folded = select(t.learner.c.person_id, t.learner.c.state)
    rows = conn.execute(folded.filter_by(tenant_id=course.tenant_id, course_id=course.course_id)).all()
    counts: Counter[str] = Counter()
    students = 0
    for row in rows:
        stands = said.laid_over(LearnerState.from_json(row.state), said.rows(conn, course, row.person_id))
        before = _levels(stands, course)
        after = _levels(fold(evidence.observations(conn, then, row.person_id, iris), inputs), course)
        moved = [_moved(before[one], after[one]) for one in course.standards if (row.person_id, one) not in pinned]
        students += any(moved)
        counts.update(one for one in moved if one)
    named = {name: counts[name] for name in ("higher", "lower", "given", "gone")}
    return Change(students=students, of=len(rows), **named)


def _levels(state: LearnerState, course: CourseInputs) -> dict[str, int | None]:
    return {one: state.level(one) for one in course.standards}


def _moved(before: int | None, after: int | None) -> str:
    if before == after:
        return ""
    if before is None:
        return "given"
    if after is None:
        return "gone"
    return "higher" if after > before else "lower"

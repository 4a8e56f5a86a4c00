"""Where a learner starts in each unit: from the answers of a placement, unless a teacher says otherwise.

The questions asked are decisions of the learner's in the log; the starts follow from them and their results, and are
kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.evidence import Observation, from_statement
from gateway.learn.placement import RIGHT, Placing, place
from gateway.learn.state import LearnerState, Record
from gateway.services.decide import Decided
from gateway.services.inputs import CourseInputs
from xapi import jsontext, names


@dataclass(frozen=True)
class Question:
    """One question of a placement; `right` is None while it is not answered."""

    standard_id: str
    activity_iri: str
    registration: str
    right: bool | None


@dataclass(frozen=True)
class Starts:
    """How a learner's placement stands: its questions, what follows from them, and starts that a teacher set by unit.

    Units are counted from 0.
    """

    questions: tuple[Question, ...]
    placing: Placing
    moved: Mapping[int, str]

    @property
    def begun(self) -> bool:
        """Whether a question was ever asked."""
        return bool(self.questions)


def units(course: CourseInputs) -> list[tuple[str, ...]]:
    """Return the standards of each unit of the published pathway, as far as the course has them."""
    found = (course.pathway or {}).get("units", ())
    return [tuple(one for one in unit["standards"] if one in course.standards) for unit in found]


def read(conn: Connection, course: CourseInputs, person_id: str, made: Sequence[Decided]) -> Starts:
    """Return the starts of a learner, whose decisions in the course are given."""
    asked = questions(conn, course, person_id) if any(one.kind == "question" for one in made) else ()
    answers = [(one.standard_id, one.right) for one in asked if one.right is not None]
    placing = place(units(course), course.library.graph, answers, frozenset(askable(course)))
    return Starts(asked, placing, _moved(course, made))


def known(course: CourseInputs, starts: Starts, state: LearnerState) -> frozenset[str]:
    """Return the standards before the starts, which need not be offered; later results that fail take one out."""
    found: set[str] = set()
    for number, unit in enumerate(units(course)):
        if number in starts.moved:
            found |= set(unit[: unit.index(starts.moved[number])])
        elif starts.begun and starts.placing.over:
            found |= starts.placing.known.intersection(unit)
    return unfailed(found, state)


def unfailed(standards: Iterable[str], state: LearnerState) -> frozenset[str]:
    """Return the standards without those whose newest result did not work out: these are offered again."""
    return frozenset(name for name in standards if not _failed(state.records.get(name, Record())))


def askable(course: CourseInputs) -> dict[str, str]:
    """Return an activity id with questions of its own for each standard that has one: about that standard alone."""
    found: dict[str, str] = {}
    for name, activities in course.library.by_standard.items():
        rows = [(one, course.activities[course.activity_ids[one.id]]) for one in activities]
        fit = [(one, row) for one, row in rows if row.kind == "practice"]
        best = min(fit, key=lambda pair: (len(pair[0].standards), pair[0].level != "core"), default=None)
        if best is not None:
            found[name] = best[1].id
    return found


def questions(conn: Connection, course: CourseInputs, person_id: str) -> tuple[Question, ...]:
    """Return the questions of a learner's placement, oldest first, with what came of them."""
    statement = t.statement.c
    asked = conn.execute(
        select(t.decision.c.standard_id, t.decision.c.value, statement.registration, statement.actor_hash)
        .join(
            t.statement,
            (statement.tenant_id == t.decision.c.tenant_id) & (statement.id == t.decision.c.statement_id),
        )
        .where(
            t.decision.c.tenant_id == course.tenant_id, t.decision.c.course_id == course.course_id,
            t.decision.c.person_id == person_id, t.decision.c.kind == "question",
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
    found = []
    for row in asked:
        if row.standard_id in course.standards:
            body = first.get((row.registration, row.actor_hash))
            right = None if body is None else _right(body, row.standard_id)
            found.append(Question(row.standard_id, row.value["activity"], row.registration, right))
    return tuple(found)


def _right(body: str, standard_id: str) -> bool:
    seen = from_statement(jsontext.read(body), (standard_id,))
    return isinstance(seen, Observation) and seen.score >= RIGHT


def _moved(course: CourseInputs, made: Sequence[Decided]) -> dict[int, str]:
    found: dict[int, str] = {}
    for one in made:
        if one.kind != "start" or one.by == one.person_id:
            continue
        for number, unit in enumerate(units(course)):
            if one.standard_id in unit:
                found[number] = str(one.standard_id)
    return found


def _failed(record: Record) -> bool:
    return bool(record.contributions) and record.contributions[-1].earned < RIGHT

"""A student shows at once that a standard is known already: one round of questions in place of all that is planned.

A round that works out settles the standard: nothing of it is asked for any more, until a later result does not work
out. The level stays what the evidence says, in which the round counts like any other work.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection

from gateway.db.writer import Write
from gateway.errors import NotFound, WaymarkError
from gateway.learn.mastery import Judgement
from gateway.learn.placement import RIGHT
from gateway.learn.state import LearnerState
from gateway.services import choose, rounds, supports
from gateway.services.choose import Way
from gateway.services.decide import Decided, Deciding, decide, decided
from gateway.services.inputs import CourseInputs, opens
from gateway.services.rounds import Round
from gateway.settings import Settings

KIND: Final = "test_out"

SWITCH: Final = "test_out"
"""A course's setting, on unless a teacher says otherwise."""

QUESTIONS: Final = 5
ENOUGH: Final = 0.8
"""The score 0..1 from which on a round shows that the standard is known."""

AGAIN: Final = timedelta(hours=12)
"""How long a student practises before another round on the same standard."""

Stand = Literal["open", "begun", "later", "passed", ""]


class NotNow(WaymarkError):
    """The last round on this standard was short ago, or the course asks none."""

    code = "not-now"
    status = 409
    title = _("You cannot show this right now")
    hint = _("Practise a little first. You can try again on another day.")
    audience = "student"
    retryable = False


@dataclass(frozen=True)
class TestOuts:
    """The rounds of a learner in a course, oldest first, and the standards that they settle."""

    rounds: tuple[Round, ...] = ()
    settled: frozenset[str] = frozenset()

    def last(self, standard_id: str) -> Round | None:
        """Return the newest round on a standard."""
        return next((one for one in reversed(self.rounds) if one.standard_id == standard_id), None)


def on(course: CourseInputs) -> bool:
    """Say whether students of the course may test out."""
    return bool(course.settings.get(SWITCH, True))


def worked(one: Round) -> bool:
    """Say whether a round shows that its standard is known."""
    return one.score is not None and one.score >= ENOUGH


def read(
    conn: Connection, course: CourseInputs, person_id: str, made: Sequence[Decided], state: LearnerState,
    judgements: Mapping[str, Judgement],
) -> TestOuts:  # fmt: skip
    """Return the rounds of a learner, whose decisions, fold and judgements in the course are given."""
    if not any(one.kind == KIND for one in made):
        return TestOuts()
    found = rounds.read(conn, course, person_id, KIND)
    stands = {one.standard_id for one in found if worked(one) and not _failed_since(state, one)}
    lowered = {name for name, one in judgements.items() if one.kind == "level" and one.level != 4}
    return TestOuts(found, frozenset(stands - lowered))


def stand(course: CourseInputs, done: TestOuts, standard_id: str, now: datetime) -> Stand:
    """Say whether a student may show a standard: `begun` is to be gone on with, `later` was tried a short time ago.

    Empty where there is nothing to ask, or the course asks none.
    """
    if standard_id in done.settled:
        return "passed"
    if not on(course) or _asking(course, done, standard_id) is None:
        return ""
    last = done.last(standard_id)
    if last is None:
        return "open"
    if last.score is None:
        return "begun" if last.activity_iri in course.activity_ids else "open"
    return "later" if now - last.at < AGAIN else "open"


def begin(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, standard_id: str, way: Way
) -> str:  # fmt: skip
    """Return where the questions open; a round not answered yet is gone on with.

    NotFound for a standard without questions, NotNow where the course asks none or the last round was short ago,
    TakesNoPart for a student of whom nothing is recorded.
    """
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=person_id, kinds=(KIND,))
    done = read(write.conn, course, person_id, made, LearnerState.empty(course.parameters.hyper), {})
    now = stand(course, done, standard_id, write.now)
    last = done.last(standard_id)
    if now == "begun" and last is not None:
        activity = course.activities[course.activity_ids[last.activity_iri]]
        return _opened(write, settings, course, person_id, activity.id, last.registration, way)
    activity = _asking(course, done, standard_id)
    if activity is None:
        raise NotFound("no questions for this standard")
    if now != "open":
        raise NotNow
    registration = uuid.uuid4()
    number = 1 + sum(one.standard_id == standard_id for one in done.rounds)
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, KIND, number, standard_id=standard_id,
            activity_iri=activity.iri, registration=registration,
        ),
    )  # fmt: skip
    return _opened(write, settings, course, person_id, activity.id, str(registration), way)


def _opened(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, activity_id: str, registration: str,
    way: Way,
) -> str:  # fmt: skip
    helps = supports.of(write.conn, course.tenant_id, course.course_id, person_id)
    activity, items = course.activities[activity_id], supports.items_for(helps, QUESTIONS)
    return choose.opened(write, settings, course, person_id, activity, registration, way, items=items)


def _asking(course: CourseInputs, done: TestOuts, standard_id: str) -> Any | None:
    """Return the row of the practice activity that asks next: about that standard alone, the one that asked least."""
    asked = [one.activity_iri for one in done.rounds if one.standard_id == standard_id]
    found = course.library.by_standard.get(standard_id, ())
    rows = [(one, course.activities[course.activity_ids[one.id]]) for one in found]
    fit = [(one, row) for one, row in rows if row.kind == rounds.PRACTICE and opens(row)]
    best = min(fit, key=lambda pair: (len(pair[0].standards), asked.count(pair[0].id)), default=None)
    return best[1] if best is not None else None


def _failed_since(state: LearnerState, one: Round) -> bool:
    """Say whether a result after a round did not work out: what was known is to be looked at again."""
    record = state.records.get(one.standard_id)
    last = record.contributions[-1] if record is not None and record.contributions else None
    return last is not None and last.at > one.at.timestamp() and last.earned < RIGHT

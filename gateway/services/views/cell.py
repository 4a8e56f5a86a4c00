"""One learner on one standard: evidence with how far it moved, why, the gradebook, and what a teacher decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.learn.explain import Reason, for_teacher
from gateway.learn.mastery import Mastery, read
from gateway.learn.state import Contribution
from gateway.services import desire, evidence, marking, path, progress
from gateway.services.decide import Decided, decided
from gateway.services.inputs import MARKED, CourseInputs
from gateway.services.outcomes import rubric_of
from gateway.services.publish import has_gradebook
from gateway.services.views import deliveries, people
from gateway.services.views.followed import Moved, follow
from gateway.services.views.links import Links
from gateway.services.views.names import SURENESS, Names, title_of, within
from gateway.web import choices
from gateway.web.pages import cell_sheet as c
from gateway.web.pages.charts import OverTime, Point, Range
from gateway.web.pages.sentences import Sentence
from gateway.web.reasons import say_share


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, me: str | None,
    about: tuple[str, str], back: str, now: datetime, *, error: str = "", reason: str = "",
) -> c.CellSheet:  # fmt: skip
    """Return the sheet of (person, standard); NotFound where this course has no such learner or standard (T01)."""
    person_id, standard_id = about
    if standard_id not in inputs.standards:
        raise NotFound("no such standard in this course")
    who = people.learner(conn, course.tenant_id, course.id, person_id, course.only)
    found = path.load(conn, inputs, person_id, now)
    estimate, shown = read(found.state, standard_id, now, inputs.learn), found.mastery(standard_id)
    names = Names(inputs, language)
    row = inputs.standards[standard_id]
    moves = follow(conn, inputs, person_id, standard_id)
    decision = decision_of(conn, inputs, links, me, person_id).get(standard_id)
    grades = deliveries.read(conn, inputs, links, person_id=person_id) if has_gradebook(course) else None
    points = {level: str(value) for level, value in desire.points(inputs).items()}
    return c.CellSheet(
        now=now, student=who.name, first_name=who.first, student_url=links.student(person_id), code=row.code,
        title=title_of(row), statement=row.statement, state=shown.state,
        form=c.LevelForm(
            f"{links.cell(person_id, standard_id)}/level", f"{links.cell(person_id, standard_id)}/excuse", back,
            choices.level_choices(points, shown.level or estimate.level or 0, inputs.words), reason=reason, error=error,
        ),
        sureness=SURENESS[estimate.sureness], have=estimate.n, need=inputs.learn.settings.pieces,
        estimate=estimate.state,
        why=tuple(names.say("why", one) for one in for_teacher(estimate, inputs.learn.settings))[:3],
        settles=_settles(found, names, standard_id), range=range_of(estimate, inputs),
        history=_drawn(names, inputs, standard_id, moves), results=results(conn, inputs, names, about, moves),
        delivery=grades.of(person_id, standard_id, have=estimate.n, excused=shown.state == "exc") if grades else None,
        decision=decision, class_url=links.at(), recorded=not who.out,
    )  # fmt: skip


def _settles(found: path.Learner, names: Names, standard_id: str) -> Sentence | None:
    """Say what evidence would settle it; nothing where a teacher excused the student."""
    if found.mastery(standard_id).state == "exc":
        return None
    told = path.settles(found, standard_id)
    return names.say("why", Reason(f"settles_{told.way}" if told.results else "settles_far", {"n": told.results}))


def decision_of(
    conn: Connection, inputs: CourseInputs, links: Links, me: str | None, person_id: str
) -> dict[str, c.Decision]:
    """Return the judgement that stands on each standard of one learner."""
    staff = people.staff_names(conn, inputs.tenant_id, inputs.course_id)
    made = decided(conn, inputs.tenant_id, inputs.course_id, person_id=person_id, kinds=desire.JUDGEMENTS)
    return {one.standard_id: _decision(one, staff, links, me) for one in made if one.standard_id}


def _decision(one: Decided, staff: dict[str, str], links: Links, me: str | None) -> c.Decision:
    return c.Decision(
        "set" if one.kind == "level" else "excused", staff.get(one.by or "", ""), one.at, one.text or "",
        links.decision(one.statement_id), int(one.value) if one.kind == "level" else 0, mine=one.by == me,
    )  # fmt: skip


def range_of(mastery: Mastery, inputs: CourseInputs) -> Range | None:
    """Return the expected result now with its likely range, None while nothing is known."""
    if not mastery.n:
        return None
    return Range(
        _points(mastery.p_ref), _points(mastery.low), _points(mastery.high), _points(inputs.learn.settings.aim)
    )


def over_time(conn: Connection, names: Names, inputs: CourseInputs, person_id: str, standard: str) -> OverTime | None:
    """Return how the expected result and its likely range moved, None while there is no result."""
    return _drawn(names, inputs, standard, follow(conn, inputs, person_id, standard))


def _drawn(names: Names, inputs: CourseInputs, standard: str, moves: Sequence[Moved]) -> OverTime | None:
    points = tuple(
        Point(
            one.seen.timestamp, _points(one.after.p_ref), _points(one.after.low), _points(one.after.high),
            names.of(one.seen.activity_id), say_share(one.did.earned, one.seen.questions),
        )
        for one in moves
    )  # fmt: skip
    if not points:
        return None
    return OverTime(within(inputs.standards[standard]), points, _points(inputs.learn.settings.aim))


def results(
    conn: Connection, inputs: CourseInputs, names: Names, about: tuple[str, str], moves: Sequence[Moved]
) -> tuple[c.Result, ...]:
    """Return the evidence of (person, standard) newest first, each with what it did; what did not count says why."""
    person_id, standard = about
    counted = {one.seen.statement_id: one.did for one in moves}
    rows = conn.execute(
        select(t.evidence)
        .where(
            t.evidence.c.tenant_id == inputs.tenant_id, t.evidence.c.person_id == person_id,
            evidence.counts_here(inputs, person_id),
        )
        .order_by(t.evidence.c.timestamp.desc(), t.evidence.c.statement_id.desc())
    ).all()  # fmt: skip
    mine = [row for row in rows if standard in row.standards]
    marks = [bytes(row.statement_id) for row in mine if is_mark(inputs, row)]
    words = marking.words_of(conn, inputs.tenant_id, marks) if marks else {}
    share = evidence.rapid_share(conn, inputs, person_id, mine)
    return tuple(
        replace(_result(inputs, names, row, standard, counted, share), word=words.get(bytes(row.statement_id), ""))
        for row in mine
    )


def is_mark(inputs: CourseInputs, row: Any) -> bool:
    """Say whether evidence is a teacher's mark in a row of a rubric."""
    activity = inputs.activities.get(row.activity_id)
    return activity is not None and activity.kind == MARKED


def _result(
    inputs: CourseInputs, names: Names, row: Any, standard: str, counted: Mapping[str, Contribution], share: float
) -> c.Result:
    one = counted.get(str(UUID(bytes=bytes(row.statement_id))))
    earned = row.detail.get("earned", row.score)
    questions = row.detail.get("questions")
    activity = inputs.activities.get(row.activity_id)
    levels = len(rubric_of(activity)) if activity is not None else 0
    right, asked = _share(earned, questions)
    dated = row.detail.get("dated") or ""
    return c.Result(
        names.of(row.activity_id), row.timestamp, right=right, asked=asked,
        level=round(row.score * (levels - 1)) + 1 if levels > 1 else 0, hints=row.detail.get("hints_used") or 0,
        move=progress.move_of(one) if one else "", before=_points(one.before) if one else 0,
        after=_points(one.after) if one else 0, why_not="" if one else why_not(inputs, row, standard, share),
        dated=date.fromisoformat(dated[:10]) if dated else None, ahead=dated > row.timestamp.isoformat(),
    )  # fmt: skip


def why_not(inputs: CourseInputs, row: Any, standard: str, share: float) -> str:
    """Return the page's word for why a piece of evidence does not count for a standard of this course.

    `share` is that of `evidence.rapid_share`.
    """
    if (row.activity_id, standard) in inputs.declined:
        return "declined"
    if inputs.rapid(row.activity_id, row.detail, share):
        return "rapid"
    return "practice" if not inputs.counts(row.activity_id) else "weight"


def _share(earned: float, questions: int | None) -> tuple[str, str]:
    """Return "3", "4" where a result came from so many questions, else of 100."""
    asked = questions or 100
    if abs(earned * asked - round(earned * asked)) > 0.02:
        asked = 100
    return str(round(earned * asked)), str(asked)


def _points(share: float) -> int:
    return round(share * 100)

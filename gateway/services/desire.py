"""What the learning system should show of one learner: the delivered level of each standard of the open units.

Levels are written down whether or not grades are written; Cells exist only while the course writes (U42). A value
changes by evidence or by a teacher's judgement, never by time alone (design.md 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.delivery.comment import grade_comment
from gateway.learn import grading
from gateway.learn.mastery import Judgement, Mastery, judged, moment, read
from gateway.learn.state import LearnerState
from gateway.services import own_views, said
from gateway.services.columns import with_columns
from gateway.services.decide import Decided, decided
from gateway.services.inputs import CourseInputs
from lti.lms.base import ColumnWanted

JUDGEMENTS = ("level", "excused")


def learner(
    write: Write,
    course: CourseInputs,
    person_id: str,
    state: LearnerState,
    previous: Mapping[str, int | None] | None = None,
) -> None:
    """Bring the delivered levels of one learner up to date, and what the gradebook should show of them.

    `state` has what is said laid over it; `previous` are the levels delivered before by standard, where they are known.
    """
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    if previous is None:
        previous = {name: row.delivered for name, row in said.rows(write.conn, course, person_id).items()}
    made = judgements(decided(write.conn, course.tenant_id, course.course_id, person_id=person_id, kinds=JUDGEMENTS))
    columns = _columns(write, course)
    held = _held(write, course, person_id)
    views = own_views.places(write, course)
    for standard_id in course.standards:
        judgement = made.get((person_id, standard_id))
        if standard_id not in previous and judgement is None:
            # Evidence or judgement was taken back: nothing is left to show.
            if held.get(columns.get(standard_id, "")) is not None:
                want.cell(write, course.tenant_id, columns[standard_id], person_id, None)
            continue
        record = state.records.get(standard_id)
        last = moment(record.last_at) if record else None
        shown = judged(read(state, standard_id, last or write.now, course.learn), judgement)
        level = shown.level
        if standard_id in previous and previous[standard_id] != level:
            write.conn.execute(update(t.mastery).filter_by(**key, standard_id=standard_id).values(delivered=level))
        if standard_id in columns:
            place_id, wanted = columns[standard_id], _wanted(course, shown, level)
            before = held.get(place_id)
            stays = not shown.set_by_teacher and _stays(write, course, (place_id, person_id), before, wanted)
            if before != wanted and not stays:
                want.cell(write, course.tenant_id, place_id, person_id, wanted)
            if standard_id in views:
                own_views.show(write, course, views[standard_id], person_id, level, wanted or {})


def _stays(write: Write, course: CourseInputs, cell: tuple[str, str], before: Any, wanted: Any) -> bool:
    """Say whether the higher value stays because the course wants no grade to fall, which the history then tells (F17).

    What a teacher sets is always written, and so is that nothing is known any more.
    """
    if not course.settings.get("keep_highest") or before is None or wanted is None:
        return False
    if wanted["value"] >= before["value"]:
        return False
    want.note(write, course.tenant_id, *cell, "kept_higher", wanted)
    return True


def judgements(made: Sequence[Decided]) -> dict[tuple[str, str], Judgement]:
    """Return the judgement that stands by (person, standard): the newest one."""
    found = {}
    for one in made:
        if one.standard_id and one.kind in JUDGEMENTS:
            level = int(one.value) if one.kind == "level" else None
            found[one.person_id, one.standard_id] = Judgement("level" if level else "excused", level, one.at)
    return found


def writes(course: CourseInputs) -> bool:
    """Say whether a course's grades are written: published, and switched on by a teacher (U42)."""
    return course.published and bool(course.settings.get("write"))


def points(course: CourseInputs) -> Mapping[int, int]:
    """Return the points of each level in this course."""
    chosen: Mapping[str, int] = course.settings.get("points") or {}
    return {**grading.DEFAULT_POINTS, **{int(level): value for level, value in chosen.items()}}


def _words(course: CourseInputs) -> Mapping[int, str]:
    """Return the school's own words by level; a level without one keeps ours."""
    rule = course.learn.settings.rule
    return {level: word for level, word in enumerate(rule.words, start=1) if word} if rule is not None else {}


def open_standards(course: CourseInputs) -> list[str]:
    """Return the standards of the units that are open, in order; those have columns."""
    units = (course.pathway or {}).get("units", ())
    return [one for unit in units if unit.get("open", True) for one in unit["standards"] if one in course.standards]


def column_wanted(course: CourseInputs, standard_id: str) -> ColumnWanted:
    """Return the column of a standard: one per standard of an open unit, out of the total unless a teacher says so."""
    row = course.standards[standard_id]
    return ColumnWanted(
        key=f"waymark-standard-{row.identifier}"[:255], label=column_label(row.code, row.statement),
        maximum=max(points(course).values()), tag=row.code[:255],
        counts_in_total=bool(course.settings.get("counts")),
    )  # fmt: skip


def column_label(code: str, statement: str) -> str:
    """Return the head of a column: the code and the beginning of the statement."""
    short = statement if len(statement) <= 60 else statement[:57].rsplit(" ", 1)[0] + " …"
    return f"{code} {short}".strip()


def _columns(write: Write, course: CourseInputs) -> dict[str, str]:
    """Return the id of the Place of each open standard, where the course writes; missing ones are wanted now."""
    if not writes(course):
        return {}
    rows = write.conn.execute(
        select(t.place.c.id, t.place.c.standard_id, t.place.c.key, t.place.c.wanted).filter_by(
            tenant_id=course.tenant_id, course_id=course.course_id, kind="column"
        )
    )
    there = {row.standard_id: row for row in rows}
    found = {}
    for standard_id in with_columns(course):
        wanted, row = column_wanted(course, standard_id), there.get(standard_id)
        if row is not None and row.key == wanted.key and row.wanted == vars(wanted):
            found[standard_id] = str(row.id)  # the usual case asks the database once for all columns
        else:
            found[standard_id] = want.column(write, course.tenant_id, course.course_id, standard_id, wanted)
    return found


def _held(write: Write, course: CourseInputs, person_id: str) -> dict[str, Mapping[str, Any] | None]:
    """Return what is wanted for a learner by Place; a Place at which nothing was ever wanted is absent."""
    rows = write.conn.execute(
        select(t.cell.c.place_id, t.cell.c.wanted).filter_by(tenant_id=course.tenant_id, person_id=person_id)
    )
    return {row.place_id: row.wanted for row in rows}


def _wanted(course: CourseInputs, shown: Mastery, level: int | None) -> dict[str, Any] | None:
    value = grading.points(level, points(course))
    if value is None or level is None:
        return None
    parts = grading.comment(shown)
    if parts is not None:
        # The words say the level that stands there, which a new parameter set alone does not change.
        parts = replace(parts, level=level)
    language = str(course.settings.get("language", "en"))
    activity = course.activities.get(course.activity_ids.get(parts.activity_id or "", "")) if parts else None
    title = activity.title.get(language) or activity.title.get("en") if activity else None
    comment = grade_comment(parts, title, language, _words(course)) if parts else ""
    maximum = max(points(course).values())
    return {
        "value": value, "maximum": maximum, "comment": comment,
        "at": parts.at.isoformat() if parts and parts.at else None,
    }  # fmt: skip

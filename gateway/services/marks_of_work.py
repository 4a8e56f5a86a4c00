"""What else the gradebook shows of one learner: the mark of each assignment, and the pathway's progress.

Both follow from what is known already: results of activities, and the levels that were delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.delivery.comment import progress_comment, result_comment
from gateway.learn.grading import MASTERED
from gateway.services import columns, desire, own_dates, own_parts, own_plans, placed_grades
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs


def learner(write: Write, course: CourseInputs, person_id: str) -> None:
    """Want marks of a learner's assignments, progress, opened parts and plan; nothing while no grades are written."""
    if not desire.writes(course):
        return
    _assignments(write, course, person_id)
    progress(write, course, person_id)
    own_parts.learner(write, course, person_id)
    if own_plans.on(course):
        left, levels, _last = _standing(write, course, person_id)
        opened = set(desire.open_standards(course))
        own_plans.learner(
            write, course, person_id, [one for one in left if one in opened and levels.get(one) != MASTERED]
        )


def progress(write: Write, course: CourseInputs, person_id: str) -> None:
    """Want what the column of the pathway's progress should show of a learner, where the course has one."""
    if desire.writes(course) and columns.has_progress(course):
        place_id = want.column(write, course.tenant_id, course.course_id, None, columns.progress_wanted(course))
        want.cell(write, course.tenant_id, place_id, person_id, _progress(write, course, person_id))


def _assignments(write: Write, course: CourseInputs, person_id: str) -> None:
    """Give each assignment that stands for the learner its day, and the best result behind it."""
    rows = write.conn.execute(
        select(t.place.c.id, t.place.c.activity_id, t.place.c.wanted, t.cell.c.wanted.label("now"))
        .join(t.cell, (t.cell.c.tenant_id == t.place.c.tenant_id) & (t.cell.c.place_id == t.place.c.id))
        .where(
            t.place.c.tenant_id == course.tenant_id, t.place.c.course_id == course.course_id,
            t.place.c.kind == "assignment", t.cell.c.person_id == person_id, t.cell.c.wanted.is_not(None),
        )
    ).all()  # fmt: skip
    best = placed_grades.best(write, course, person_id) if rows else {}
    for row in rows:
        result = best.get(row.activity_id)
        wanted = {**row.now, **own_dates.day(write.conn, course, person_id, row.activity_id, write.now.date())}
        if result is not None:
            wanted |= _marked(course, row.activity_id, result, int(row.wanted["maximum"]))
        want.cell(write, course.tenant_id, row.id, person_id, wanted)


def _marked(course: CourseInputs, activity_id: str, result: placed_grades.Result, maximum: int) -> Mapping[str, Any]:
    language = str(course.settings.get("language", "en"))
    activity = course.activities.get(activity_id)
    title = (activity.title.get(language) or activity.title.get("en")) if activity is not None else None
    return {
        "value": int(result.share * maximum + 0.5), "maximum": maximum, "at": result.at,
        "comment": result_comment(result.share, title, result.at, language),
    }  # fmt: skip


def _progress(write: Write, course: CourseInputs, person_id: str) -> dict[str, Any] | None:
    """Return the share of the pathway's standards that are mastered, in whole percent; None before the first level.

    Excused standards are nobody's to master: they are left out of both numbers.
    """
    counted, levels, last = _standing(write, course, person_id)
    if not levels or not counted:
        return None
    done = sum(levels.get(one) == MASTERED for one in counted)
    return {
        "value": round(columns.OUT_OF * done / len(counted)), "maximum": columns.OUT_OF,
        "comment": progress_comment(done, len(counted), str(course.settings.get("language", "en"))),
        "at": last.isoformat() if last else None,
    }  # fmt: skip


def _standing(write: Write, course: CourseInputs, person_id: str) -> tuple[list[str], dict[str, int], datetime | None]:
    """Return the pathway's standards that are not excused, the levels that stand, and the time of the last evidence."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=person_id, kinds=desire.JUDGEMENTS)
    judged = {standard: one for (_, standard), one in desire.judgements(made).items()}
    excused = {standard for standard, one in judged.items() if not one.level}
    counted = [one for unit in (course.pathway or {}).get("units", ()) for one in unit["standards"]]
    counted = [one for one in counted if one in course.standards and one not in excused]
    rows = write.conn.execute(
        select(t.mastery.c.standard_id, t.mastery.c.delivered, t.mastery.c.last_at).filter_by(**key)
    ).all()
    levels = {row.standard_id: row.delivered for row in rows if row.delivered}
    levels |= {standard: one.level for standard, one in judged.items() if one.level}
    return counted, levels, max((row.last_at for row in rows if row.last_at is not None), default=None)

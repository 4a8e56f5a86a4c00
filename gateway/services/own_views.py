"""Levels in the learning system's own mastery views, beside the gradebook, where a teacher switched that on.

A Place for each standard that has a column, a Cell for each learner with a level; both follow what the columns show.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import func, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.delivery.comment import level_words
from gateway.learn.grading import MASTERED
from gateway.services.inputs import CourseInputs
from lti.lms.own_views import StandardWanted

KIND: Final = "standard"
"""Kind of the Places."""

SWITCH: Final = "own_views"
"""Setting of a course."""


def on(course: CourseInputs) -> bool:
    """Say whether a course shows levels there: published, writing grades, and switched on."""
    return course.published and bool(course.settings.get("write")) and bool(course.settings.get(SWITCH))


def want_all(write: Write, course: CourseInputs, columns: Mapping[str, str]) -> None:
    """Want these standards there; `columns` are the keys of their gradebook columns by standard."""
    if not on(course):
        return
    frameworks = {
        row.standard_id: row
        for row in write.conn.execute(
            select(t.standard.c.id.label("standard_id"), t.framework.c.identifier, t.framework.c.title)
            .join(
                t.framework,
                (t.framework.c.tenant_id == t.standard.c.tenant_id) & (t.framework.c.id == t.standard.c.framework_id),
            )
            .where(t.standard.c.tenant_id == course.tenant_id, t.standard.c.id.in_(list(columns)))
        )
    }
    levels = level_words(str(course.settings.get("language", "en")))
    for standard_id, column_key in columns.items():
        row, framework = course.standards[standard_id], frameworks[standard_id]
        wanted = StandardWanted(
            key=row.identifier[:255], code=row.code[:255], statement=row.statement,
            framework_key=framework.identifier[:255], framework_title=framework.title[:255], levels=levels,
            mastered=MASTERED, column_key=column_key,
        )  # fmt: skip
        want.standard(write, course.tenant_id, course.course_id, standard_id, wanted)


def places(write: Write, course: CourseInputs) -> dict[str, str]:
    """Return the id of the Place of each standard that stands there, {} where the course shows none."""
    if not on(course):
        return {}
    one = t.place.c
    rows = write.conn.execute(
        select(one.standard_id, one.id).where(
            one.tenant_id == course.tenant_id, one.course_id == course.course_id, one.kind == KIND,
            one.state != "stopped",
        )
    )  # fmt: skip
    return {row.standard_id: row.id for row in rows}


def show(
    write: Write, course: CourseInputs, place_id: str, person_id: str, level: int | None, column: Mapping[str, Any]
) -> None:
    """Want a level for a learner, with the comment that stands in the column."""
    wanted = None
    if level is not None:
        kept = {name: column[name] for name in ("comment", "at") if name in column}
        wanted = {**kept, "value": level, "maximum": MASTERED}
    want.cell(write, course.tenant_id, place_id, person_id, wanted)


def stops(course: CourseInputs, place: Any, standards: Collection[str]) -> bool:
    """Say whether a Place of this kind is not wanted any more."""
    return place.kind == KIND and (not on(course) or place.standard_id not in standards)


def counts(conn: Any, tenant_id: int, course_id: str) -> tuple[dict[str, int], list[str]]:
    """Return how many levels stand how, by state, and the reasons for which something is held or failed."""
    place, cell = t.place.c, t.cell.c
    mine = (place.tenant_id == tenant_id, place.course_id == course_id, place.kind == KIND, place.state != "stopped")
    rows = conn.execute(
        select(cell.state, func.count())
        .join(t.place, (place.tenant_id == cell.tenant_id) & (place.id == cell.place_id))
        .where(cell.tenant_id == tenant_id, *mine)
        .group_by(cell.state)
    )
    found = {state: int(number) for state, number in rows}
    held = select(place.reason).where(*mine, place.state.in_(["held", "waiting"]), place.reason.is_not(None))
    failed = (
        select(cell.reason)
        .join(t.place, (place.tenant_id == cell.tenant_id) & (place.id == cell.place_id))
        .where(cell.tenant_id == tenant_id, *mine, cell.state.in_(["held", "failed"]), cell.reason.is_not(None))
    )
    reasons = [row.reason for query in (held, failed) for row in conn.execute(query)]
    return found, sorted({str((one or {}).get("code", "")) for one in reasons} - {""})

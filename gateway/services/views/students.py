"""Students by name: where each is, and when they were last here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.learn.pace import is_away
from gateway.services import pace
from gateway.services.inputs import CourseInputs
from gateway.services.views import bands, marking, marks, people, rubric
from gateway.services.views.class_list import changes, roster_line
from gateway.services.views.links import Links
from gateway.web import choices
from gateway.web.pages.students_page import Listed, StudentsPage


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, section: str, now: datetime
) -> StudentsPage:
    """Return the list; those who left stand at the end (U30)."""
    everyone = people.learners(conn, course.tenant_id, course.id, course.only)
    names = people.sections(conn, course.tenant_id, course.id, course.only)
    found = marks.read(conn, inputs, now)
    where = _bands(conn, inputs, found, people.counted(everyone), now) if inputs.published else {}
    shown = [one for one in everyone if not section or section in one.sections]
    counts = [(key, name, sum(key in one.sections for one in people.counted(everyone))) for key, name in names.items()]
    away = pace.of_class(conn, inputs)
    listed = [
        Listed(
            one.name, links.student(one.id), ", ".join(names[each] for each in one.sections if each in names),
            where.get(one.id, ""),
            sum(found.state((one.id, name))[0] in {"done", "due"} for name in inputs.standards),
            len(inputs.standards), one.last_active, left=not one.active, test=one.test,
            out=one.out, away=is_away(away.get(one.id, ()), now.date()),
        )
        for one in sorted(shown, key=lambda each: (not each.active, each.test))
    ]  # fmt: skip
    return StudentsPage(
        now, links.at("students"), choices.section_choices(counts, section) if len(counts) > 1 else (),
        roster_line(course, links), tuple(listed),
        links.at("rubric") if rubric.led(inputs) or marking.used(conn, inputs) else "", changes(conn, course, everyone),
        links.at("students/earlier"), links.at("students/ideas"),
    )  # fmt: skip


def _bands(
    conn: Connection, inputs: CourseInputs, found: marks.Marks, shown: list[people.Learner], now: datetime
) -> dict[str, str]:
    rows = bands.rows(conn, inputs, found, shown, now)
    return {one: each.band for one, each in bands.placed(rows, now).items()}

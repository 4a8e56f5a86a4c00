"""The pages about work that the learning system grades itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.services import graded_work
from gateway.services.graded_take import share_of
from gateway.services.inputs import CourseInputs
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import title_of
from gateway.standards.codes import same
from gateway.web.graded_words import trouble
from gateway.web.pages import graded_page as g
from lti.lms.base import Capabilities
from lti.lms.graded import Grade

HOME = "gradebook/graded"


def works(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, now: datetime, can: Capabilities, error: str
) -> g.WorksPage:
    """Return the list of what was found when somebody looked last; `error` is the code of a look that failed."""
    rows = graded_work.listed(conn, course.tenant_id, course.id)
    serves = graded_work.standards_of(conn, course.tenant_id, [one.activity_id for one in rows if one.activity_id])
    return g.WorksPage(
        now=now, system=can.title, readable=can.reads_grades, look_url=links.at(f"{HOME}/look"),
        read_url=links.at(f"{HOME}/read") if any(one.counts for one in rows) else "",
        gradebook_url=links.at("gradebook"), error=trouble(error) if error else "",
        works=tuple(_line(one, inputs, serves.get(one.activity_id, []), links) for one in rows),
    )  # fmt: skip


def _line(row: Any, inputs: CourseInputs, serves: list[str], links: Links) -> g.WorkLine:
    return g.WorkLine(
        row.title, links.at(f"{HOME}/{row.id}"), row.kind, row.counts,
        tuple(inputs.standards[one].code for one in serves if one in inputs.standards) if row.counts else (),
        row.read_at, trouble(row.trouble["code"]) if row.trouble else "",
    )  # fmt: skip


def work(
    conn: Connection, inputs: CourseInputs, links: Links, can: Capabilities, row: Any,
    found: Mapping[str, Grade] | str, only: Sequence[str] | None,
) -> g.WorkPage:  # fmt: skip
    """Return one work with the grades that stand there now, by person id; a text is the code of what went wrong.

    `only` are the sections whose students the reader may see.
    """
    serves = graded_work.standards_of(conn, inputs.tenant_id, [row.activity_id] if row.activity_id else [])
    chosen = set(serves.get(row.activity_id, ()))
    everyone = people.counted(people.learners(conn, inputs.tenant_id, inputs.course_id, only))
    grades = {} if isinstance(found, str) else found
    return g.WorkPage(
        system=can.title, title=row.title, kind=row.kind, save_url=links.at(f"{HOME}/{row.id}"),
        list_url=links.at(HOME), counts=row.counts, students=len(everyone),
        standards=tuple(
            g.StandardChoice(
                one.id, one.code, title_of(one), _is_chosen(one, row, chosen), _is_named(one, row.codes),
            )
            for one in inputs.standards.values()
        ),
        grades=tuple(_grade(one.name, grades[one.id]) for one in everyone if one.id in grades),
        error=trouble(found) if isinstance(found, str) else "",
    )  # fmt: skip


def _is_chosen(standard: Any, row: Any, chosen: set[str]) -> bool:
    """Tell whether a box is ticked: what was chosen, and before anybody chose what the learning system names."""
    return standard.id in chosen if row.activity_id else _is_named(standard, row.codes)


def _is_named(standard: Any, codes: Sequence[str]) -> bool:
    """Tell whether the learning system names a standard, by its code or its identifier."""
    return any(same(one, standard.code) or one.lower() == standard.identifier.lower() for one in codes if one)


def _grade(name: str, grade: Grade) -> g.GradeLine:
    return g.GradeLine(name, f"{grade.value:g} / {grade.maximum:g}", round(share_of(grade) * 100))

"""The gradebook page: one line per grade, what needs the teacher first, and the history of one grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import desire
from gateway.services.inputs import CourseInputs
from gateway.services.publish import has_gradebook
from gateway.services.views import deliveries, marks, people, preview
from gateway.services.views.deliveries import Grades
from gateway.services.views.links import Links
from gateway.services.views.names import title_of
from gateway.services.views.people import Learner
from gateway.web import choices
from gateway.web.pages import gradebook_page as g
from gateway.web.pages.shell import Action, Choice
from lti.lms.base import Capabilities

PAGE = 100
_SHOWS = {"needs": {"held", "failed"}, "waiting": {"waiting"}, "sent": {"sent", "kept"}}
_ORDER = {"held": 0, "failed": 1, "waiting": 2, "sent": 3, "kept": 3}
_STATES = {"sent": "sent", "there": "sent", "held": "held", "throttled": "waiting", "timeout": "waiting"}


@dataclass(frozen=True)
class Asked:
    """What the pickers ask for; `column` is a standard's id."""

    show: str = ""
    column: str = ""
    section: str = ""
    everything: bool = False


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, asked: Asked, now: datetime, can: Capabilities
) -> g.GradebookPage:
    """Return the page; without a gradebook in the learning system it only says so (U41).

    `can` is what the adapter of the course's learning system is able to do.
    """
    on = bool(course.settings.get("write"))
    if not has_gradebook(course):
        return g.GradebookPage(now, on, links.at("gradebook/write"), 0, links.at("gradebook"))
    grades = deliveries.read(conn, inputs, links)
    everyone = people.learners(conn, course.tenant_id, course.id)
    shown = people.counted(everyone, asked.section)
    counts = grades.line(one.id for one in shown)
    lines = _lines(conn, inputs, grades, shown, asked, now)
    table, ready = preview.gradebook(conn, inputs, shown, "", now, can)
    return g.GradebookPage(
        now=now, write=on, write_url=links.at("gradebook/write"),
        write_now=ready if inputs.published else 0,
        filters_url=links.at("gradebook"), counts=counts, columns=table.columns if inputs.published else (),
        lines=lines if asked.everything else lines[:PAGE], total=len(lines),
        shown=choices.shown_choices(counts.needs_you, counts.waiting, counts.sent, asked.show),
        column_choices=_columns(inputs, asked.column), sections=_sections(conn, course, everyone, asked.section),
        try_all=Action("try_all", links.at("gradebook/again")) if counts.waiting or counts.needs_you else None,
        graded_url=links.at("gradebook/graded") if can.reads_grades else "",
        setup_url=links.at("setup"), more_url="" if asked.everything or len(lines) <= PAGE else links.at(
            "gradebook", show=asked.show, column=asked.column, section=asked.section, all=1
        ),
    )  # fmt: skip


def _lines(
    conn: Connection, inputs: CourseInputs, grades: Grades, shown: list[Learner], asked: Asked, now: datetime
) -> tuple[g.Line, ...]:
    found = marks.read(conn, inputs, now)
    standards = [one for one in desire.open_standards(inputs) if not asked.column or one == asked.column]
    wanted = _SHOWS.get(asked.show)
    lines = []
    for one in shown:
        for name in standards:
            state, have, _ = found.state((one.id, name))
            delivery = grades.of(one.id, name, have=have, excused=state == "exc")
            if wanted is not None and delivery.state not in wanted:
                continue
            row, place = inputs.standards[name], grades.places.get(name)
            tried = place is not None and (place.id, one.id) in grades.cells
            history = grades.links.grade(place.id, one.id, "history") if tried and place is not None else ""
            url = grades.links.student(one.id)
            lines.append(g.Line(one.name, url, row.code, title_of(row), delivery, history))
    return tuple(sorted(lines, key=lambda one: _ORDER.get(one.delivery.state, 4)))


def _columns(inputs: CourseInputs, chosen: str) -> tuple[Choice, ...]:
    names = desire.open_standards(inputs)
    rows = [inputs.standards[one] for one in names]
    everything = Choice("", str(gettext("All columns (%(n)s)", n=len(rows))), not chosen)
    return (everything, *(Choice(one.id, f"{one.code} {title_of(one)}", one.id == chosen) for one in rows))


def _sections(conn: Connection, course: Any, everyone: list[Learner], chosen: str) -> tuple[Choice, ...]:
    names = people.sections(conn, course.tenant_id, course.id)
    active = people.counted(everyone)
    counts = [(key, name, sum(key in one.sections for one in active)) for key, name in names.items()]
    return choices.section_choices(counts, chosen) if len(counts) > 1 else ()


def history(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, place_id: str, person_id: str, now: datetime
) -> g.HistorySheet:
    """Return every try to write one grade, newest first; NotFound for a column of another course (T01)."""
    place = conn.execute(
        select(t.place).filter_by(tenant_id=course.tenant_id, course_id=course.id, id=place_id, kind="column")
    ).first()
    standard = inputs.standards.get(place.standard_id) if place is not None else None
    if standard is None:
        raise NotFound("no such column in this course")
    who = people.learner(conn, course.tenant_id, course.id, person_id)
    rows = conn.execute(
        select(t.attempt)
        .filter_by(tenant_id=course.tenant_id, place_id=place_id, person_id=person_id)
        .order_by(t.attempt.c.at.desc(), t.attempt.c.version.desc())
    )
    tries = tuple(
        g.Try(
            row.at, f"{row.value['value']:g}" if row.value else "", _STATES.get(row.outcome, "failed"),
            "" if row.outcome in {"sent", "held"} else deliveries.reason_of(row.outcome),
        )
        for row in rows
    )  # fmt: skip
    return g.HistorySheet(now, who.name, standard.code, title_of(standard), tries, links.at("gradebook"))

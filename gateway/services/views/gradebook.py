"""The gradebook page: one line per grade, what needs the teacher first, and the history of one grade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.delivery import halted
from gateway.errors import NotFound
from gateway.services.columns import with_columns
from gateway.services.inputs import CourseInputs
from gateway.services.placed_grades import LINK
from gateway.services.publish import has_gradebook
from gateway.services.views import deliveries, marks, people, preview
from gateway.services.views.deliveries import Grades
from gateway.services.views.links import Links
from gateway.services.views.names import title_of
from gateway.services.views.people import Learner
from gateway.web import choices
from gateway.web.pages import gradebook_page as g
from gateway.web.pages.delivery import Delivery
from gateway.web.pages.shell import Action, Choice
from lti.lms.base import Capabilities

PAGE = 100
_SHOWS = {"needs": {"held", "failed"}, "waiting": {"waiting"}, "sent": {"sent", "kept"}}
_ORDER = {"held": 0, "failed": 1, "waiting": 2, "sent": 3, "kept": 3}
_STATES = {
    "sent": "sent",
    "there": "sent",
    "held": "held",
    "throttled": "waiting",
    "timeout": "waiting",
    "equal": "sent",
    "superseded": "replaced",
    "kept_higher": "replaced",
    "unpublished": "waiting",
    "course_closed": "waiting",
}


@dataclass(frozen=True)
class Asked:
    """What the pickers ask for; `column` is the id of a standard, or of the column that came with a link."""

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
    everyone = people.learners(conn, course.tenant_id, course.id, course.only)
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
        link_columns=tuple(
            _link_column(one, links) for one in grades.placed.values() if one.state != "stopped" and one.kind == LINK
        ),
        column_choices=_columns(inputs, grades, asked.column),
        sections=_sections(conn, course, everyone, asked.section),
        try_all=Action("try_all", links.at("gradebook/again")) if counts.waiting or counts.needs_you else None,
        graded_url=links.at("gradebook/graded") if can.reads_grades else "",
        writing_url=links.at("gradebook/writing"), asks=grades.asks(),
        closed=halted.trouble(conn, course.tenant_id, course.id) is not None, setup_url=links.at("setup"),
        more_url="" if asked.everything or len(lines) <= PAGE else links.at(
            "gradebook", show=asked.show, column=asked.column, section=asked.section, all=1
        ),
    )  # fmt: skip


def _lines(
    conn: Connection, inputs: CourseInputs, grades: Grades, shown: list[Learner], asked: Asked, now: datetime
) -> tuple[g.Line, ...]:
    found = marks.read(conn, inputs, now)
    standards = [one for one in with_columns(inputs) if not asked.column or one == asked.column]
    wanted = _SHOWS.get(asked.show)
    lines = []
    for one in shown:
        for name in standards:
            state, have, _ = found.state((one.id, name))
            delivery = grades.of(one.id, name, have=have, excused=state == "exc")
            if _said_once(delivery) or (wanted is not None and delivery.state not in wanted):
                continue
            row = inputs.standards[name]
            lines.append(_line(grades, one, (row.code, title_of(row)), grades.places.get(name), delivery))
        for place in grades.placed.values():
            delivery = grades.at(place, one.id)
            hidden = place.state == "stopped" or asked.column not in {"", place.id} or _said_once(delivery)
            if not hidden and (wanted is None or delivery.state in wanted):
                lines.append(_line(grades, one, ("", deliveries.title_of_place(place)), place, delivery))
    return tuple(sorted(lines, key=lambda one: _ORDER.get(one.delivery.state, 4)))


def _said_once(delivery: Delivery) -> bool:
    """Say whether a line would say only that nothing is switched on, which the page says once for all of them."""
    return delivery.state == "off" and not delivery.value


def _line(grades: Grades, one: Learner, column: tuple[str, str], place: Any, delivery: Delivery) -> g.Line:
    tried = place is not None and (place.id, one.id) in grades.cells
    history = grades.links.grade(place.id, one.id, "history") if tried else ""
    return g.Line(one.name, grades.links.student(one.id), *column, delivery, history)


def _link_column(place: Any, links: Links) -> g.LinkColumn:
    wanted = place.wanted
    return g.LinkColumn(str(wanted["title"]), int(wanted["maximum"]), links.at(f"placed/{wanted['placed']}"))


def _columns(inputs: CourseInputs, grades: Grades, chosen: str) -> tuple[Choice, ...]:
    rows = [inputs.standards[one] for one in with_columns(inputs)]
    named = [(one.id, f"{one.code} {title_of(one)}") for one in rows]
    named += [(one.id, deliveries.title_of_place(one)) for one in grades.placed.values() if one.state != "stopped"]
    everything = Choice("", str(gettext("All columns (%(n)s)", n=len(named))), not chosen)
    return (everything, *(Choice(key, words, key == chosen) for key, words in named))


def _sections(conn: Connection, course: Any, everyone: list[Learner], chosen: str) -> tuple[Choice, ...]:
    names = people.sections(conn, course.tenant_id, course.id, course.only)
    active = people.counted(everyone)
    counts = [(key, name, sum(key in one.sections for one in active)) for key, name in names.items()]
    return choices.section_choices(counts, chosen) if len(counts) > 1 else ()


def history(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, place_id: str, person_id: str, now: datetime
) -> g.HistorySheet:
    """Return every try to write one grade, newest first; NotFound for a column of another course (T01)."""
    place = conn.execute(
        select(t.place).filter_by(tenant_id=course.tenant_id, course_id=course.id, id=place_id)
    ).first()
    named = _named(place, inputs) if place is not None else None
    if named is None:
        raise NotFound("no such column in this course")
    who = people.learner(conn, course.tenant_id, course.id, person_id, course.only)
    rows = conn.execute(
        select(t.attempt)
        .filter_by(tenant_id=course.tenant_id, place_id=place_id, person_id=person_id)
        .order_by(t.attempt.c.at.desc(), t.attempt.c.version.desc())
    )
    tries = tuple(
        g.Try(
            row.at, deliveries.value_of(row.value), _STATES.get(row.outcome, "failed"),
            "" if row.outcome in {"sent", "held", "equal"} else deliveries.reason_of(row.outcome),
        )
        for row in rows
    )  # fmt: skip
    return g.HistorySheet(now, who.name, *named, tries, links.at("gradebook"))


def _named(place: Any, inputs: CourseInputs) -> tuple[str, str] | None:
    """Return the code and the title of a column; one that came with a link has no code. None for what is no column."""
    if place.standard_id is None:
        return "", deliveries.title_of_place(place)
    standard = inputs.standards.get(place.standard_id)
    return (standard.code, title_of(standard)) if standard is not None else None

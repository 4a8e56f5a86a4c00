"""Today: fill the class page with a number of queries that does not grow with the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from gateway.learn.bands import Placed
from gateway.services.inputs import CourseInputs
from gateway.services.publish import has_gradebook
from gateway.services.setup import PUBLISHED
from gateway.services.views import bands, deliveries, marks, people, todos
from gateway.services.views.class_list import roster_line
from gateway.services.views.links import Links
from gateway.services.views.marks import Marks
from gateway.services.views.names import Names, title_of
from gateway.services.views.people import Learner
from gateway.services.views.units import Unit, chosen, current, units_of
from gateway.web import choices
from gateway.web.pages import class_page as c

LARGE = 6000
"""From so many cells on a table opens on the unit of now: all units are one choice away, and seconds to draw."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """What the pickers ask for; `left` shows those who left. A unit of None lets the size of the class decide."""

    section: str = ""
    unit: str | None = None
    sort: str = "need"
    left: bool = False


def show(
    conn: Connection, course: Any, course_inputs: CourseInputs, links: Links, asked: Asked, language: str, now: datetime
) -> c.ClassPage:
    """Return the page of a course row; before publishing it holds the way to set-up in place of the table."""
    everyone = people.learners(conn, course.tenant_id, course.id, course.only)
    shown = people.counted(everyone, asked.section)
    units = units_of(course_inputs)
    asked = replace(asked, unit=_unit(asked, units, len(shown)))
    roster = roster_line(course, links)
    gone = [one for one in everyone if not one.active and not one.test]
    page = c.ClassPage(
        now=now, students=len(shown), filters=_filters(conn, course, everyone, units, links, asked), roster=roster,
        test_students=sum(one.test and one.active for one in everyone), left=0 if asked.left else len(gone),
        left_url=links.at(section=asked.section, unit=asked.unit, sort=asked.sort, left=1),
        setup=_prompt(course, shown, links), limited=course.only is not None,
        out=sum(one.out for one in people.there(everyone)),
    )  # fmt: skip
    if not course_inputs.published:
        return page
    found = marks.read(conn, course_inputs, now)
    here = current(units)
    names = Names(course_inputs, language)
    rows = bands.rows(conn, course_inputs, found, shown, now)
    where = bands.placed(rows, now)
    grades = deliveries.read(conn, course_inputs, links) if has_gradebook(course) else None
    desk = todos.Desk(course_inputs, names, links, {one.id: one for one in shown}, grades, found, now)
    waiting, more = todos.show(conn, desk, rows)
    table = shown + (gone if asked.left else [])
    return c.ClassPage(
        now=now, students=page.students, filters=page.filters, roster=roster, setup=page.setup,
        test_students=page.test_students, left=page.left, left_url=page.left_url, out=page.out,
        unit=c.UnitDay(here.number, here.title) if here else None,
        delivery=grades.line(one.id for one in shown) if grades and grades.on else None,
        todos=waiting, todos_left=more,
        bands=bands.show(where, shown, names, links, here.title if here else "", now),
        grid=_grid(course_inputs, found, units, table, where, asked, links), limited=page.limited,
        stations_url=links.at("stations"),
    )  # fmt: skip


def _unit(asked: Asked, units: tuple[Unit, ...], students: int) -> str:
    here = current(units)
    if asked.unit is not None or here is None:
        return asked.unit or ""
    return str(here.number) if students * sum(len(one.standards) for one in units) > LARGE else ""


def _prompt(course: Any, shown: Sequence[Learner], links: Links) -> c.SetupPrompt | None:
    if course.setup_step >= PUBLISHED:
        return None
    return c.SetupPrompt(len(shown), links.at("setup"), begun=course.setup_step > 1)


def _filters(
    conn: Connection, course: Any, everyone: Sequence[Learner], units: Sequence[Unit], links: Links, asked: Asked
) -> c.Filters:
    names = people.sections(conn, course.tenant_id, course.id, course.only)
    active = people.counted(everyone)
    counts = [(key, name, sum(key in one.sections for one in active)) for key, name in names.items()]
    number = int(asked.unit or 0) if (asked.unit or "0").isdigit() else 0
    return c.Filters(
        links.at(), choices.section_choices(counts, asked.section) if len(counts) > 1 else (),
        choices.unit_choices([(one.number, one.title, len(one.standards)) for one in units], number),
        choices.sort_choices(asked.sort),
        section_fields=_kept(unit=asked.unit or "", sort=asked.sort), table_fields=_kept(section=asked.section),
    )  # fmt: skip


def _kept(**values: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values.items() if value)


def _grid(
    course: CourseInputs, found: Marks, units: tuple[Unit, ...], table: Sequence[Learner],
    where: dict[str, Placed], asked: Asked, links: Links,
) -> c.Grid:  # fmt: skip
    here = current(units)
    one_unit = chosen(units, asked.unit or "")
    heads = (one_unit,) if one_unit else tuple(unit for unit in units if unit.standards)
    columns = tuple(
        c.Column(name, course.standards[name].code, title_of(course.standards[name]), first=place == 0)
        for unit in heads
        for place, name in enumerate(unit.standards)
    )
    rows = {one.id: _row(found, one, columns, links) for one in table}
    mastered = tuple(
        sum(rows[one.id].cells[place].state in {"done", "due"} for one in table if one.active)
        for place in range(len(columns))
    )
    return c.Grid(
        units=tuple(c.Unit(one.number, one.title, len(one.standards), now=one == here) for one in heads),
        columns=columns, groups=_groups(table, rows, where, asked.sort), mastered=mastered,
        of=sum(one.active for one in table), sort=asked.sort, cell_url=links.cell, need=course.learn.settings.pieces,
    )  # fmt: skip


def _row(found: Marks, one: Learner, columns: Sequence[c.Column], links: Links) -> c.Row:
    cells = []
    for column in columns:
        state, have, by_teacher = found.state((one.id, column.key))
        cells.append(c.Cell(state, have, set=by_teacher))
    return c.Row(one.id, one.name, links.student(one.id), tuple(cells), gone=not one.active)


def _groups(
    table: Sequence[Learner], rows: dict[str, c.Row], where: dict[str, Placed], sort: str
) -> tuple[c.Group, ...]:
    """Group by band where the neediest come first; by name or last active it is one list."""
    if sort == "name":
        return (c.Group("", tuple(rows[one.id] for one in table)),)
    if sort == "active":
        ordered = sorted(table, key=lambda one: one.last_active or _NEVER, reverse=True)
        return (c.Group("", tuple(rows[one.id] for one in ordered)),)
    groups = [
        c.Group(kind, tuple(rows[one.id] for one in table if one.id in where and where[one.id].band == kind))
        for kind in bands.KINDS
    ]
    gone = tuple(rows[one.id] for one in table if one.id not in where)
    return tuple(one for one in (*groups, c.Group("", gone)) if one.rows)

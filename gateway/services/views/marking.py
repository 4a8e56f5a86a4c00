"""The screen on which a teacher marks many students by a rubric, or one student at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from gateway.errors import NotFound
from gateway.learn.rubrics import Level, Row
from gateway.services import marking, ratings, rubrics
from gateway.services.inputs import CourseInputs
from gateway.services.marking import Mark, Sheet
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.settings import Settings
from gateway.web import choices
from gateway.web.pages import marking_page as m
from gateway.web.pages.shell import Choice


@dataclass(frozen=True)
class Asked:
    """Which activity, which of its parts (empty for the first), which section, which student alone, which day."""

    activity_id: str
    part: str
    section: str
    student: str
    day: date


@dataclass(frozen=True)
class _Ground:
    course: CourseInputs
    links: Links
    asked: Asked
    sheet: Sheet
    marks: Mapping[tuple[str, str], Mark]
    rated: Mapping[tuple[str, str], Mapping[str, int]]


def part_of(inputs: CourseInputs, activity_id: str, part: str) -> str:
    """Return the part that is marked: the one asked for, else a project's first checkpoint, else the whole."""
    project = inputs.projects.get(activity_id)
    return part or (project.checkpoints[0].key if project else marking.WHOLE)


def used(conn: Connection, inputs: CourseInputs) -> list[Any]:
    """Return the activities of the course that are marked by a rubric."""
    found = rubrics.used_for(conn, inputs.tenant_id, inputs.course_id)
    return [row for one, row in inputs.activities.items() if one in found]


def show(
    conn: Connection, settings: Settings, course: Any, inputs: CourseInputs, links: Links, language: str, asked: Asked,
    now: datetime, error: str = "",
) -> m.MarkingPage:  # fmt: skip
    """Return the page; NotFound where the activity has no rubric, and for a student who is not there."""
    sheet = marking.sheet(conn, inputs, asked.activity_id, part_of(inputs, asked.activity_id, asked.part))
    everyone = people.counted(people.learners(conn, inputs.tenant_id, inputs.course_id, course.only))
    listed = [one for one in everyone if not asked.section or asked.section in one.sections]
    shown = [one for one in listed if not asked.student or one.id == asked.student]
    if asked.student and not shown:
        raise NotFound("no such student in this course")
    ground = _Ground(
        inputs, links, asked, sheet, marking.standing(conn, settings, inputs, sheet),
        ratings.of(conn, inputs, sheet, asked.student or None),
    )  # fmt: skip
    names, at = Names(inputs, language), f"marking/{asked.activity_id}"
    kept = {"part": sheet.part, "section": asked.section, "day": asked.day.isoformat()}
    sections = people.sections(conn, inputs.tenant_id, inputs.course_id, course.only)
    counts = [(key, name, sum(key in one.sections for one in everyone)) for key, name in sections.items()]
    project = inputs.projects.get(asked.activity_id)
    stops = project.checkpoints if project else ()
    return m.MarkingPage(
        now=now, title=names.activity(sheet.activity), part=sheet.part_title,
        product=next((one.product for one in stops if one.key == sheet.part), ""), day=asked.day,
        rows=tuple(row_of(inputs, one, sheet.rubric.levels) for one in sheet.rubric.rows),
        entries=tuple(_entry(ground, one, kept) for one in shown),
        save_url=links.at(at, **kept, student=asked.student), filters_url=links.at(at), all_url=links.at(at, **kept),
        parts=tuple(Choice(one.key, one.title, one.key == sheet.part) for one in stops),
        sections=choices.section_choices(counts, asked.section) if len(counts) > 1 else (),
        alone=bool(asked.student), next_key=_next([one.id for one in listed], asked.student), error=error,
    )  # fmt: skip


def _next(ids: Sequence[str], student: str) -> str:
    place = ids.index(student) + 1 if student in ids else len(ids)
    return ids[place] if place < len(ids) else ""


def row_of(inputs: CourseInputs, row: Row, levels: Sequence[Level]) -> m.MarkRow:
    """Return a row of a rubric as pages show it."""
    codes = (inputs.standards[one].code for one in row.standards if one in inputs.standards)
    looks = (*row.looks, *[""] * len(levels))
    shown = tuple(m.MarkLevel(n, one.word, looks[n - 1]) for n, one in enumerate(levels, start=1))
    return m.MarkRow(row.key, row.title, tuple(code for code in codes if code), shown)


def _entry(ground: _Ground, one: Any, kept: Mapping[str, str]) -> m.MarkEntry:
    cells = tuple(_cell(ground, one.id, row.key) for row in ground.sheet.rubric.rows)
    url = ground.links.at(f"marking/{ground.asked.activity_id}", **kept, student=one.id)
    return m.MarkEntry(one.id, one.name, cells, url)


def _cell(ground: _Ground, person_id: str, key: str) -> m.MarkCell:
    levels = ground.sheet.rubric.levels
    own, partner = (_rated(ground, person_id, who, key) for who in ratings.WHO)
    stands = ground.marks.get((key, person_id))
    if stands is None:
        return m.MarkCell(own=own, partner=partner)
    return m.MarkCell(stands.level_in(levels), stands.word, stands.at, own, partner)


def _rated(ground: _Ground, person_id: str, who: str, key: str) -> str:
    levels, given = ground.sheet.rubric.levels, ground.rated.get((person_id, who), {}).get(key, 0)
    return levels[given - 1].word if 1 <= given <= len(levels) else ""

"""The screen on which a teacher enters results of a teacher-led activity for many students at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from gateway.errors import NotFound
from gateway.learn.pace import is_away
from gateway.services import pace, stations
from gateway.services.inputs import CourseInputs
from gateway.services.outcomes import entered, rubric_of
from gateway.services.views import marking, people
from gateway.services.views.links import Links
from gateway.services.views.names import Names, in_language, title_of
from gateway.web import choices
from gateway.web.pages import rubric_page as r
from gateway.web.pages.shell import Choice
from gateway.web.words import level_word

CRITERION = "level"
"""The one row of a sample activity's rubric."""


def led(inputs: CourseInputs) -> list[Any]:
    """Return the course's activities that a teacher leads, in library order."""
    return [row for row in inputs.activities.values() if rubric_of(row)]


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, asked: tuple[str, str], day: date,
    now: datetime, error: str = "", station: int = 0,
) -> r.RubricPage:  # fmt: skip
    """Return the page of (activity id or empty for the first, section); NotFound where the course has none such.

    `station` asks for those alone who begin at a station of that day's lesson.
    """
    activity_id, section = asked
    offered, marked = led(inputs), marking.used(conn, inputs)
    activity = next((one for one in offered if not activity_id or one.id == activity_id), None)
    if activity is None:
        raise NotFound("no such activity in this course")
    names = Names(inputs, language)
    everyone = people.counted(people.learners(conn, course.tenant_id, course.id, course.only))
    if station:
        seated = stations.arranged(conn, inputs, day, {one.id for one in everyone})
        there = {one for each in seated if each.number == station for one in each.people}
        everyone = [one for one in everyone if one.id in there]
    standing = entered(conn, course.tenant_id, course.id, activity, day)
    away = pace.of_class(conn, inputs)
    sections = people.sections(conn, course.tenant_id, course.id, course.only)
    counts = [(key, name, sum(key in one.sections for one in everyone)) for key, name in sections.items()]
    served = inputs.library.by_id.get(activity.iri)
    return r.RubricPage(
        now=now, activity=names.activity(activity), instructions=_learn(activity, language),
        codes=tuple(
            (inputs.standards[one].code, title_of(inputs.standards[one]))
            for one in (served.standards if served else ())
        ),
        day=day, save_url=links.at(f"rubric/{activity.id}", day=day.isoformat(), section=section, station=station),
        filters_url=links.at("rubric"), criteria=(_criterion(activity, names, language),),
        entries=tuple(
            r.Entry(
                one.id, one.name, ((CRITERION, standing[one.id].level),) if one.id in standing else (),
                standing[one.id].at if one.id in standing else None, is_away(away.get(one.id, ()), day),
            )
            for one in everyone
            if not section or section in one.sections
        ),
        activities=tuple(
            Choice(one.id, names.activity(one), one.id == activity.id)
            for one in [*offered, *(each for each in marked if each not in offered)]
        ),
        sections=choices.section_choices(counts, section) if len(counts) > 1 else (), error=error,
    )  # fmt: skip


def _learn(activity: Any, language: str) -> str:
    words = in_language(activity.words.get("learn", {}), language)
    return words[:1].upper() + words[1:]


def _criterion(activity: Any, names: Names, language: str) -> r.Criterion:
    levels = tuple(
        r.RubricLevel(one["level"], level_word(one["level"]), in_language(one["words"], language))
        for one in reversed(rubric_of(activity))
    )
    return r.Criterion(CRITERION, names.activity(activity), levels)

"""The lesson with stations of a day, of the students whom the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from gateway.learn.pace import is_away
from gateway.learn.stations import LEAST, MOST, Wanting, rounds
from gateway.services import pace
from gateway.services import stations as service
from gateway.services.inputs import CourseInputs
from gateway.services.stations import Station
from gateway.services.views import bands, marks, people
from gateway.services.views.links import Links
from gateway.services.views.names import Names, title_of
from gateway.services.views.people import Learner
from gateway.web import choices
from gateway.web.pages.shell import Choice
from gateway.web.pages.stations_page import StationRow, StationsPage

USUAL = 3
ACTIVITIES = 2
"""So many activities are named at a station."""


def seen(conn: Connection, course: Any, section: str) -> list[Learner]:
    """Return the students of a lesson: in the course now, of the section, by name."""
    return people.counted(people.learners(conn, course.tenant_id, course.id, course.only), section)


def wanting(conn: Connection, inputs: CourseInputs, shown: Sequence[Learner], now: datetime) -> list[Wanting]:
    """Return who needs what."""
    return service.wanting(inputs, bands.rows(conn, inputs, marks.read(conn, inputs, now), shown, now), now)


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, section: str, day: date,
    now: datetime,
) -> StationsPage:  # fmt: skip
    """Return the page of a day."""
    shown = seen(conn, course, section)
    who = {one.id: one.name for one in shown}
    found = service.arranged(conn, inputs, day, who)
    names, away = Names(inputs, language), pace.of_class(conn, inputs)
    every = people.counted(people.learners(conn, course.tenant_id, course.id, course.only))
    known = people.sections(conn, course.tenant_id, course.id, course.only)
    counts = [(key, name, sum(key in one.sections for one in every)) for key, name in known.items()]
    query = {"day": day.isoformat(), "section": section}
    count = len(found) or USUAL
    return StationsPage(
        now, day, tuple(_row(inputs, names, links, who, one, day) for one in found), _groups(found),
        tuple(Choice(str(n), str(n), n == min(max(count, LEAST), MOST)) for n in range(LEAST, MOST + 1)),
        choices.section_choices(counts, section) if len(counts) > 1 else (), section,
        links.at("stations", **query), links.at("stations/cards", **query) if found else "", links.at(),
        tuple(one.name for one in shown if is_away(away.get(one.id, ()), day)), len(shown),
    )  # fmt: skip


def _row(inputs: CourseInputs, names: Names, links: Links, who: dict[str, str], one: Station, day: date) -> StationRow:
    row = inputs.standards.get(one.standard_id or "")
    marks_url = ""
    if one.activity_id in inputs.activities:
        marks_url = links.at("rubric", activity=one.activity_id, day=day.isoformat(), station=one.number)
    activities = [names.of(each) for each in service.to_do(inputs, one.standard_id)][:ACTIVITIES]
    begin = sorted(who[each] for each in one.people)
    return StationRow(
        one.number, title_of(row) if row else "", row.code if row else "", tuple(activities), tuple(begin), marks_url
    )


def _groups(found: Sequence[Station]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return each group by the station where it begins, with where it goes in each round."""
    numbers = [one.number for one in found]
    turns = rounds({str(n): n for n in range(len(numbers))}, len(numbers)) if numbers else ()
    return tuple((number, tuple(numbers[turn[str(n)]] for turn in turns)) for n, number in enumerate(numbers))

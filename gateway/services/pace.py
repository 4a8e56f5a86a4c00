"""A learner's own dates in a course: of each unit with dates, and of the goal, moved by days away and a late arrival.

Dates lock nothing and lower nothing: they say when something begins and until when it is meant to be done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.learn.pace import Span, Stretch, Window, own
from gateway.services.goals import Goal
from gateway.services.inputs import CourseInputs

FROM, UNTIL = "from", "until"
"""Where a unit of a pathway's body has its first and last day, in ISO 8601; both or neither."""


UNLISTED: Final = timedelta(days=7)
"""So long after the first work nobody is late where no class list is read."""


OPENED = "opened"
"""Where a unit of a pathway's body has the day on which a teacher opened it, in ISO 8601; absent where nobody did."""


@dataclass(frozen=True)
class Pace:
    """When a learner is not here, and the first day of one who came after the class had begun."""

    away: tuple[Span, ...] = ()
    arrived: date | None = None


UNSAID: Final = Pace()
"""Of somebody who was here all the time."""


def read(conn: Connection, course: CourseInputs, person_id: str) -> Pace:
    """Return one learner's days away and late arrival."""
    return Pace(of_class(conn, course, person_id).get(person_id, ()), arrival(conn, course, person_id))


def of_class(conn: Connection, course: CourseInputs, person_id: str | None = None) -> dict[str, tuple[Span, ...]]:
    """Return the days away of everybody in a course (or of one) who has any, by person id, in order."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    query = select(t.days_away).filter_by(**key, **({} if person_id is None else {"person_id": person_id}))
    found: dict[str, tuple[Span, ...]] = {}
    for row in conn.execute(query.order_by(t.days_away.c.from_day)):
        found[row.person_id] = (*found.get(row.person_id, ()), (row.from_day, row.to_day))
    return found


def back(conn: Connection, course: CourseInputs, today: date) -> dict[str, datetime]:
    """Return the end of the last days away that have begun by person id, of everybody who has any."""
    every = of_class(conn, course)
    ends = {one: [last for first, last in away if first <= today] for one, away in every.items()}
    return {one: datetime.combine(max(days), time.max, UTC) for one, days in ends.items() if days}


def arrival(conn: Connection, course: CourseInputs, person_id: str) -> date | None:
    """Return the first day of a learner who came after the class had begun, None for everybody else."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    since = conn.scalar(select(t.enrolment.c.since).filter_by(**key, person_id=person_id))
    began = begun(conn, course, since) if since is not None else None
    return since.date() if since is not None and began is not None and since > began else None


def begun(conn: Connection, course: CourseInputs, until: datetime) -> datetime | None:
    """Return the moment after which somebody who comes is later than the class; None where nobody was by `until`.

    A class has begun once its pathway was published, its first unit has begun (by its dates), it did the first work and
    its list was read for the first time. Where no list is ever read, people are known from the first time they open the
    tool, which says nothing in the first week of work.
    """
    key = {"tenant_id": course.tenant_id, "id": course.course_id}
    listed = conn.scalar(select(t.course.c.first_roster_at).filter_by(**key))
    published = _published(conn, course)
    begins = [one.begins for one in map(window, _units(course)) if one is not None]
    dated = [datetime.combine(min(begins), time.max, UTC)] if begins else []
    known = [*dated, *(one for one in (published, listed) if one is not None)]
    if published is None or until <= max(known):
        return None  # so for all who were there from the start: the first work is looked for of the others alone
    first = _first_work(conn, course) or next(iter(dated), None)
    if first is None:
        return None
    return max(*known, first if listed is not None else first + UNLISTED)


def _published(conn: Connection, course: CourseInputs) -> datetime | None:
    """Return when a pathway was published here for the first time."""
    first = func.min(t.pathway.c.published_at, type_=t.pathway.c.published_at.type)
    found: datetime | None = conn.scalar(
        select(first).filter_by(tenant_id=course.tenant_id, course_id=course.course_id)
    )
    return found


def _first_work(conn: Connection, course: CourseInputs) -> datetime | None:
    """Return when the first activity was chosen; where nobody chooses any, when the first result came."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    for at in (t.step.c.chosen_at, t.mastery.c.last_at):
        found: datetime | None = conn.scalar(select(func.min(at, type_=at.type)).filter_by(**key))
        if found is not None:
            return found
    return None


def _units(course: CourseInputs) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (course.pathway or {}).get("units", ())
    return found


def window(unit: Mapping[str, Any]) -> Window | None:
    """Return the class's dates of a unit of the pathway, None where it has none."""
    if not unit.get(FROM) or not unit.get(UNTIL):
        return None
    return Window(date.fromisoformat(unit[FROM]), date.fromisoformat(unit[UNTIL]))


def stretches(course: CourseInputs, pace: Pace) -> tuple[Stretch, ...]:
    """Return a learner's own dates of each unit of the published pathway, in order.

    A unit without dates was over before who came later where a further one had been opened by then.
    """
    units = _units(course)
    opened = [number for number, unit in enumerate(units) if _opened_before(unit, pace.arrived)]
    reached = max(opened, default=0)
    return tuple(
        Stretch(optional=True)
        if number < reached and window(unit) is None
        else own(window(unit), pace.away, pace.arrived)
        for number, unit in enumerate(units)
    )


def _opened_before(unit: Mapping[str, Any], arrived: date | None) -> bool:
    """Say whether a teacher opened a unit before a learner came who came later than the class."""
    return arrived is not None and OPENED in unit and date.fromisoformat(unit[OPENED]) < arrived


def goal_day(goal: Goal | None, pace: Pace) -> date | None:
    """Return the day a learner named in a goal, moved by the days away since it was chosen; None without one."""
    if goal is None or goal.aim is None:
        return None
    began = min(goal.chosen or goal.aim, goal.aim)
    return own(Window(began, goal.aim), pace.away).ends


def due_day(course: CourseInputs, standards: tuple[str, ...], pace: Pace, today: date) -> date | None:
    """Return until when work for these standards is meant to be done by one learner: the first unit's end to come.

    What is over is no date any more: nothing is ever overdue.
    """
    units = (course.pathway or {}).get("units", ())
    for unit, stretch in zip(units, stretches(course, pace), strict=True):
        if stretch.ends is not None and stretch.ends >= today and set(standards).intersection(unit["standards"]):
            return stretch.ends
    return None

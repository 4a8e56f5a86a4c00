"""A lesson with stations: everybody begins at one by need; the arrangement of a day is kept until it is made anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn.bands import Row, place
from gateway.learn.pace import is_away
from gateway.learn.stations import LEAST, MOST, Wanting, seats, topics
from gateway.services import pace
from gateway.services.inputs import CourseInputs
from gateway.services.outcomes import rubric_of

_BANDS = ("hand", "way", "more")
_DONE = frozenset({"done", "due", "exc"})


@dataclass(frozen=True)
class Station:
    """One station: its number from 1, its standard (None: one's own path), what is marked there, who begins there."""

    number: int
    standard_id: str | None
    activity_id: str | None
    people: tuple[str, ...]


def wanting(course: CourseInputs, rows: Sequence[Row], now: datetime) -> list[Wanting]:
    """Return who needs what, from the same rows as the bands: who needs a hand first, each one's lowest level first."""
    order = {name: at for at, name in enumerate(course.standards)}

    def needs(row: Row) -> tuple[str, ...]:
        left = [one for one in row.masteries if one.state not in _DONE]
        left.sort(key=lambda one: (not one.stuck, one.level or 0, order.get(one.standard, 0)))
        return tuple(one.standard for one in left)

    ranked = sorted(rows, key=lambda row: _BANDS.index(place(row, now).band))
    return [Wanting(row.learner, needs(row)) for row in ranked]


def arrange(
    write: Write, course: CourseInputs, class_: Sequence[Wanting], count: int, day: date
) -> tuple[Station, ...]:
    """Seat those who are here that day at so many stations, in place of what was arranged for the day before.

    BadRequest for a number of stations that a lesson has not.
    """
    if not LEAST <= count <= MOST:
        raise BadRequest(f"a lesson has {LEAST} to {MOST} stations")
    away = pace.of_class(write.conn, course)
    here = [one for one in class_ if not is_away(away.get(one.learner, ()), day)]
    clear(write, course, day, [one.learner for one in class_])
    if not here:
        return ()
    standards = topics(here, min(count, len(here)) if len(here) >= LEAST else 1)
    first = seats(here, standards)
    marked = [led(course, one) for one in standards]
    rows = [
        {
            "tenant_id": course.tenant_id, "course_id": course.course_id, "day": day, "person_id": one.learner,
            "station": first[one.learner] + 1, "standard_id": standards[first[one.learner]],
            "activity_id": marked[first[one.learner]], "at": write.now,
        }
        for one in here
    ]  # fmt: skip
    write.conn.execute(insert(t.station_seat), rows)
    return arranged(write.conn, course, day, first)


def clear(write: Write, course: CourseInputs, day: date, people: Sequence[str]) -> None:
    """Forget where these people begin on a day."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "day": day}
    seat = delete(t.station_seat).filter_by(**key)
    write.conn.execute(seat.where(t.station_seat.c.person_id.in_(list(people))))


def arranged(conn: Connection, course: CourseInputs, day: date, among: Collection[str]) -> tuple[Station, ...]:
    """Return the stations of a day as they were arranged, with these people of them, in order; empty before that."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "day": day}
    seat = t.station_seat.c
    found: dict[tuple[int, str | None, str | None], list[str]] = {}
    for row in conn.execute(select(t.station_seat).filter_by(**key).order_by(seat.station, seat.person_id)):
        if row.person_id in among:
            found.setdefault((row.station, row.standard_id, row.activity_id), []).append(row.person_id)
    return tuple(Station(*about, tuple(people)) for about, people in found.items())


def led(course: CourseInputs, standard_id: str | None) -> str | None:
    """Return the activity of a standard that a teacher marks, None where the course has none."""
    served = course.library.by_standard.get(standard_id or "", ())
    ids = [course.activity_ids[one.id] for one in served]
    return next((one for one in ids if rubric_of(course.activities[one])), None)


def to_do(course: CourseInputs, standard_id: str | None) -> Sequence[str]:
    """Return the ids of activities that fit a station: what is marked first, then the others of its standard."""
    if standard_id is None:
        return ()
    served = [course.activity_ids[one.id] for one in course.library.by_standard.get(standard_id, ())]
    return sorted(served, key=lambda one: not rubric_of(course.activities[one]))


def begun_at(conn: Connection, course: CourseInputs) -> Mapping[tuple[str, str], datetime]:
    """Return when each (student, standard) was grouped at a station for the first time."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    found: dict[tuple[str, str], datetime] = {}
    for row in conn.execute(select(t.station_seat).filter_by(**key).order_by(t.station_seat.c.day)):
        if row.standard_id is not None:
            found.setdefault((row.person_id, row.standard_id), row.at)
    return found

"""Say when units begin and end, and when a student is not here: each student's own dates and due dates follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.learn.pace import Window
from gateway.services import audit, drafts, marks_of_work, own_dates
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.judge import check_learner
from gateway.services.pace import FROM, UNTIL

FAR: Final = timedelta(days=2 * 366)
"""A day further from the present is a slip of the finger."""

LONGEST: Final = timedelta(days=366)


def set_dates(write: Write, who: Author, number: int, wanted: Window | None) -> None:
    """Give a unit of the published pathway (from 1) its dates, None for none; a draft's unit of that name has them too.

    BadRequest for days that make no sense, NotFound for a number the pathway has not.
    """  # fmt: skip
    if wanted is not None:
        check_days(write, wanted.begins, wanted.ends)
    published = drafts.row_in(write.conn, who.tenant_id, who.course_id, "published")
    if published is None or not 1 <= number <= len(published.body["units"]):
        raise NotFound("no such unit")
    title = published.body["units"][number - 1]["title"]
    draft = drafts.row_in(write.conn, who.tenant_id, who.course_id, "draft")
    for row in (published, draft) if draft is not None else (published,):
        units = [
            _dated(unit, wanted) if (n == number if row is published else unit["title"] == title) else unit
            for n, unit in enumerate(row.body.get("units", ()), start=1)
        ]
        body = {**row.body, "units": units}
        write.conn.execute(update(t.pathway).filter_by(**who.key, version=row.version).values(body=body))
    newer = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
    write.conn.execute(newer.values(version=t.course.c.version + 1))
    told = {"course": who.course_id, "standards": published.body["units"][number - 1]["standards"]}
    own_dates.want_all(write, who.tenant_id, who.course_id)
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "unit-dates", told)


def add_away(write: Write, course: CourseInputs, by: str, about: str, first: date, last: date) -> None:
    """Note days on which a student is not here, both ends included; the same first day again replaces the last one.

    BadRequest for days that make no sense, NotFound for a stranger.
    """
    check_learner(write, course, about)
    check_days(write, first, last)
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": about, "from_day": first}
    upsert(write.conn, t.days_away, key, {"to_day": last, "by_person_id": by, "at": write.now})
    _moved(write, course, by, about)


def end_away(write: Write, course: CourseInputs, by: str, about: str, first: date) -> None:
    """Take days away back; NotFound where none begin on that day."""
    check_learner(write, course, about)
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": about, "from_day": first}
    if not write.conn.execute(delete(t.days_away).filter_by(**key)).rowcount:
        raise NotFound("no such days away")
    _moved(write, course, by, about)


def check_days(write: Write, first: date, last: date) -> None:
    """Raise BadRequest for a last day before the first, too long a stretch, or days far from the present."""
    today = write.now.date()
    if not first <= last <= first + LONGEST or not today - FAR <= first <= today + FAR:
        raise BadRequest("days that make no sense: the last one comes before the first, or they are years away")


def _moved(write: Write, course: CourseInputs, by: str, about: str) -> None:
    marks_of_work.learner(write, course, about)  # the dates of work that stands for the student move too
    # That days were noted is kept for three years, which ones is not.
    audit.record(write, course.tenant_id, f"person/{by}", "days-away", {"course": course.course_id, "person": about})


def _dated(unit: dict[str, Any], wanted: Window | None) -> dict[str, Any]:
    bare = {name: value for name, value in unit.items() if name not in {FROM, UNTIL}}
    if wanted is None:
        return bare
    return {**bare, FROM: wanted.begins.isoformat(), UNTIL: wanted.ends.isoformat()}

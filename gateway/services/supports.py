"""What helps one student in a course, said as what to do and never why; no estimate and no choice reads it.

More time makes the student's own dates and minutes longer and lowers the limit below which an answer was a guess;
without a clock there is no such limit, and pages show no minutes (`gateway.learn.unhurried`). Which answers are results
at all changes by that, as it does with the course's own limit: for all of the student's results, those of before too.
What a result shows is worked out in the same way for everybody.

Staff of the course see it (of the student's section, where they see no others), and nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import audit, marks_of_work, opt_out, unhurried
from gateway.services.cmi5 import preferences
from gateway.services.due import person_due
from gateway.services.inputs import CourseInputs
from gateway.services.judge import check_learner
from gateway.services.own_statements import accounts_of
from gateway.settings import Settings

SWITCHES: Final = ("fewer_items", "read_aloud", "no_timer")
MORE_TIME: Final = (25, 50, 100)
"""Extra time in percent."""

KINDS: Final = ("extra_time", *SWITCHES, "language")
LONGEST: Final = 8


def of(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> dict[str, Any]:
    """Return what helps a student by kind: percent of extra time, a language's code, True for the others."""
    rows = conn.execute(
        select(t.person_support.c.kind, t.person_support.c.value).filter_by(
            tenant_id=tenant_id, course_id=course_id, person_id=person_id
        )
    )
    found = {row.kind: row.value for row in rows}
    return {kind: found[kind] for kind in KINDS if kind in found}


def arrange(
    write: Write, settings: Settings, course: CourseInputs, by: str, about: str, wanted: Mapping[str, Any]
) -> None:  # fmt: skip
    """Have exactly this help a student from now on; BadRequest for what is no support, NotFound for a stranger."""
    check_learner(write, course, about)
    for kind, value in wanted.items():
        if not _usable(kind, value):
            raise BadRequest("a support that the page does not offer")
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": about}
    write.lock_log(course.tenant_id)  # before any row, as every writer of documents does
    before = of(write.conn, course.tenant_id, course.course_id, about)
    if before == dict(wanted):
        return
    write.conn.execute(delete(t.person_support).filter_by(**key))
    rows = [
        {**key, "kind": kind, "value": value, "by_person_id": by, "at": write.now} for kind, value in wanted.items()
    ]
    if rows:
        write.conn.execute(insert(t.person_support), rows)
    if any(before.get(one) != wanted.get(one) for one in unhurried.KINDS):
        write.conn.execute(update(t.learner).filter_by(**key).values(stale=True))
        person_due(write, course.tenant_id, [about])
        marks_of_work.learner(write, course, about)  # the dates of work that stands for the student move
    _speak(write, settings, course, about, before, wanted)
    # That something was arranged is kept for three years, what it was is not.
    audit.record(write, course.tenant_id, f"person/{by}", "supports", {"course": course.course_id, "person": about})


def _speak(
    write: Write, settings: Settings, course: CourseInputs, about: str, before: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> None:  # fmt: skip
    """Tell packages the language, in the one way that a format knows; nothing of who takes no part is kept."""
    language, was = str(wanted.get("language", "")), str(before.get("language", ""))
    if language == was or (language and opt_out.standing(write.conn, course.tenant_id, about) is not None):
        return
    account = accounts_of(write.conn, settings, course.tenant_id, [about])[about]
    actor = {"account": {"homePage": account.home_page, "name": account.name}}
    preferences.arrange(write, course.tenant_id, actor, language, was)


def items_for(found: Mapping[str, Any], items: int) -> int:
    """Return how many of so many questions a student gets: half, at least two, where fewer help."""
    return max(2, -(-items // 2)) if found.get("fewer_items") and items > 2 else items


def _usable(kind: str, value: Any) -> bool:
    if kind in SWITCHES:
        return value is True
    if kind == "extra_time":
        return value in MORE_TIME
    return kind == "language" and isinstance(value, str) and 0 < len(value) <= LONGEST

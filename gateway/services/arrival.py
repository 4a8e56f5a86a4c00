"""How a student begins who came when the class was under way: with the class, by a placement, with earlier results.

A teacher decides, the student says what they would like; both are in the log. Without a decision the units that were
over before the student came are optional: they are not asked for, and can be done all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn.pace import Stretch
from gateway.services import audit, evidence, pace, starts
from gateway.services.decide import Decided, Deciding, decide, decided, take_back
from gateway.services.due import person_due
from gateway.services.inputs import CourseInputs
from gateway.services.judge import check_learner
from gateway.settings import Settings

CLASS, PLACEMENT, PRIOR, ANEW = WAYS = ("class", "placement", evidence.PRIOR, "anew")
"""Where the class is · where a few questions say · where results of other courses say · at the very beginning."""

KINDS: Final = ("begin", PRIOR, "wish")


@dataclass(frozen=True)
class Begin:
    """A way to begin; with the class: at the first standard of the unit that the class is in."""

    way: str
    standard_id: str | None = None


def chosen(made: Sequence[Decided]) -> Begin | None:
    """Return what a teacher decided for a learner, whose decisions are given; None before that."""
    for one in reversed(made):
        if one.kind in {"begin", PRIOR} and one.by != one.person_id:
            return Begin(PRIOR if one.kind == PRIOR else str(one.value), one.standard_id)
    return None


def wish(made: Sequence[Decided]) -> str:
    """Return how a learner would like to begin, empty where they said nothing."""
    return next((str(one.value) for one in reversed(made) if one.kind == "wish"), "")


def optional(course: CourseInputs, begin: Begin | None, stretches: Sequence[Stretch]) -> frozenset[str]:
    """Return the standards that are not asked for, because the class had done with them before the learner came."""
    units = starts.units(course)
    if begin is None:
        over = (unit for unit, stretch in zip(units, stretches, strict=True) if stretch.optional)
        return frozenset(name for unit in over for name in unit)
    if begin.way != CLASS:
        return frozenset()
    at = next((number for number, unit in enumerate(units) if begin.standard_id in unit), 0)
    return frozenset(name for unit in units[:at] for name in unit)


def where_the_class_is(course: CourseInputs, today: date) -> str | None:
    """Return the first standard of the unit that the class is in: by its dates, else the last open one."""
    units: Sequence[Mapping[str, Any]] = (course.pathway or {}).get("units", ())
    windows = [(unit, pace.window(unit)) for unit in units]
    now = [unit for unit, window in windows if window is not None and window.begins <= today <= window.ends]
    found = now[:1] or [unit for unit in units if unit.get("open", True)][-1:]
    standards = [one for unit in found for one in unit["standards"] if one in course.standards]
    return standards[0] if standards else None


def choose(write: Write, settings: Settings, course: CourseInputs, by: str, about: str, way: str) -> None:
    """Decide how a student begins; the choice before is taken back. BadRequest for a way that there is not.

    NotFound for a stranger.
    """
    check_learner(write, course, about)
    if way not in WAYS:
        raise BadRequest("a way to begin that the page does not offer")
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=about, kinds=KINDS)
    before = chosen(made)
    if before is not None and before.way == way:
        return
    for one in made:
        if one.kind != "wish" and one.by != about:
            take_back(write, settings, course.tenant_id, by, one.statement_id)
    kind = PRIOR if way == PRIOR else "begin"
    standard_id = where_the_class_is(course, write.now.date()) if way == CLASS else None
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, by, about, kind, way, standard_id=standard_id,
            options=tuple(f"{settings.base_url}/begin/{one}" for one in WAYS),
        ),
    )  # fmt: skip
    if PRIOR in {way, before.way if before else ""}:
        _fold_again(write, course, about)
    about_it = {"course": course.course_id, "person": about, "way": way}
    audit.record(write, course.tenant_id, f"person/{by}", "begins", about_it)


def would_like(write: Write, settings: Settings, course: CourseInputs, person_id: str, way: str) -> None:
    """Keep how a student would like to begin; BadRequest for a way that there is not."""
    if way not in WAYS:
        raise BadRequest("a way to begin that the page does not offer")
    decide(write, settings, Deciding(course.tenant_id, course.course_id, person_id, person_id, "wish", way))


def _fold_again(write: Write, course: CourseInputs, person_id: str) -> None:
    """Have the learner's results in this course put together anew: others count from now on."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    write.conn.execute(update(t.learner).filter_by(**key).values(stale=True))
    person_due(write, course.tenant_id, [person_id])

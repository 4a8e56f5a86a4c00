"""What was changed in a course, when, and whose work on which standards it was about: what an effect is looked for of.

Changes for single students come together by kind; those of the whole course stand one by one, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Text, cast, select

from gateway.db import tables as t
from gateway.services import stations
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs

OWN: Final = ("support", "begin", "idea", "override", "project", "stations", "care", "away")
"""Kinds of changes for single students: a support step, how one begins, an accepted idea, a level that a teacher set,
a project begun, a group at a station, what helps, days away."""

DECIDED: Final = {
    "support": "support", "answer": "idea", "level": "override", "excused": "override", "begin": "begin",
    "prior": "begin", "start": "begin",
}  # fmt: skip
"""Kinds of teachers' decisions about a student, and the kind of change that each is."""

ABOUT_ACTIVITY: Final = frozenset({"activity-put", "activity-out"})
ABOUT_UNIT: Final = frozenset({"unit-dates", "unit-opened", "unit-closed"})
ABOUT_ALL: Final = frozenset({"levels", "choosing", "undo-publish"})
"""Entries of the audit log that change a course: one activity, one unit, everything."""


@dataclass(frozen=True)
class Change:
    """A change of the whole course: standards None for all, `about` an activity's id or IRI, else what it is called."""

    kind: str
    at: datetime
    standards: frozenset[str] | None = None
    about: str = ""


@dataclass(frozen=True)
class Changes:
    """All changes: by kind (learner, standard or empty for all of them, when), and those of the course."""

    own: Mapping[str, list[tuple[str, str, datetime]]] = field(default_factory=dict)
    course: tuple[Change, ...] = ()


def read(conn: Connection, course: CourseInputs) -> Changes:
    """Return everything that was changed in a course, however long ago."""
    found: dict[str, list[tuple[str, str, datetime]]] = {kind: [] for kind in OWN}
    for one in decided(conn, course.tenant_id, course.course_id, kinds=tuple(DECIDED)):
        kind = DECIDED[one.kind]
        if one.by == one.person_id or (kind == "idea" and not one.activity_iri):
            continue
        about = "" if kind == "begin" else one.standard_id
        if about is not None and (about or kind == "begin"):
            found[kind].append((one.person_id, about, one.at))
    found["project"] = _begun_projects(conn, course)
    found["stations"] = [(*whose, at) for whose, at in stations.begun_at(conn, course).items()]
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    for kind, table in (("care", t.person_support), ("away", t.days_away)):
        first: dict[str, datetime] = {}
        for row in conn.execute(select(table.c.person_id, table.c.at).filter_by(**key).order_by(table.c.at)):
            first.setdefault(row.person_id, row.at)
        found[kind] = [(person_id, "", at) for person_id, at in first.items()]
    every = [*_entries(conn, course), *_alignments(conn, course), *_published(conn, course), *_parameters(conn, course)]
    every.sort(key=lambda one: (one.at, one.kind, one.about), reverse=True)
    return Changes(found, tuple(every))


def _begun_projects(conn: Connection, course: CourseInputs) -> list[tuple[str, str, datetime]]:
    """Return who began a project when, once for each standard that it serves."""
    step = t.step.c
    rows = conn.execute(
        select(step.person_id, step.activity_id, step.chosen_at)
        .where(
            step.tenant_id == course.tenant_id, step.course_id == course.course_id,
            step.activity_id.in_(list(course.projects)),
        )
        .order_by(step.chosen_at, step.id)
    ).all()  # fmt: skip
    return [(row.person_id, name, row.chosen_at) for row in rows for name in sorted(_served(course, row.activity_id))]


def _served(course: CourseInputs, activity_id: str) -> frozenset[str]:
    """Return the standards that an activity of the course serves, none of one that is not in it."""
    activity = course.activities.get(activity_id)
    served = course.library.by_id.get(activity.iri) if activity is not None else None
    return frozenset(served.standards) if served is not None else frozenset()


def _entries(conn: Connection, course: CourseInputs) -> Iterable[Change]:
    entry = t.audit.c
    rows = conn.execute(
        select(entry.what, entry.about, entry.at)
        .where(
            entry.tenant_id == course.tenant_id, entry.what.in_(ABOUT_ACTIVITY | ABOUT_UNIT | ABOUT_ALL),
            cast(entry.about, Text).contains(course.course_id),  # the school's other courses have far more
        )
        .order_by(entry.number)
    )  # fmt: skip
    for row in rows:
        if row.about.get("course") != course.course_id:
            continue
        if row.what in ABOUT_ALL:
            yield Change(row.what, row.at, None, str(row.about.get("formula", "")))
        elif row.what in ABOUT_UNIT:
            standards = frozenset(row.about.get("standards", ())) & frozenset(course.standards)
            if standards:
                yield Change(row.what, row.at, standards, _unit(course, standards))
        elif served := _served(course, row.about.get("activity", "")):
            yield _of_activity(course, row, served)


def _of_activity(course: CourseInputs, row: Any, served: frozenset[str]) -> Change:
    """Return what was done to an activity: asked of everybody or no more, else what the entry says."""
    activity = course.activities[row.about["activity"]]
    kind = "project" if row.what == "activity-put" and activity.id in course.projects else row.what
    if "must" in row.about:
        kind = "must" if row.about["must"] else "must-not"
    return Change(kind, row.at, served, activity.iri)


def _unit(course: CourseInputs, standards: frozenset[str]) -> str:
    """Return what the unit is called today that has most of these standards."""
    units = (course.pathway or {}).get("units", ())
    best = max(units, key=lambda unit: len(standards.intersection(unit["standards"])), default=None)
    return str(best["title"]) if best is not None else ""


def _parameters(conn: Connection, course: CourseInputs) -> Iterable[Change]:
    """Return the parameter sets that were published."""
    one = t.parameter_set.c
    rows = conn.execute(
        select(one.version, one.published_at).filter_by(tenant_id=course.tenant_id, course_id=course.course_id)
    )
    for row in rows:
        yield Change("parameters", row.published_at, None, str(row.version))


def _alignments(conn: Connection, course: CourseInputs) -> Iterable[Change]:
    choice = t.align_choice.c
    rows = conn.execute(
        select(choice.iri, choice.standard_id, choice.at)
        .where(
            choice.tenant_id == course.tenant_id, choice.course_id == course.course_id,
            choice.choice.in_(("accepted", "off")),
        )
        .order_by(choice.at)
    )  # fmt: skip
    found: dict[tuple[str, datetime], set[str]] = {}
    for row in rows:
        found.setdefault((row.iri, row.at), set()).add(row.standard_id)
    for (iri, at), standards in found.items():
        if standards & set(course.standards):
            yield Change("aligned", at, frozenset(standards), iri)


def _published(conn: Connection, course: CourseInputs) -> Iterable[Change]:
    """Return the publishings after the first that changed which activities a standard has."""
    rows = conn.execute(
        select(t.pathway.c.body, t.pathway.c.published_at)
        .filter_by(tenant_id=course.tenant_id, course_id=course.course_id)
        .where(t.pathway.c.published_at.is_not(None))
        .order_by(t.pathway.c.published_at)
    ).all()
    before: Mapping[str, frozenset[str]] | None = None
    for row in rows:
        now = _activities(row.body)
        changed = {one for one in now if before is not None and before.get(one, frozenset()) != now[one]}
        if changed:
            yield Change("published", row.published_at, frozenset(changed))
        before = now


def _activities(body: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for activity_id, standard_id in body.get("alignments") or ():
        found.setdefault(standard_id, set()).add(activity_id)
    return {one: frozenset(ids) for one, ids in found.items()}

"""What was changed in a course, when, and whose work on which standards it was about: what an effect is looked for of.

Changes for single students come together by kind; those of the whole course stand one by one, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services import stations
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs

NEWEST: Final = 8
"""Changes of the course that are looked at one by one."""

OWN: Final = ("support", "begin", "idea", "stations", "care", "away")
"""Kinds of changes for single students: a support step, how one begins, an accepted idea, a group at a station, what
helps, days away."""

DECIDED: Final = ("support", "begin", "prior", "start", "answer")

ENTRIES: Final = ("activity-put", "activity-out", "levels")
"""Entries of the audit log that change a course."""


@dataclass(frozen=True)
class Change:
    """A change of the whole course: standards None for all, `about` an activity's id or IRI where it is about one."""

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
    """Return what was changed in a course."""
    found: dict[str, list[tuple[str, str, datetime]]] = {kind: [] for kind in OWN}
    for one in decided(
        conn, course.tenant_id, course.course_id, kinds=("support", "begin", "prior", "start", "answer")
    ):
        if one.by == one.person_id:
            continue
        if one.kind == "support" and one.standard_id:
            found["support"].append((one.person_id, one.standard_id, one.at))
        elif one.kind == "answer" and one.activity_iri and one.standard_id:
            found["idea"].append((one.person_id, one.standard_id, one.at))
        elif one.kind in {"begin", "prior", "start"}:
            found["begin"].append((one.person_id, "", one.at))
    found["stations"] = [(*whose, at) for whose, at in stations.begun_at(conn, course).items()]
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    for kind, table in (("care", t.person_support), ("away", t.days_away)):
        first: dict[str, datetime] = {}
        for row in conn.execute(select(table.c.person_id, table.c.at).filter_by(**key).order_by(table.c.at)):
            first.setdefault(row.person_id, row.at)
        found[kind] = [(person_id, "", at) for person_id, at in first.items()]
    every = [*_entries(conn, course), *_alignments(conn, course), *_published(conn, course)]
    every.sort(key=lambda one: (one.at, one.kind, one.about), reverse=True)
    return Changes(found, tuple(every[:NEWEST]))


def _entries(conn: Connection, course: CourseInputs) -> Iterable[Change]:
    entry = t.audit.c
    rows = conn.execute(
        select(entry.what, entry.about, entry.at)
        .where(entry.tenant_id == course.tenant_id, entry.what.in_(ENTRIES))
        .order_by(entry.number.desc())
        .limit(200)
    )
    for row in rows:
        if row.about.get("course") != course.course_id:
            continue
        if row.what == "levels":
            yield Change("levels", row.at, None, str(row.about.get("formula", "")))
            continue
        activity = course.activities.get(row.about.get("activity", ""))
        served = course.library.by_id.get(activity.iri) if activity is not None else None
        if activity is not None and served is not None:
            yield Change(row.what, row.at, frozenset(served.standards), activity.iri)


def _alignments(conn: Connection, course: CourseInputs) -> Iterable[Change]:
    choice = t.align_choice.c
    rows = conn.execute(
        select(choice.iri, choice.standard_id, choice.at)
        .where(
            choice.tenant_id == course.tenant_id, choice.course_id == course.course_id,
            choice.choice.in_(("accepted", "off")),
        )
        .order_by(choice.at.desc())
        .limit(200)
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

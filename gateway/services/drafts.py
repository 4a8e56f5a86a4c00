"""A course's draft: standards, activities, alignments and units that students meet only once it is published.

It is the newest pathway row in state draft. Its body holds everything that publishing applies, so that undoing can
apply the body before it: `framework`, `grade`, `language`, `standards` [ids], `activities` {id: graded}, `alignments`
and `declined` [[activity id, standard id]], `units` [{title, standards, activities, open}], `builds_on` (what
the teacher changed of the prerequisites).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.learn.library import Activity, Library
from gateway.learn.parameters import ParameterSet, first_set
from gateway.learn.settings import Inputs
from gateway.services import fits, inputs
from gateway.services.inputs import CourseInputs, StandardRow
from gateway.services.prerequisites import graph_of
from gateway.standards.plain import plain

Body = dict[str, Any]


@dataclass(frozen=True)
class Author:
    """Who changes which course."""

    tenant_id: int
    course_id: str
    person_id: str | None

    @property
    def key(self) -> dict[str, Any]:
        """The condition on tables that belong to a course."""
        return {"tenant_id": self.tenant_id, "course_id": self.course_id}


def row_in(conn: Connection, tenant_id: int, course_id: str, state: str) -> Any:
    """Return the newest pathway row in a state, None where there is none."""
    return conn.execute(
        select(t.pathway)
        .filter_by(tenant_id=tenant_id, course_id=course_id, state=state)
        .order_by(t.pathway.c.version.desc())
        .limit(1)
    ).first()


def body_of(conn: Connection, tenant_id: int, course_id: str) -> Body:
    """Return the draft's body; without one the published body to start from, else an empty one."""
    row = row_in(conn, tenant_id, course_id, "draft") or row_in(conn, tenant_id, course_id, "published")
    return completed(conn, tenant_id, course_id, row.body) if row else {"units": []}


def completed(conn: Connection, tenant_id: int, course_id: str, body: Mapping[str, Any]) -> Body:
    """Return a body that says everything: what it leaves out is what the course has now.

    A pathway that came in by a file holds only units.
    """
    if not body.get("units") or "standards" in body:
        return dict(body)
    settings = conn.scalar(select(t.course.c.settings).filter_by(tenant_id=tenant_id, id=course_id))
    key = {"tenant_id": tenant_id, "course_id": course_id}
    graded = {row.activity_id: row.graded for row in conn.execute(select(t.course_activity).filter_by(**key))}
    placed = [one for unit in body["units"] for one in unit["standards"]]
    standards = list(dict.fromkeys([*placed, *(settings or {}).get("standards", ())]))
    pairs = conn.execute(
        select(t.alignment.c.activity_id, t.alignment.c.standard_id)
        .where(t.alignment.c.tenant_id == tenant_id, t.alignment.c.confirmed_at.is_not(None))
        .order_by(t.alignment.c.activity_id, t.alignment.c.standard_id)
    )
    alignments = [[one, other] for one, other in pairs if one in graded and other in set(standards)]
    framework = conn.scalar(select(t.standard.c.framework_id).filter_by(tenant_id=tenant_id, id=standards[0]))
    found = {"framework": framework, "standards": standards, "activities": graded, "alignments": alignments}
    return {**found, **body}


def keep(write: Write, who: Author, body: Body) -> None:
    """Store the draft, as a new version where the course has none."""
    row = row_in(write.conn, who.tenant_id, who.course_id, "draft")
    if row is not None:
        write.conn.execute(update(t.pathway).filter_by(**who.key, version=row.version).values(body=body))
        return
    newest = write.conn.scalar(select(func.max(t.pathway.c.version)).filter_by(**who.key)) or 0
    write.conn.execute(
        insert(t.pathway).values(
            **who.key, version=newest + 1, state="draft", body=body, by_person_id=who.person_id, made_at=write.now,
            published_at=None,
        )
    )  # fmt: skip


def order_of(body: Mapping[str, Any]) -> list[str]:
    """Return the standards in the order of the units, those in no unit last."""
    placed = [one for unit in body.get("units", ()) for one in unit["standards"]]
    return list(dict.fromkeys([*placed, *body.get("standards", ())]))


def standards_of(conn: Connection, tenant_id: int, ids: list[str]) -> dict[str, StandardRow]:
    """Return standards by id, in the order given; unknown ids are left out."""
    rows: dict[str, StandardRow] = {}
    for some in chunks(ids):
        for row in conn.execute(
            select(t.standard).where(t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(some))
        ):
            rows[row.id] = StandardRow(row.id, row.code or "", plain(row.statement), row.identifier, row.position)
    return {one: rows[one] for one in ids if one in rows}


def activities_of(conn: Connection, tenant_id: int, ids: list[str]) -> dict[str, Any]:
    """Return activity rows by id, in library order; those that were removed are left out."""
    found: dict[str, Any] = {}
    for some in chunks(ids):
        for row in conn.execute(
            select(t.activity)
            .where(t.activity.c.tenant_id == tenant_id, t.activity.c.id.in_(some), t.activity.c.removed_at.is_(None))
            .order_by(t.activity.c.key)
        ):
            found[row.id] = row
    return found


def as_published(conn: Connection, course: Any, body: Mapping[str, Any]) -> CourseInputs:
    """Return the inputs that the course would have if this body were published now."""
    standards = standards_of(conn, course.tenant_id, order_of(body))
    activities = activities_of(conn, course.tenant_id, list(body.get("activities") or {}))
    library = _library(conn, course.tenant_id, body, standards, activities)
    levels = {row.iri: row.difficulty for row in activities.values()}
    parameters = _parameters(conn, course) or first_set(levels, fits.seed(conn, course.tenant_id, course.created_at))
    rules = inputs.settings_of(course.settings)
    return CourseInputs(
        tenant_id=course.tenant_id, course_id=course.id, version=course.version, settings=course.settings,
        standards=standards, activity_ids={row.iri: row.id for row in activities.values()}, activities=activities,
        library=library, learn=Inputs(parameters, library.framework, rules), pathway=body,
    )  # fmt: skip


def _parameters(conn: Connection, course: Any) -> ParameterSet | None:
    body = conn.scalar(
        select(t.parameter_set.c.body)
        .where(t.parameter_set.c.tenant_id == course.tenant_id, t.parameter_set.c.course_id == course.id)
        .order_by(t.parameter_set.c.version.desc())
        .limit(1)
    )
    return ParameterSet.from_json(body) if body else None


def _library(
    conn: Connection,
    tenant_id: int,
    body: Mapping[str, Any],
    standards: Mapping[str, StandardRow],
    activities: Mapping[str, Any],
) -> Library:
    aligned: dict[str, list[str]] = {}
    for activity_id, standard_id in body.get("alignments") or ():
        if activity_id in activities and standard_id in standards:
            aligned.setdefault(activity_id, []).append(standard_id)
    made = tuple(
        Activity(row.iri, tuple(sorted(aligned[one])), row.style, row.minutes, row.difficulty)
        for one, row in activities.items()
        if one in aligned
    )
    return Library(made, tuple(standards), graph_of(conn, tenant_id, standards, body))

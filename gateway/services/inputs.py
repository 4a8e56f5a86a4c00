"""What a course's projections are functions of, beside the evidence: standards, graph, parameters, library, settings.

Built from the database once per version of the course and kept in memory; the version rises with every change.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, literal, or_, select

from gateway.db import tables as t
from gateway.learn import interests
from gateway.learn.graph import Graph
from gateway.learn.haste import is_rapid
from gateway.learn.lessons import Way
from gateway.learn.library import Activity, Library
from gateway.learn.parameters import ParameterSet, first_set
from gateway.learn.policies import Rule
from gateway.learn.policy import Policy, policy_of
from gateway.learn.settings import Inputs, Settings
from gateway.services import course_work, fits, placed
from gateway.services.course_work import PROJECT, Project
from gateway.services.prerequisites import graph_of
from gateway.standards.plain import plain

_KEPT = 64

GRADED, REPORTED, PRIOR, MARKED = "graded", "reported", "prior", "marked"
"""Kinds of activities that only have results: work which the learning system grades itself, what other systems'
statements speak about, results that a file brought in, and rows of a rubric by which an activity is marked."""

ONLY_RESULTS = (GRADED, REPORTED, PRIOR, MARKED)
"""Nobody can open these from here; no pathway offers them."""


OPENABLE = and_(t.activity.c.kind.not_in(ONLY_RESULTS), t.activity.c.removed_at.is_(None))
"""Of a query: the activities that can be offered to somebody."""


def opens(activity: Any) -> bool:
    """Say the same of a row."""
    return activity.kind not in ONLY_RESULTS and activity.removed_at is None


PRACTICE_COUNTS = "practice_counts"
"""A course's setting, on unless a teacher says otherwise."""
PRACTICE = frozenset({"practice", "paper", "partner"})
"""Kinds of activities that are practice; what a teacher leads or grades always counts."""
PACKAGED = frozenset({"tincan", "h5p", "cmi5"})
"""Kinds of activities that a package brings with it."""


@dataclass(frozen=True)
class StandardRow:
    """A standard of a course as pages and projections know it."""

    id: str
    code: str
    statement: str
    identifier: str
    position: int


@dataclass(frozen=True)
class CourseInputs:
    """Everything about one course at one version. `standards` come in the teacher's order.

    `declined` are alignments (activity id, standard id) that stand in the tenant and that this course does not count.
    `first` is the set that every published one begins with. `ways` are the styles of lessons, `projects` by id.
    """

    tenant_id: int
    course_id: str
    version: int
    settings: Mapping[str, Any]
    standards: Mapping[str, StandardRow]
    activity_ids: Mapping[str, str]
    activities: Mapping[str, Any]
    library: Library
    learn: Inputs
    pathway: Mapping[str, Any] | None
    declined: frozenset[tuple[str, str]] = frozenset()
    first: ParameterSet = field(default_factory=ParameterSet)
    ways: tuple[Way, ...] = ()
    projects: Mapping[str, Project] = field(default_factory=dict)

    @property
    def parameters(self) -> ParameterSet:
        """The parameter set that stands."""
        return self.learn.params

    def counts(self, activity_id: str) -> bool:
        """Say whether results of an activity count: a course may leave practice out."""
        if self.settings.get(PRACTICE_COUNTS, True):
            return True
        row = self.activities.get(activity_id)
        return row is None or row.kind not in PRACTICE

    def rapid(self, activity_id: str, detail: Mapping[str, Any]) -> bool:
        """Say whether a piece of evidence (its `detail`) was answered faster than the course takes for an answer.

        What a whole package tells of itself is no answer: its questions are, where they count by themselves.
        """
        row = self.activities.get(activity_id)
        if row is not None and row.kind in PACKAGED:
            return False
        return is_rapid(detail, self.learn.settings.rapid_seconds)

    @cached_property
    def policy(self) -> Policy:
        """What picks students' next steps here; a list of activities is said by their ids."""
        listed = [self.activities[one].iri for one in self.settings.get("playlist", ()) if one in self.activities]
        return policy_of({**self.settings, "playlist": listed})

    @property
    def published(self) -> bool:
        """Whether students have a pathway."""
        return self.pathway is not None


class InputsCache:
    """Keeps the inputs of the courses in use; safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], CourseInputs] = OrderedDict()
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Forget everything: a version that was seen inside a transaction may never have been committed."""
        with self._lock:
            self._kept.clear()

    def get(self, conn: Connection, tenant_id: int, course_id: str) -> CourseInputs:
        """Return the inputs at the version this connection sees."""
        course = conn.execute(select(t.course).filter_by(tenant_id=tenant_id, id=course_id)).one()
        key = (tenant_id, course_id)
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found.version == course.version:
                self._kept.move_to_end(key)
                return found
        made = load(conn, course)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made


def load(conn: Connection, course: Any) -> CourseInputs:
    """Build the inputs of a course row from the database."""
    chosen: list[str] = list(course.settings.get("standards", ()))
    pathway = published_pathway(conn, course.tenant_id, course.id)
    ordered = _in_teachers_order(chosen, pathway)
    standards = _standards(conn, course.tenant_id, ordered)
    declined = frozenset((one, other) for one, other in (pathway or {}).get("declined", ()))
    projects = course_work.projects(conn, course)
    graph = graph_of(conn, course.tenant_id, standards, pathway)
    activities, library = _library(conn, course, standards, declined, projects, graph)
    levels = {row.iri: row.difficulty for row in activities.values()}
    first = first_set(levels, fits.seed(conn, course.tenant_id, course.created_at))
    return CourseInputs(
        tenant_id=course.tenant_id,
        course_id=course.id,
        version=course.version,
        settings=course.settings,
        standards=standards,
        activity_ids={row.iri: row.id for row in activities.values()},
        activities=activities,
        library=library,
        learn=Inputs(_parameters(conn, course) or first, graph, settings_of(course.settings)),
        pathway=pathway,
        declined=declined,
        first=first,
        ways=course_work.ways(conn, course),
        projects=projects,
    )


def settings_of(chosen: Mapping[str, Any]) -> Settings:
    """Return the rules of mastery that a course chose; what it did not choose keeps its default."""
    names = Settings.__dataclass_fields__
    values = {name: value for name, value in chosen.get("mastery", {}).items() if name in names}
    if values.get("rule"):
        rule = Rule.from_dict(values["rule"])
        # What pages say about results that are still missing is what the rule asks for.
        values |= {"rule": rule, "pieces": rule.needs, "activities": 1}
    return Settings(**values)


def published_pathway(conn: Connection, tenant_id: int, course_id: str) -> Mapping[str, Any] | None:
    """Return the body of the pathway that students follow, None before the first is published."""
    body: Mapping[str, Any] | None = conn.scalar(
        select(t.pathway.c.body).filter_by(tenant_id=tenant_id, course_id=course_id, state="published")
    )
    return body


def _in_teachers_order(chosen: list[str], pathway: Mapping[str, Any] | None) -> list[str]:
    """Put the standards of the pathway first, in its order; the others follow as they were chosen."""
    first = [one for unit in (pathway or {}).get("units", ()) for one in unit["standards"]]
    return list(dict.fromkeys([*first, *chosen]))


def _standards(conn: Connection, tenant_id: int, ids: list[str]) -> dict[str, StandardRow]:
    rows = {
        row.id: StandardRow(row.id, row.code or "", plain(row.statement), row.identifier, row.position)
        for row in conn.execute(select(t.standard).where(t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(ids)))
    }
    return {one: rows[one] for one in ids if one in rows}


def _library(
    conn: Connection, course: Any, standards: Mapping[str, StandardRow], declined: Collection[tuple[str, str]],
    projects: Mapping[str, Project], graph: Graph,
) -> tuple[dict[str, Any], Library]:  # fmt: skip
    activities = {
        row.id: row
        for row in conn.execute(
            select(t.activity, t.course_activity.c.graded)
            .join(
                t.course_activity,
                (t.course_activity.c.tenant_id == t.activity.c.tenant_id)
                & (t.course_activity.c.activity_id == t.activity.c.id),
            )
            .where(t.course_activity.c.tenant_id == course.tenant_id, t.course_activity.c.course_id == course.id)
            .order_by(t.activity.c.key)
        )
    }
    activities |= _placed(conn, course, activities)
    activities |= _graded(conn, course)
    activities |= _marked(conn, course)
    activities |= _elsewhere(conn, course, activities)
    aligned: dict[str, list[str]] = {}
    for row in conn.execute(
        select(t.alignment)
        .where(t.alignment.c.tenant_id == course.tenant_id, t.alignment.c.confirmed_at.is_not(None))
        .order_by(t.alignment.c.activity_id, t.alignment.c.standard_id)
    ):
        pair = (row.activity_id, row.standard_id)
        if row.activity_id in activities and row.standard_id in standards and pair not in declined:
            aligned.setdefault(row.activity_id, []).append(row.standard_id)
    made = tuple(
        Activity(
            id=activities[one].iri, standards=tuple(names), style=activities[one].style,
            minutes=activities[one].minutes, level=activities[one].difficulty,
            interests=frozenset(interests.tags(activities[one].detail)),
        )
        for one, names in aligned.items()
        if opens(activities[one]) and (activities[one].kind != PROJECT or one in projects)
    )  # fmt: skip
    return activities, Library(made, tuple(standards), graph)


def _placed(conn: Connection, course: Any, there: Mapping[str, Any]) -> dict[str, Any]:
    """Return the activities that placed links open and that are not in the course's library: they work all the same."""
    missing = [one for one in placed.activities(conn, course.tenant_id, course.id) if one not in there]
    return _ungraded(conn, course, t.activity.c.id.in_(missing)) if missing else {}


def _graded(conn: Connection, course: Any) -> dict[str, Any]:
    """Return the activities that stand for work of the learning system's own, so that results of it have a name."""
    own = select(t.graded_work.c.activity_id).filter_by(tenant_id=course.tenant_id, course_id=course.id)
    return _ungraded(conn, course, t.activity.c.id.in_(own))


def _marked(conn: Connection, course: Any) -> dict[str, Any]:
    """Return the activities that stand for rows of rubrics, so that marks have a name."""
    own = select(t.marked_row.c.id).filter_by(tenant_id=course.tenant_id, course_id=course.id)
    return _ungraded(conn, course, t.activity.c.id.in_(own))


def _elsewhere(conn: Connection, course: Any, there: Mapping[str, Any]) -> dict[str, Any]:
    """Return the school's activities of which only results are left, or ever were, so that these have a name."""
    named = or_(t.activity.c.kind.in_((REPORTED, PRIOR)), t.activity.c.removed_at.is_not(None))
    return {one: row for one, row in _ungraded(conn, course, named).items() if one not in there}


def _ungraded(conn: Connection, course: Any, which: ColumnElement[bool]) -> dict[str, Any]:
    """Return activities of the school that have no column in the course's gradebook, by id."""
    rows = conn.execute(
        select(t.activity, literal(value=False).label("graded"))
        .where(t.activity.c.tenant_id == course.tenant_id, which)
        .order_by(t.activity.c.key)
    )
    return {row.id: row for row in rows}


def _parameters(conn: Connection, course: Any) -> ParameterSet | None:
    body = conn.scalar(
        select(t.parameter_set.c.body)
        .where(t.parameter_set.c.tenant_id == course.tenant_id, t.parameter_set.c.course_id == course.id)
        .order_by(t.parameter_set.c.version.desc())
        .limit(1)
    )
    return ParameterSet.from_json(body) if body else None

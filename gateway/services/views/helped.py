"""What helped in a course, for its teachers: of the students they may see, who are in it now."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn import effect
from gateway.learn.effect import Shift
from gateway.learn.state import LearnerState
from gateway.services import changes
from gateway.services.changes import Change
from gateway.services.inputs import CourseInputs
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.web.pages.helped_page import Changed, Gained, HelpedPage
from gateway.web.words import formula_word

NEWEST: Final = 12
"""Changes of the course that the page shows at first."""

NAMED: Final = frozenset({"activity-put", "activity-out", "aligned", "must", "must-not", "project"})
"""Kinds of changes that are about an activity."""


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, now: datetime, *, everything: bool
) -> HelpedPage:
    """Return the page, with the newest changes or all of them."""
    states = _states(conn, course)
    names = Names(inputs, language)
    found = effect.gains(states.values())
    begun = {one.activity_id for s in states.values() for r in s.records.values() for one in r.contributions}
    made = changes.read(conn, inputs)
    own = [
        _changed(kind, effect.shift(states, [(person, name, at.timestamp()) for person, name, at in rows]))
        for kind, rows in made.own.items()
    ]
    figures = effect.course(states.values(), inputs.learn.settings.aim)
    shown = sorted(found.items(), key=lambda pair: (-pair[1].mean, pair[0]))
    return HelpedPage(
        now=now, back_url=links.at("pathway"), least=effect.LEAST_PAIRS, students=len(states),
        activities=tuple(
            Gained(names.of(name), one.pairs, _points(one.mean), _points(one.low), _points(one.high))
            for name, one in shown
        ),
        waiting=len(begun - set(found)), own=tuple(one for one in own if one.pairs),
        course=tuple(_of_course(states, names, one) for one in (made.course if everything else made.course[:NEWEST])),
        earlier_url="" if everything or len(made.course) <= NEWEST else links.at("pathway/helped", all=1),
        days="" if figures.days is None else f"{figures.days:.0f}", mastered=figures.mastered, kept=figures.kept,
        asked_again=figures.asked_again, opened=figures.opened, closed=figures.closed,
    )  # fmt: skip


def _of_course(states: dict[str, LearnerState], names: Names, one: Change) -> Changed:
    found = effect.around_all(states, one.at.timestamp(), one.standards)
    about = names.of(one.about) if one.kind in NAMED else one.about
    if one.kind == "levels":
        about = formula_word("" if one.about == "estimate" else one.about).partition(":")[0]
    return _changed(one.kind, found, one.at, about)


def _changed(kind: str, found: Shift, at: datetime | None = None, about: str = "") -> Changed:
    low, high = (None if one is None else _points(one) for one in (found.low, found.high))
    return Changed(kind, found.pairs, _points(found.before), _points(found.after), low, high, at, about)


def _states(conn: Connection, course: Any) -> dict[str, LearnerState]:
    counted = {one.id for one in people.counted(people.learners(conn, course.tenant_id, course.id, course.only))}
    rows = conn.execute(
        select(t.learner.c.person_id, t.learner.c.state).filter_by(tenant_id=course.tenant_id, course_id=course.id)
    )
    return {row.person_id: LearnerState.from_json(row.state) for row in rows if row.person_id in counted}


def _points(share: float) -> int:
    return round(100 * share)

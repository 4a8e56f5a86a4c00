"""What helped in a course, for its teachers: of the students they may see, who are in it now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn import effect
from gateway.learn.state import LearnerState
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.web.pages.helped_page import Gained, HelpedPage


def show(conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str) -> HelpedPage:
    """Return the page."""
    states = _states(conn, course)
    names = Names(inputs, language)
    found = effect.gains(states.values())
    begun = {one.activity_id for s in states.values() for r in s.records.values() for one in r.contributions}
    made = decided(conn, course.tenant_id, course.id, kinds=("support",))
    given = [(one.person_id, one.standard_id, one.at.timestamp()) for one in made if one.standard_id]
    steps, before, after = effect.around(states, given)
    figures = effect.course(states.values(), inputs.learn.settings.aim)
    shown = sorted(found.items(), key=lambda pair: (-pair[1].mean, pair[0]))
    return HelpedPage(
        back_url=links.at("pathway"), least=effect.LEAST_PAIRS, students=len(states),
        activities=tuple(
            Gained(names.of(name), one.pairs, _points(one.mean), _points(one.low), _points(one.high))
            for name, one in shown
        ),
        waiting=len(begun - set(found)), steps=steps, before=_points(before), after=_points(after),
        days="" if figures.days is None else f"{figures.days:.0f}", mastered=figures.mastered, kept=figures.kept,
        asked_again=figures.asked_again, opened=figures.opened, closed=figures.closed,
    )  # fmt: skip


def _states(conn: Connection, course: Any) -> dict[str, LearnerState]:
    counted = {one.id for one in people.counted(people.learners(conn, course.tenant_id, course.id, course.only))}
    rows = conn.execute(
        select(t.learner.c.person_id, t.learner.c.state).filter_by(tenant_id=course.tenant_id, course_id=course.id)
    )
    return {row.person_id: LearnerState.from_json(row.state) for row in rows if row.person_id in counted}


def _points(share: float) -> int:
    return round(100 * share)

"""How a student could begin, and what the plan would be for each way: computed, nothing of it stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.errors import NotFound
from gateway.learn.evidence import Observation
from gateway.learn.fold import fold
from gateway.learn.placement import MOST
from gateway.services import arrival, evidence, path
from gateway.services.arrival import Begin
from gateway.services.inputs import CourseInputs
from gateway.services.path import Trial
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.web.pages.begin_page import BeginPage, Way


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, person_id: str, now: datetime
) -> BeginPage:
    """Return the page of one learner; NotFound for a stranger, and before a pathway is published."""
    who = people.learner(conn, course.tenant_id, course.id, person_id, course.only)
    if not inputs.published:
        raise NotFound("no pathway is published")
    stands = path.load(conn, inputs, person_id, now)
    iris = {identifier: iri for iri, identifier in inputs.activity_ids.items()}
    seen = {
        everywhere: evidence.observations(conn, inputs, person_id, iris, everywhere=everywhere)
        for everywhere in (False, True)
    }

    def way(value: str) -> Way:
        counted = seen[value == arrival.PRIOR]
        standard_id = arrival.where_the_class_is(inputs, now.date()) if value == arrival.CLASS else None
        learner = _learner(conn, inputs, person_id, now, Begin(value, standard_id), counted)
        names = Names(inputs, language)
        return Way(
            value, tuple(names.of(one.activity) for one in path.cards(learner, path.Wish())), len(learner.optional),
            len(seen[True]) - len(seen[False]) if value == arrival.PRIOR else 0,
            sum(learner.mastery(one).state in {"done", "due"} for one in inputs.standards),
            chosen=stands.begin is not None and stands.begin.way == value, wished=stands.wish == value,
        )  # fmt: skip

    return BeginPage(
        now, who.name, who.first, links.at(f"students/{person_id}/begin"), links.student(person_id),
        tuple(way(one) for one in arrival.WAYS), len(inputs.standards), MOST, stands.pace.arrived,
    )  # fmt: skip


def _learner(
    conn: Connection, inputs: CourseInputs, person_id: str, now: datetime, begin: Begin, seen: list[Observation]
) -> path.Learner:
    return path.load(conn, inputs, person_id, now, Trial(fold(seen, inputs.learn), begin))

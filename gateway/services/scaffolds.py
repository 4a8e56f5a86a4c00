"""Short helps that teachers attach to a standard, for those who are stuck there or were given a support step.

That one was opened is a decision of the learner's in the log; no estimate reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.security import new_id
from gateway.services import audit, opt_out
from gateway.services.decide import Deciding, decide, decided
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.path import FINISHED, Learner
from gateway.settings import Settings

KINDS: Final = ("text", "starters", "example", "link")
LONGEST: Final = 1500
"""Characters of a help: it is short, or it is another activity."""

MOST: Final = 5
"""Helps of one standard in a course."""


@dataclass(frozen=True)
class Scaffold:
    """A help as a teacher writes it; `url` belongs to a link, whose words say what is there."""

    standard_id: str
    kind: str
    text: str
    url: str = ""


def attach(write: Write, course: CourseInputs, who: Author, made: Scaffold) -> str:
    """Attach a help to a standard of the course; return its id.

    NotFound for a standard that the course has not, BadRequest for a kind that there is not and for too many.
    """
    if made.standard_id not in course.standards:
        raise NotFound(made.standard_id)
    there = [one for one in of(write.conn, course) if one.standard_id == made.standard_id]
    if made.kind not in KINDS or (made.kind == "link") != bool(made.url) or len(there) >= MOST:
        raise BadRequest("a help of a kind that there is not, or one too many")
    key = new_id()
    write.conn.execute(
        insert(t.scaffold).values(
            **who.key, id=key, standard_id=made.standard_id, kind=made.kind, text=made.text[:LONGEST], url=made.url,
            by_person_id=who.person_id, at=write.now,
        )
    )  # fmt: skip
    about = {"course": who.course_id, "standard": made.standard_id, "scaffold": key}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "scaffold-attached", about)
    return key


def take_away(write: Write, who: Author, scaffold_id: str) -> None:
    """Take a help away; NotFound for one that the course has not."""
    if not write.conn.execute(delete(t.scaffold).filter_by(**who.key, id=scaffold_id)).rowcount:
        raise NotFound(scaffold_id)
    about = {"course": who.course_id, "scaffold": scaffold_id}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "scaffold-removed", about)


def of(conn: Connection, course: CourseInputs) -> list[Any]:
    """Return the helps of a course, in the order in which they were attached."""
    query = select(t.scaffold).filter_by(tenant_id=course.tenant_id, course_id=course.course_id)
    return list(conn.execute(query.order_by(t.scaffold.c.at, t.scaffold.c.id)))


def needed(conn: Connection, learner: Learner, standard_id: str, activity_id: str) -> list[Any]:
    """Return the helps that a learner may open with an activity for a standard; none for who gets on without.

    Needed is one after two tries that did not work out, where three moved nothing, where a failure on what builds on
    it points there, and with a support step that a teacher gave.
    """
    course = learner.course
    if standard_id not in course.standards or learner.mastery(standard_id).state in FINISHED:
        return []
    stands = learner.mastery(standard_id)
    stuck = stands.stumbled or stands.stuck or standard_id in learner.state.blame
    if not (stuck or _given(conn, learner, standard_id, activity_id)):
        return []
    return [one for one in of(conn, course) if one.standard_id == standard_id]


def _given(conn: Connection, learner: Learner, standard_id: str, activity_id: str) -> bool:
    """Say whether a teacher gave this activity as a support step for the standard, and it still stands first."""
    course, row = learner.course, learner.course.activities.get(activity_id)
    if row is None or row.iri not in learner.supported:
        return False
    made = decided(conn, course.tenant_id, course.course_id, person_id=learner.person_id, kinds=("support",))
    return any(one.activity_iri == row.iri and one.standard_id == standard_id for one in made)


def recorded(conn: Connection, learner: Learner) -> bool:
    """Say whether what this learner does is recorded at all."""
    return opt_out.standing(conn, learner.course.tenant_id, learner.person_id) is None


def use(write: Write, settings: Settings, learner: Learner, standard_id: str, activity_id: str) -> None:
    """Note that a learner opened the helps of a standard; NotFound where none is needed."""
    shown = needed(write.conn, learner, standard_id, activity_id)
    if not shown:
        raise NotFound("no help is attached there, or none is needed")
    course = learner.course
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, learner.person_id, learner.person_id, "scaffold",
            [one.id for one in shown], standard_id=standard_id, activity_iri=course.activities[activity_id].iri,
        ),
    )  # fmt: skip

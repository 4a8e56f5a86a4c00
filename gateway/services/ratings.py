"""How students see their own work on a rubric, and how a partner beside them sees it: kept beside, never counted.

Each is a statement of ours in our own category of decisions, which is no evidence; a new one replaces the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import opt_out
from gateway.services.decide import Decided, Deciding, decide, decided, take_back
from gateway.services.inputs import CourseInputs
from gateway.services.marking import Sheet
from gateway.settings import Settings

KIND: Final = "rating"
SELF, PEER = "self", "peer"
WHO: Final = (SELF, PEER)


@dataclass(frozen=True)
class Rating:
    """One rating of a learner's work: by whom, and a level from 1 by the row's key."""

    who: str
    levels: Mapping[str, int]


def rate(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, what: Sheet, rating: Rating
) -> None:  # fmt: skip
    """Keep a rating in place of the one before by the same; without any level it is taken back.

    BadRequest for a level or row that the rubric has not. Of a student who takes no part nothing is kept.
    """
    keys, most = {one.key for one in what.rubric.rows}, len(what.rubric.levels)
    if rating.who not in WHO or any(one not in keys or not 1 <= n <= most for one, n in rating.levels.items()):
        raise BadRequest("a level that the rubric has not")
    if opt_out.standing(write.conn, course.tenant_id, person_id) is not None:
        return
    for one in _mine(write.conn, course, what, person_id, rating.who):
        take_back(write, settings, course.tenant_id, person_id, one)
    if rating.levels:
        value = {
            "who": rating.who, "part": what.part, "rubric": what.rubric_id, "version": what.version,
            "levels": dict(rating.levels),
        }  # fmt: skip
        decide(
            write, settings,
            Deciding(
                course.tenant_id, course.course_id, person_id, person_id, KIND, value, activity_iri=what.activity.iri
            ),
        )  # fmt: skip


def _mine(conn: Connection, course: CourseInputs, what: Sheet, person_id: str, who: str) -> list[UUID]:
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=(KIND,))
    return [one.statement_id for one in made if _about(one, what) and one.value["who"] == who]


def _about(one: Decided, what: Sheet) -> bool:
    return bool(one.activity_iri == what.activity.iri and one.value.get("part", "") == what.part)


def of(
    conn: Connection, course: CourseInputs, what: Sheet, person_id: str | None = None
) -> dict[tuple[str, str], Mapping[str, int]]:  # fmt: skip
    """Return the levels of each (person id, who rated), by row key: of one learner, or of all."""
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=(KIND,))
    return {(one.person_id, one.value["who"]): one.value["levels"] for one in made if _about(one, what)}

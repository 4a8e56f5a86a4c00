"""A teacher looks at what was handed in and answers it: a level, words, done, or please do it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.services import handing, marking, outcomes
from gateway.services.decide import Deciding, decide
from gateway.services.handing import BACK, DONE, OPEN, SEEN, WAITING
from gateway.services.inputs import CourseInputs
from gateway.services.marking import Marking
from gateway.services.outcomes import Entering
from gateway.settings import Settings

LONGEST = 2000
"""Characters of an answer."""


@dataclass(frozen=True)
class Answer:
    """What a teacher says of a piece of work: done, with a level of its rubric (0: none), or again, with words.

    `rows` are levels by the key of a row, where the work is marked by a rubric of rows; 0 takes a mark away.
    """

    by: str
    how: Literal["done", "again"]
    level: int = 0
    words: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)


def waiting(conn: Connection, tenant_id: int, course_id: str, people: Sequence[str]) -> list[Any]:
    """Return what of these students waits for an answer, oldest first."""
    rows = conn.execute(
        handing.with_words()
        .where(
            t.hand_in.c.tenant_id == tenant_id, t.hand_in.c.course_id == course_id, t.hand_in.c.state.in_(OPEN)
        )
        .order_by(t.hand_in.c.at, t.hand_in.c.id)
    )  # fmt: skip
    known = set(people)
    return [row for row in rows if row.person_id in known]


def count(conn: Connection, tenant_id: int, course_id: str, people: Sequence[str]) -> tuple[int, datetime | None]:
    """Return how many pieces of work of these students wait, and since when the oldest does."""
    rows = conn.execute(
        select(t.hand_in.c.person_id, func.count().label("n"), func.min(t.hand_in.c.at, type_=t.hand_in.c.at.type))
        .where(
            t.hand_in.c.tenant_id == tenant_id, t.hand_in.c.course_id == course_id, t.hand_in.c.state.in_(OPEN)
        )
        .group_by(t.hand_in.c.person_id)
    ).all()  # fmt: skip
    known = set(people)
    mine = [(row[1], row[2]) for row in rows if row[0] in known]
    return sum(n for n, _since in mine), min((since for _n, since in mine), default=None)


def one(conn: Connection, tenant_id: int, course_id: str, hand_in_id: str) -> Any:
    """Return a piece of work with the words of its answer; NotFound for what is not of this course."""
    query = handing.with_words().where(
        t.hand_in.c.tenant_id == tenant_id, t.hand_in.c.course_id == course_id, t.hand_in.c.id == hand_in_id
    )
    row = conn.execute(query).first()
    if row is None:
        raise NotFound(hand_in_id)
    return row


def look(write: Write, tenant_id: int, hand_in_id: str) -> None:
    """Note that somebody looks at a piece of work, so that its student can see it."""
    write.conn.execute(
        update(t.hand_in).filter_by(tenant_id=tenant_id, id=hand_in_id, state=WAITING).values(state=SEEN)
    )


def answer(write: Write, settings: Settings, course: CourseInputs, hand_in_id: str, said: Answer) -> None:
    """Keep a teacher's answer; a level counts as a result of the activity, entered today.

    NotFound for what is not of this course, BadRequest for what waits no more, for a level that the rubric has not and
    for work given back without a word.
    """
    row = one(write.conn, course.tenant_id, course.course_id, hand_in_id)
    activity = course.activities.get(row.activity_id)
    if row.state not in OPEN:
        raise BadRequest("it is answered, or another version came")
    if said.how == "again" and not said.words:
        raise BadRequest("work is given back with words")
    if (said.level or said.rows) and (said.how == "again" or activity is None):
        raise BadRequest("a level is for work that is done")
    if said.rows:
        marked = marking.marked_as(write.conn, course, row.activity_id)
        levels = {(key, row.person_id): level for key, level in said.rows.items()}
        part = row.part if row.activity_id in course.projects else marking.WHOLE
        marking.mark(write, settings, course, Marking(said.by, marked, part, write.now.date(), levels))
    if said.level:
        entering = Entering(said.by, activity, write.now.date(), {row.person_id: said.level})
        outcomes.enter(write, settings, course, entering)
    statement_id = decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, said.by, row.person_id, "returned",
            {"how": said.how, "part": row.part, "version": row.version},
            activity_iri=activity.iri if activity is not None else None, text=said.words,
        ),
    )  # fmt: skip
    write.conn.execute(
        update(t.hand_in)
        .filter_by(tenant_id=course.tenant_id, id=hand_in_id)
        .values(
            state=DONE if said.how == "done" else BACK, answer_id=statement_id.bytes, by_person_id=said.by,
            answered_at=write.now,
        )
    )  # fmt: skip

"""Proposed changes of levels as a teacher reads them, and how many students have one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.errors import BadRequest
from gateway.services import proposed_levels
from gateway.services.inputs import CourseInputs
from gateway.services.proposed_levels import USED, Proposed
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import title_of
from gateway.services.views.people import Learner
from gateway.web.pages import proposed_page as p
from gateway.web.words import school_word

MOST, NAMED = 100, 6
LATELY = timedelta(days=30)


def count(conn: Connection, course: CourseInputs, shown: Collection[str]) -> tuple[int, datetime | None]:
    """Return how many of these students have a proposal, and since when the set stands that makes them."""
    found = {one.person_id for one in proposed_levels.listed(conn, course)} & set(shown)
    return len(found), _since(conn, course) if found else None


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, me: str | None, now: datetime
) -> p.ProposedPage:
    """Return the page for the students whom the reader may see."""
    who = {one.id: one for one in people.counted(people.learners(conn, course.tenant_id, course.id, course.only))}
    waiting = [one for one in proposed_levels.listed(conn, inputs) if one.person_id in who]
    rows = _rows(conn, inputs) if waiting else {}
    order = {name: place for place, name in enumerate(inputs.standards)}
    waiting.sort(key=lambda one: (order[one.standard_id], who[one.person_id].order))
    groups = []
    for kind, lower in (("lower", True), ("higher", False)):
        mine = [one for one in waiting if (one.proposed < one.level) is lower]
        changes = tuple(_change(one, inputs, links, who, rows) for one in mine[:MOST])
        if mine:
            groups.append(p.Group(kind, len({one.person_id for one in mine}), changes, max(0, len(mine) - MOST)))
    return p.ProposedPage(
        now, links.at("gradebook/levels"), links.at("gradebook/levels/undo"), links.at("gradebook"), tuple(groups),
        _answered(conn, inputs, who, me, now), _since(conn, inputs),
    )  # fmt: skip


def read(values: Sequence[str]) -> list[Proposed]:
    """Return the proposals that buttons named; BadRequest for anything else."""
    found = []
    for value in values[:MOST]:
        parts = value.split(".")
        if len(parts) != 4 or not all(one in {"1", "2", "3", "4"} for one in parts[2:]):
            raise BadRequest("a proposal that the page does not offer")
        found.append(Proposed(parts[0], parts[1], int(parts[2]), int(parts[3])))
    return found


def _change(
    one: Proposed, inputs: CourseInputs, links: Links, who: dict[str, Learner], rows: dict[tuple[str, str], Any]
) -> p.Change:
    row, standard = rows[one.person_id, one.standard_id], inputs.standards[one.standard_id]
    words = inputs.learn.settings.rule.words if inputs.learn.settings.rule is not None else None
    return p.Change(
        f"{one.person_id}.{one.standard_id}.{one.level}.{one.proposed}", who[one.person_id].name,
        links.cell(one.person_id, one.standard_id), standard.code, title_of(standard), school_word(one.level, words),
        school_word(one.proposed, words), row.pieces, round(100 * row.expected), round(100 * row.low),
        round(100 * row.high), round(100 * inputs.learn.settings.aim),
    )  # fmt: skip


def _rows(conn: Connection, inputs: CourseInputs) -> dict[tuple[str, str], Any]:
    one = t.mastery.c
    rows = conn.execute(
        select(one.person_id, one.standard_id, one.pieces, one.expected, one.low, one.high).where(
            one.tenant_id == inputs.tenant_id, one.course_id == inputs.course_id, one.level != one.estimated
        )
    )
    return {(row.person_id, row.standard_id): row for row in rows}


def _answered(
    conn: Connection, inputs: CourseInputs, who: dict[str, Learner], me: str | None, now: datetime
) -> tuple[p.Answered, ...]:
    """Return what was answered lately; of a batch with students whom the reader may not see, nothing."""
    staff = people.staff_names(conn, inputs.tenant_id, inputs.course_id)
    found = []
    for batch, made in proposed_levels.batches(conn, inputs).items():
        first = made[0]
        names = tuple(dict.fromkeys(who[one.person_id].name for one in made if one.person_id in who))
        if now - first.at > LATELY or any(one.person_id not in who for one in made):
            continue
        found.append(
            p.Answered(
                batch, first.kind == USED, staff.get(first.by or "", ""), first.at, len(made), names[:NAMED],
                mine=first.by == me,
            )
        )  # fmt: skip
    return tuple(reversed(found))


def _since(conn: Connection, inputs: CourseInputs) -> datetime | None:
    one = t.parameter_set.c
    found: datetime | None = conn.scalar(
        select(one.published_at)
        .where(one.tenant_id == inputs.tenant_id, one.course_id == inputs.course_id)
        .order_by(one.version.desc())
        .limit(1)
    )
    return found

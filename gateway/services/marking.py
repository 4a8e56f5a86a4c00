"""A teacher marks an activity, or a checkpoint of a project, by the rows of its rubric.

Each row of each activity is an activity of its own that counts for the row's standards: a mark is one statement about
it. In a lesson, a project or a task it is the finer one, so that a result of the whole does not count for them again.
A mark of the same day replaces the one before, one of a later day is a further result. A row whose standards change
is another one from then on, so that what was given keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.learn.rubrics import Level, Row, Rubric
from gateway.services import lookup, opt_out, rubrics
from gateway.services.align import reread
from gateway.services.collect import store
from gateway.services.course_work import WRITTEN, mark_id
from gateway.services.decide import course_iri, standard_iri
from gateway.services.drafts import Author
from gateway.services.inputs import MARKED, CourseInputs
from gateway.services.judge import check_learner
from gateway.services.own_statements import accepted, accounts_of
from gateway.services.package_units import LEVEL
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.settings import Settings
from xapi import build, names

WHOLE = ""
"""The part of an activity that is marked as a whole; a project has the ids of its checkpoints."""
SAME = 1e-4
"""Points this near to a level's are that level's."""


@dataclass(frozen=True)
class Sheet:
    """What is marked by what: an activity row, its part with that part's title, and the rubric with the rows asked."""

    activity: Any
    part: str
    part_title: str
    rubric_id: str
    version: int
    rubric: Rubric

    def id_of(self, course_id: str, row: Row) -> str:
        """Return the id of the activity that stands for a row of this sheet."""
        return mark_id(course_id, self.activity.id, self.part, row)


@dataclass(frozen=True)
class Mark:
    """A mark that stands: the points 0..1, the level's word as it was said, and when."""

    statement_id: UUID
    points: float
    word: str
    at: datetime

    def level_in(self, levels: Sequence[Level]) -> int:
        """Return which level from 1 has these points now, 0 for none of them."""
        found = (n for n, one in enumerate(levels, start=1) if abs(one.points - self.points) < SAME)
        return next(found, 0)


@dataclass(frozen=True)
class Marking:
    """What a teacher enters on a day: a level from 1 for each (row key, person id), 0 takes the mark away."""

    by: str
    activity_id: str
    part: str
    day: date
    levels: Mapping[tuple[str, str], int]


def marked_as(conn: Connection, course: CourseInputs, activity_id: str) -> str:
    """Return what is marked by a rubric when an activity is done: itself, or its lesson; empty for nothing."""
    used, ids = rubrics.used_for(conn, course.tenant_id, course.course_id), course.activity_ids
    row = course.activities.get(activity_id)
    lesson = next((ids.get(one.lesson, "") for one in course.ways if row is not None and one.activity == row.iri), "")
    return next((one for one in (activity_id, lesson) if one in used), "")


def sheet(conn: Connection, course: CourseInputs, activity_id: str, part: str = WHOLE) -> Sheet:
    """Return by what an activity is marked here; NotFound where it has no rubric, or no such part."""
    activity = course.activities.get(activity_id)
    rubric_id = rubrics.used_for(conn, course.tenant_id, course.course_id).get(activity_id)
    if activity is None or rubric_id is None:
        raise NotFound("nothing that is marked by a rubric here")
    kept = rubrics.find(conn, Author(course.tenant_id, course.course_id, None), rubric_id)
    if not part:
        return Sheet(activity, part, "", rubric_id, kept.version, kept.rubric)
    row = conn.execute(
        select(t.checkpoint).filter_by(
            tenant_id=course.tenant_id, course_id=course.course_id, activity_id=activity_id, id=part
        )
    ).first()
    if row is None:
        raise NotFound("no such checkpoint")
    asked = tuple(one for one in kept.rubric.rows if one.key in row.row_keys)
    return Sheet(activity, part, row.title, rubric_id, kept.version, replace(kept.rubric, rows=asked))


def iri_of(settings: Settings, identifier: str) -> str:
    """Return the IRI under which statements speak of a row of a marked activity."""
    return f"{settings.base_url}/marks/{identifier}"


def standing(
    conn: Connection, settings: Settings, course: CourseInputs, what: Sheet
) -> dict[tuple[str, str], Mark]:  # fmt: skip
    """Return the newest mark of each (row key, person id) of a sheet, read out of the log itself."""
    rows = {iri_of(settings, what.id_of(course.course_id, one)): one.key for one in what.rubric.rows}
    found: dict[tuple[str, str], Mark] = {}
    for row in _scored(conn, course, list(rows)):
        found[rows[row.object_id], row.person_id] = _mark(row)
    return found


def _scored(conn: Connection, course: CourseInputs, iris: Sequence[str]) -> list[Any]:
    """Return the statements of ours that score these, oldest first."""
    said, keys = t.statement.c, [lookup.key(lookup.ACTIVITY, one) for one in iris]
    return list(
        conn.execute(
            select(t.identity.c.person_id, said.id, said.timestamp, said.object_id, said.body)
            .join(
                t.identity,
                (t.identity.c.tenant_id == said.tenant_id) & (t.identity.c.key_hash == said.actor_hash),
            )
            .where(
                said.tenant_id == course.tenant_id, said.object_id.in_(iris),
                said.seq.in_(lookup.mentioning(course.tenant_id, keys)), said.verb == names.SCORED,
                said.course_id == course.course_id, said.credential_id.is_(None), said.voided.is_(False),
            )
            .order_by(said.timestamp, said.seq)
        )
    )  # fmt: skip


def _mark(row: Any) -> Mark:
    result = orjson.loads(row.body)["result"]
    return Mark(UUID(bytes=bytes(row.id)), result["score"]["scaled"], word_in(result), row.timestamp)


def word_in(result: Mapping[str, Any]) -> str:
    """Return the word of a level as a statement's result says it; empty where it says none."""
    return str((result.get("extensions") or {}).get(names.extension("rubric-word"), ""))


def words_of(conn: Connection, tenant_id: int, statement_ids: Iterable[bytes]) -> dict[bytes, str]:
    """Return the word of the level that each of these statements gave, by statement id."""
    found: dict[bytes, str] = {}
    for some in chunks(sorted(statement_ids)):
        rows = conn.execute(
            select(t.statement.c.id, t.statement.c.body).where(
                t.statement.c.tenant_id == tenant_id, t.statement.c.id.in_(some)
            )
        )
        found |= {bytes(row.id): word_in(orjson.loads(row.body).get("result") or {}) for row in rows}
    return found


def mark(write: Write, settings: Settings, course: CourseInputs, what: Marking) -> int:
    """Store the marks that differ from what stands; return how many. All or nothing.

    BadRequest for a level or row that the rubric has not, NotFound for a stranger, TakesNoPart for a student of whom
    nothing is recorded.
    """
    asked = sheet(write.conn, course, what.activity_id, what.part)
    keys, most = {one.key for one in asked.rubric.rows}, len(asked.rubric.levels)
    if any(key not in keys or not 0 <= level <= most for (key, _person), level in what.levels.items()):
        raise BadRequest("a level that the rubric has not")
    before = standing(write.conn, settings, course, asked)
    levels = asked.rubric.levels
    changed = {
        pair: level
        for pair, level in what.levels.items()
        if level != (before[pair].level_in(levels) if pair in before else 0) or (not level and pair in before)
    }
    for person_id in sorted({person for _key, person in changed}):
        check_learner(write, course, person_id)
        opt_out.check(write.conn, course.tenant_id, person_id)
    _have_rows(write, settings, course, asked, {key for key, _person in changed})
    raws = _statements(write, settings, course, what, asked, before, changed)
    made = [accepted(write, settings, raw) for raw in raws]
    store(write, Source(course.tenant_id, course_id=course.course_id), made)
    return len(changed)


def _statements(
    write: Write, settings: Settings, course: CourseInputs, what: Marking, asked: Sheet,
    before: Mapping[tuple[str, str], Mark], changed: Mapping[tuple[str, str], int],
) -> list[dict[str, Any]]:  # fmt: skip
    accounts = accounts_of(write.conn, settings, course.tenant_id, [what.by, *{person for _key, person in changed}])
    at = _moment(what.day, write.now)
    raws = [
        build.voiding(
            build.Frame(new_statement_id(), write.now), by=accounts[what.by], target=before[pair].statement_id
        )
        for pair, level in changed.items()
        if pair in before and (not level or before[pair].at.astimezone(UTC).date() == what.day)
    ]
    for (key, person_id), level in changed.items():
        row = asked.rubric.row(key)
        if not level or row is None:
            continue
        of = asked.rubric.levels[level - 1]
        raws.append(
            build.marked(
                build.Frame(new_statement_id(), at), actor=accounts[person_id], teacher=accounts[what.by],
                row=iri_of(settings, asked.id_of(course.course_id, row)), activity=asked.activity.iri,
                mark=build.Marked(
                    f"{settings.base_url}/rubrics/{asked.rubric_id}/{asked.version}", row.key, level,
                    len(asked.rubric.levels), of.word, of.points,
                ),
                course=course_iri(settings, course.course_id),
                standards=[standard_iri(settings, one) for one in row.standards],
            )
        )  # fmt: skip
    return raws


def _moment(day: date, now: datetime) -> datetime:
    """Return the time of a mark: now for today, the middle of an earlier day."""
    return now if day == now.date() else min(datetime.combine(day, time(12), UTC), now)


def _have_rows(write: Write, settings: Settings, course: CourseInputs, asked: Sheet, keys: set[str]) -> None:
    """Have the activities that stand for these rows, aligned to their standards, inside what is marked."""
    rows = [one for one in asked.rubric.rows if one.key in keys]
    ids = {asked.id_of(course.course_id, one): one for one in rows}
    there = set(
        write.conn.scalars(
            select(t.marked_row.c.id).where(
                t.marked_row.c.tenant_id == course.tenant_id, t.marked_row.c.id.in_(list(ids))
            )
        )
    )
    for own_id, row in ids.items():
        if own_id not in there:
            _have_row(write, settings, course, asked, own_id, row)
    if set(ids) - there:
        newer = update(t.course).filter_by(tenant_id=course.tenant_id, id=course.course_id)
        write.conn.execute(newer.values(version=t.course.c.version + 1))


def _have_row(
    write: Write, settings: Settings, course: CourseInputs, asked: Sheet, own_id: str, row: Row
) -> None:  # fmt: skip
    tenant_id, within = course.tenant_id, asked.activity
    part = f" – {asked.part_title}" if asked.part_title else ""  # noqa: RUF001 the design's dash
    titles = {language: f"{title}{part}: {row.title}" for language, title in within.title.items()}
    write.conn.execute(
        insert(t.activity).values(
            tenant_id=tenant_id, id=own_id, iri=iri_of(settings, own_id), key=f"mark-{own_id}", kind=MARKED,
            style=within.style, minutes=within.minutes, difficulty=LEVEL, title=titles, words={},
            detail={"of": within.id}, created_at=write.now,
        )
    )  # fmt: skip
    write.conn.execute(
        insert(t.marked_row).values(
            tenant_id=tenant_id, id=own_id, course_id=course.course_id, activity_id=within.id, part=asked.part,
            rubric_id=asked.rubric_id, row_key=row.key,
        )
    )  # fmt: skip
    stated = {"weight": 1.0, "source": "rubric", "confirmed_by": None, "confirmed_at": write.now}
    for one in row.standards:
        key = {"tenant_id": tenant_id, "activity_id": own_id, "standard_id": one}
        upsert(write.conn, t.alignment, key, {}, insert_only=stated)
    if within.kind in WRITTEN:
        # Results that anything else has of its own go on counting beside the marks: they are other observations.
        upsert(write.conn, t.nested, {"tenant_id": tenant_id, "activity_id": own_id, "within_id": within.id}, {})
        reread(write, tenant_id, [within.id])

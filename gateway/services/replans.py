"""What each result did to a learner's next steps, as rows: projected history, of the newest results alone.

The next steps after a result are those that the page offered then: planned from the fold as it stood after it, on its
day, with what the course was and people had decided when it came. Its plan before is that of the result before it. What
a course was cannot be read out of the log later, so a row tells what it was made from (`basis`). Whenever it is looked
at again, because older evidence came late or went, or by `waymark rebuild`, a row with the basis of the present is made
anew, to the same row; one with another basis stands as history. What is missing is made with the present.

It is done after the evaluation and apart from it, for a few learners at a time: reading beside the writer, then one
short write, which is left to the next time where a learner's evidence was worked in again meanwhile. Of results that
were worked in at once the last is planned after: nobody was offered anything between them, and their rows say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Connection, delete, select

from gateway.db import tables as t
from gateway.db.upsert import upsert, upsert_rows
from gateway.db.writer import Database, Write
from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb, fold
from gateway.services import arrival, evidence, opt_out, path
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs, InputsCache
from gateway.services.path import Learner, Trial, Wish

SOME: Final = 8
"""Learners in one transaction."""

KEPT: Final = 13
"""Rows of a learner in a course: the newest twelve results, and the one before them."""

LOOKED: Final = 3 * KEPT
"""Results among which those are looked for that concern the course: others of the same student may lie between."""

RAPID, PRACTICE, UNALIGNED = "rapid", "practice", "unaligned"
"""Why a result does not count: too fast, practice that the course leaves out, nothing that it counts for here."""

TOGETHER: Final = "together"
"""The basis of a result that was worked in at once with a later one."""

_KEY: Final = ("tenant_id", "course_id", "person_id", "seq")


@dataclass(frozen=True)
class _Piece:
    """A row of the evidence, what the fold takes of it (None: it says nothing of the course), why it does not count."""

    row: Any
    seen: Observation | None
    why: str

    @property
    def key(self) -> tuple[float, str]:
        """The place in the log's order."""
        return self.seen.key if self.seen else (self.row.timestamp.timestamp(), str(UUID(bytes=self.row.statement_id)))

    @property
    def at(self) -> datetime:
        """The day of the result."""
        return datetime.fromtimestamp(self.key[0], UTC)


@dataclass(frozen=True)
class _Made:
    """The rows to write, and the numbers of those to delete."""

    rows: tuple[Mapping[str, Any], ...]
    gone: tuple[int, ...]


def due(write: Write, course: CourseInputs, person_id: str) -> None:
    """Have what a learner's newest results did be planned: their evidence was worked in."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    mark = write.conn.scalar(select(t.replan_due.c.mark).filter_by(**key)) or 0
    upsert(write.conn, t.replan_due, key, {"mark": mark + 1})


def catch_up(db: Database, tenant_id: int, cache: InputsCache) -> bool:
    """Plan for some learners who are due; return whether there were any."""
    with db.read() as conn:
        rows = conn.execute(select(t.replan_due).filter_by(tenant_id=tenant_id).limit(SOME)).all()
        made = [(one, _made(conn, cache.get(conn, tenant_id, one.course_id), one.person_id)) for one in rows]
    if made:
        db.write(partial(_keep_all, made=made))
    return bool(made)


def _keep_all(write: Write, made: Sequence[tuple[Any, _Made]]) -> None:
    for one, found in made:
        key = {"tenant_id": one.tenant_id, "course_id": one.course_id, "person_id": one.person_id}
        _keep(write, key, found, one.mark)


def rebuild(db: Database, tenant_id: int, cache: InputsCache) -> int:
    """Make every row again that can be; return of how many learners in a course one came out different."""
    with db.read() as conn:
        learner = t.learner.c
        query = select(learner.course_id, learner.person_id).where(learner.tenant_id == tenant_id)
        learners = conn.execute(query.order_by(learner.course_id, learner.person_id)).all()
    different = 0
    for one in learners:
        key = {"tenant_id": tenant_id, "course_id": one.course_id, "person_id": one.person_id}
        with db.read() as conn:
            mark = conn.scalar(select(t.replan_due.c.mark).filter_by(**key))
            made = _made(conn, cache.get(conn, tenant_id, one.course_id), one.person_id, anew=True)
        different += bool(made.rows or made.gone)
        db.write(partial(_keep, key=key, made=made, mark=mark))
    return different


def _keep(write: Write, key: Mapping[str, Any], made: _Made, mark: int | None) -> None:
    """Write down what was made, unless the learner's evidence was worked in again since it was read."""
    if write.conn.scalar(select(t.replan_due.c.mark).filter_by(**key)) != mark:
        return
    write.conn.execute(delete(t.replan_due).filter_by(**key))
    if made.gone:
        write.conn.execute(delete(t.replan).filter_by(**key).where(t.replan.c.seq.in_(made.gone)))
    upsert_rows(write.conn, t.replan, _KEY, made.rows)


def _made(conn: Connection, course: CourseInputs, person_id: str, *, anew: bool = False) -> _Made:
    """Return the rows that are missing or no longer right; `anew` plans after each result again."""
    if opt_out.standing(conn, course.tenant_id, person_id) is not None:
        return _Made((), ())
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    stored = {row.seq: dict(row._mapping) for row in conn.execute(select(t.replan).filter_by(**key))}  # noqa: SLF001
    concern = _concern(conn, course, person_id)
    window = concern[-KEPT:]
    gone = stored.keys() - {one.row.seq for one in window}
    lost = [stored[seq]["at"] for seq in gone - {one.row.seq for one in concern}]
    first = 0 if anew else _first(window, stored, min(lost, default=None))
    together = {seq for seq, row in stored.items() if row["basis"] == TOGETHER}
    if not anew:
        together |= set([one.row.seq for one in window if one.seen is not None and _missing(one, stored)][:-1])
    pieces = [one for one in window[first:] if one.seen is not None and one.row.seq not in together]
    newest = next((one for one in reversed(window) if one.seen is not None), None)
    planned = dict(_planned(conn, course, person_id, pieces, alone=pieces == [newest]))
    rows = []
    for one in window:
        seq, old = one.row.seq, stored.get(one.row.seq)
        found = planned.get(seq)
        if one.seen is None:
            found = {"cards": None, "basis": ""}
        elif seq in together:
            found = {"cards": None, "basis": TOGETHER}
        elif old is not None and old["cards"] is not None and (found is None or old["basis"] != found["basis"]):
            found = {"cards": old["cards"], "basis": old["basis"]}
        row = {**key, "seq": seq, "at": one.at, "why": one.why if one.seen is not None else UNALIGNED, **(found or {})}
        if row != old:
            rows.append(row)
    return _Made(tuple(rows), tuple(sorted(gone)))


def _concern(conn: Connection, course: CourseInputs, person_id: str) -> list[_Piece]:
    """Return the newest evidence that concerns a course, oldest first.

    What counts for nothing here concerns it where it was done for this course.
    """
    of, iris = t.evidence.c, {identifier: iri for iri, identifier in course.activity_ids.items()}
    rows = conn.execute(
        select(t.evidence)
        .where(of.tenant_id == course.tenant_id, of.person_id == person_id, evidence.counts_here(course, person_id))
        .order_by(of.timestamp.desc(), of.statement_id.desc())
        .limit(LOOKED)
    ).all()
    share = evidence.rapid_share(conn, course, person_id, rows)
    pieces = [_Piece(row, evidence.observation(row, course, iris, share), _why(course, row, share)) for row in rows]
    concern = [one for one in pieces if one.seen is not None or one.row.course_id == course.course_id]
    return sorted(concern, key=lambda one: one.key)


def _first(window: Sequence[_Piece], stored: Mapping[int, Mapping[str, Any]], lost: datetime | None) -> int:
    """Return the place from which on results are planned after: nothing was yet, or a result at `lost` is gone."""
    for place, one in enumerate(window):
        if one.seen is not None and _missing(one, stored):
            return place
        if lost is not None and one.at >= lost:
            return place
    return len(window)


def _missing(one: _Piece, stored: Mapping[int, Mapping[str, Any]]) -> bool:
    """Say whether nothing was planned yet after a result that concerns the course."""
    old = stored.get(one.row.seq)
    return old is None or (old["cards"] is None and old["basis"] != TOGETHER)


def _planned(
    conn: Connection, course: CourseInputs, person_id: str, pieces: Sequence[_Piece], *, alone: bool
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number, cards and basis) of each of these results, which say something about the course; oldest first.

    `alone`: it is the newest, with which the learner's fold as it is stored ends.
    """
    if alone and _folded(conn, course, person_id):
        yield pieces[0].row.seq, _cards(path.load(conn, course, person_id, pieces[0].at))
        return
    if not pieces:
        return
    iris = {identifier: iri for iri, identifier in course.activity_ids.items()}
    every = evidence.observations(conn, course, person_id, iris)
    state = fold((one for one in every if one.key < pieces[0].key), course.learn)
    begin = arrival.chosen(decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=arrival.KINDS))
    later = sorted((one for one in every if one.key >= pieces[0].key), key=lambda one: one.key)
    for one in pieces:
        while later and later[0].key <= one.key:
            absorb(state, later.pop(0), course.learn)
        yield one.row.seq, _cards(path.load(conn, course, person_id, one.at, Trial(state.copy(), begin)))


def _folded(conn: Connection, course: CourseInputs, person_id: str) -> bool:
    """Say whether a learner's fold holds all the evidence there is."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    row = conn.execute(select(t.learner.c.through, t.learner.c.stale).filter_by(**key)).first()
    return row is not None and not row.stale and row.through >= evidence.newest(conn, course.tenant_id, person_id)


def _cards(learner: Learner) -> dict[str, Any]:
    ids = learner.course.activity_ids
    found = [[ids[one.activity], one.standard, one.reason.code] for one in path.cards(learner, Wish())]
    return {"cards": found, "basis": _basis(learner)}


def _basis(learner: Learner) -> str:
    """Return a digest of what a plan is made from beside the evidence: the course, what people decided, what is said.

    Levels that were said before the present parameter set stand beside the fold, which alone is made again.
    """
    course, state = learner.course, learner.state
    said = sorted((name, state.level(name)) for name in state.records)
    made = (course.version, course.parameters.version, astuple(learner.guidance), learner.skipped, learner.over(),
            learner.working, learner.goal, said)  # fmt: skip
    return hashlib.sha256(orjson.dumps(_plain(made))).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, AbstractSet):
        return sorted(str(one) for one in value)
    if isinstance(value, Collection) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return str(value)


def _why(course: CourseInputs, row: Any, share: float) -> str:
    """Return why evidence that says something about a course does not count there, empty where it does."""
    if not course.counts(row.activity_id):
        return PRACTICE
    return RAPID if course.rapid(row.activity_id, row.detail, share) else ""

"""Statements become evidence: identity, alignment and the rules of `gateway.learn.evidence`, once per statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, delete, exists, select, true, update

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows
from gateway.db.types import to_micros
from gateway.db.writer import Write
from gateway.learn.evidence import NotEvidence, Observation, from_statement, left_by_hints
from gateway.learn.state import LearnerState
from gateway.services import align_rules, told_once, unhurried
from gateway.services.inputs import CourseInputs
from xapi import jsontext
from xapi.formats.cmi5.rules import is_no_result

_READ = ("seq", "id", "stored", "object_id", "verb", "registration", "course_id", "body")
PRIOR: Final = "prior"
"""The kind of a teacher's decision that a learner's results of other courses count in this one."""


@dataclass(frozen=True)
class Aligned:
    """An activity with the standards it counts for, its weight and its medium, as its teacher gave them."""

    activity_id: str
    iri: str
    standards: tuple[str, ...]
    weight: float
    medium: str = ""


def gather(write: Write, tenant_id: int, key_hash: str, person_id: str) -> int:
    """Turn the statements of one actor that came since the last time into evidence rows; return how many."""
    through = write.conn.scalar(select(t.progress.c.through).filter_by(tenant_id=tenant_id, key_hash=key_hash)) or 0
    rows = write.conn.execute(
        select(*(t.statement.c[name] for name in _READ))
        .where(
            t.statement.c.tenant_id == tenant_id, t.statement.c.actor_hash == key_hash, t.statement.c.seq > through,
            t.statement.c.voided.is_(False), t.statement.c.decision.is_(False),
        )
        .order_by(t.statement.c.seq)
    ).all()  # fmt: skip
    aligned = alignments(write.conn, tenant_id, {row.object_id for row in rows})
    rules = align_rules.rules_of(write.conn, tenant_id) if any(row.object_id not in aligned for row in rows) else []
    made: dict[int, tuple[Any, Observation]] = {}
    matched = {}
    for row in rows:
        match = aligned.get(row.object_id)
        if match is None and not rules:
            continue
        body = jsontext.read(row.body)
        if is_no_result(body):
            continue
        match = match or _ruled(write, tenant_id, rules, row, body)
        if match is None:
            continue
        seen = from_statement(body, match.standards, match.weight, match.medium, stored=row.stored)
        if not isinstance(seen, NotEvidence):
            made[row.seq], matched[row.seq] = (row, seen), match
    if not through:
        _forget_actor(write, tenant_id, key_hash, person_id)
    again, older = told_once.settle(write, tenant_id, key_hash, made, all_new=not through)
    told_once.drop(write, tenant_id, person_id, older)
    found = [
        _row(tenant_id, person_id, row, matched[seq], seen) for seq, (row, seen) in made.items() if seq not in again
    ]
    insert_rows(write.conn, t.evidence, found, conflict="(tenant_id, person_id, seq) DO NOTHING")
    if found or older:
        stale(write, tenant_id, [person_id], since=min([*older, *(one[2] for one in found[:1])]))
    newest = rows[-1].seq if rows else through
    write.conn.execute(
        update(t.progress).filter_by(tenant_id=tenant_id, key_hash=key_hash).values(through=newest, due=False)
    )
    return len(found)


def _ruled(write: Write, tenant_id: int, rules: Sequence[Any], row: Any, body: Mapping[str, Any]) -> Aligned | None:
    """Return what a rule makes of a statement about an activity that nobody aligned."""
    given = align_rules.apply(write, tenant_id, rules, row, body)
    return Aligned(given[0], row.object_id, (given[1],), given[2]) if given else None


def _forget_actor(write: Write, tenant_id: int, key_hash: str, person_id: str) -> None:
    """Take away what an earlier reading made of one actor's statements: they are read from the beginning."""
    seqs = select(t.statement.c.seq).where(t.statement.c.tenant_id == tenant_id, t.statement.c.actor_hash == key_hash)
    write.conn.execute(
        delete(t.evidence).where(
            t.evidence.c.tenant_id == tenant_id, t.evidence.c.person_id == person_id, t.evidence.c.seq.in_(seqs)
        )
    )


def forget_actor(write: Write, tenant_id: int, key_hash: str, person_id: str) -> None:
    """Take one actor's statements out of a person's evidence, for they are not theirs; the person is folded again."""
    _forget_actor(write, tenant_id, key_hash, person_id)
    stale(write, tenant_id, [person_id])


def stale(write: Write, tenant_id: int, people: Sequence[str], since: int = 0) -> None:
    """Have the folds that have reached `since` done again: evidence before their end came or went."""
    write.conn.execute(
        update(t.learner)
        .where(
            t.learner.c.tenant_id == tenant_id, t.learner.c.person_id.in_(people), t.learner.c.through >= since,
            t.learner.c.stale.is_(False),
        )
        .values(stale=True)
    )  # fmt: skip


def _row(tenant_id: int, person_id: str, row: Any, match: Aligned, seen: Observation) -> tuple[Any, ...]:
    detail = {
        "questions": seen.questions, "hints_used": seen.hints_used, "hints_available": seen.hints_available,
        "source": seen.source, "earned": seen.earned, "seconds": seen.seconds,
        **({"dated": seen.dated} if seen.dated else {}), **({"shown": True} if seen.shown else {}),
    }  # fmt: skip
    return (
        tenant_id, person_id, row.seq, bytes(row.id), to_micros(seen.timestamp), row.course_id, match.activity_id,
        orjson.dumps(list(seen.standards)).decode(), seen.score, seen.weight, orjson.dumps(detail).decode(),
    )  # fmt: skip


def alignments(conn: Connection, tenant_id: int, iris: Iterable[str]) -> dict[str, Aligned]:
    """Return the confirmed alignments of these activity IRIs; an IRI without any is absent.

    What questions inside an activity count for, its own result does not count for again: the finest node wins.
    """
    wanted = sorted(set(iris))
    found: dict[str, tuple[Any, list[str]]] = {}
    for some in chunks(wanted):
        for row in conn.execute(
            select(
                t.activity.c.id, t.activity.c.iri, t.activity.c.detail, t.alignment.c.standard_id,
                t.alignment.c.weight,
            )
            .join(
                t.alignment,
                (t.alignment.c.tenant_id == t.activity.c.tenant_id) & (t.alignment.c.activity_id == t.activity.c.id),
            )
            .where(
                t.activity.c.tenant_id == tenant_id,
                t.activity.c.iri.in_(some),
                t.alignment.c.confirmed_at.is_not(None),
            )
            .order_by(t.alignment.c.standard_id)  # which weight is the first must not depend on the database
        ):  # fmt: skip
            found.setdefault(row.iri, (row, []))[1].append(row.standard_id)
    finer = _finer(conn, tenant_id, [first.id for first, _ in found.values()])
    return {
        iri: Aligned(first.id, iri, kept, first.weight, str(first.detail.get("medium") or ""))
        for iri, (first, names) in found.items()
        if (kept := tuple(sorted(set(names) - finer.get(first.id, set()))))
    }


def _finer(conn: Connection, tenant_id: int, ids: Sequence[str]) -> dict[str, set[str]]:
    """Return the standards for which something inside these activities counts."""
    found: dict[str, set[str]] = {}
    for some in chunks(ids):
        for row in conn.execute(
            select(t.nested.c.within_id, t.alignment.c.standard_id)
            .join(
                t.alignment,
                (t.alignment.c.tenant_id == t.nested.c.tenant_id)
                & (t.alignment.c.activity_id == t.nested.c.activity_id),
            )
            .where(
                t.nested.c.tenant_id == tenant_id, t.nested.c.within_id.in_(some),
                t.alignment.c.confirmed_at.is_not(None),
            )
        ):  # fmt: skip
            found.setdefault(row.within_id, set()).add(row.standard_id)
    return found


def observations(
    conn: Connection, course: CourseInputs, person_id: str, iris: Mapping[str, str], after_seq: int = 0,
    *, everywhere: bool | None = None,
) -> list[Observation]:  # fmt: skip
    """Return a learner's evidence that counts in one course, in no particular order.

    `iris` gives the IRI of each activity id. Evidence from a credential bound to another course does not count here,
    unless a teacher decided that this learner begins with it; `everywhere` asks what would come of either.
    """
    here = counts_here(course, person_id, everywhere=everywhere)
    mine = (t.evidence.c.tenant_id == course.tenant_id, t.evidence.c.person_id == person_id)
    rows = conn.execute(select(t.evidence).where(*mine, t.evidence.c.seq > after_seq, here)).all()
    share = rapid_share(conn, course, person_id, rows)
    found = (observation(row, course, iris, share) for row in rows)
    return [one for one in found if one is not None]


def rapid_share(conn: Connection, course: CourseInputs, person_id: str, rows: Iterable[Any]) -> float:
    """Return the share of the course's limit for rapid answers that holds for a learner with this evidence.

    Whether more time helps the learner is only asked where an answer was that fast.
    """
    hasty = any(course.rapid(row.activity_id, row.detail) for row in rows)
    return unhurried.of(conn, course, person_id).rapid_share if hasty else 1.0


def counts_here(course: CourseInputs, person_id: str, *, everywhere: bool | None = None) -> ColumnElement[bool]:
    """Return the condition on evidence rows of a learner under which they count in a course."""
    if everywhere:
        return true()
    decision, evidence = t.decision.c, t.evidence.c
    brought = select(decision.seq).where(
        decision.tenant_id == course.tenant_id, decision.course_id == course.course_id,
        decision.person_id == person_id, decision.kind == PRIOR,
    )  # fmt: skip
    here = evidence.course_id.is_(None) | (evidence.course_id == course.course_id)
    return here if everywhere is False else here | exists(brought)


def observation(row: Any, course: CourseInputs, iris: Mapping[str, str], share: float = 1.0) -> Observation | None:
    """Return an evidence row as the learner's fold takes it, None where it says nothing about this course.

    `share` is that of `rapid_share`.
    """
    counted = course.counts(row.activity_id) and not course.rapid(row.activity_id, row.detail, share)
    declined = course.declined
    standards = tuple(
        one for one in row.standards if one in course.standards and (row.activity_id, one) not in declined
    )
    if not standards:
        return None
    return Observation(
        statement_id=str(UUID(bytes=bytes(row.statement_id))),
        timestamp=row.timestamp,
        activity_id=iris.get(row.activity_id, row.activity_id),
        standards=standards,
        score=score_here(course, row.score, row.detail),
        weight=row.weight if counted else 0.0,
        **row.detail,
    )


def score_here(course: CourseInputs, score: float, detail: Mapping[str, Any]) -> float:
    """Return the score 0..1 of a piece of evidence (its `detail`) by what hints leave of a result in a course."""
    rule = course.learn.settings.hints
    if rule == "share":
        return score
    used, available = detail.get("hints_used"), detail.get("hints_available")
    return left_by_hints(rule, detail.get("earned", score), used, available, shown=detail.get("shown", False))


def newest(conn: Connection, tenant_id: int, person_id: str) -> int:
    """Return the sequence number of a learner's newest evidence, 0 where there is none."""
    found: int | None = conn.scalar(
        select(t.evidence.c.seq)
        .where(t.evidence.c.tenant_id == tenant_id, t.evidence.c.person_id == person_id)
        .order_by(t.evidence.c.seq.desc())
        .limit(1)
    )
    return found or 0


def in_order(state: LearnerState, seen: Sequence[Observation]) -> bool:
    """Say whether all of these come after everything the state has folded."""
    return state.reached is None or all(one.key > state.reached for one in seen)


def forget(write: Write, tenant_id: int, statement_ids: Sequence[bytes]) -> None:
    """Take the evidence of voided statements away; their learners are folded again."""
    gone = write.conn.execute(
        delete(t.evidence)
        .where(t.evidence.c.tenant_id == tenant_id, t.evidence.c.statement_id.in_(list(statement_ids)))
        .returning(t.evidence.c.person_id, t.evidence.c.statement_id)
    ).all()
    people = sorted({row.person_id for row in gone})
    if people:
        stale(write, tenant_id, people)
        told_once.read_again(write, tenant_id, [bytes(row.statement_id) for row in gone])

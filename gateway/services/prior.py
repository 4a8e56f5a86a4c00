"""Earlier results of students come in by a file and become statements of ours; all of it or nothing.

A statement's id follows from school, student, standard, test, day and score: the same file again is the same
statements, which the log keeps once. Where a line gives another score for the same test and day, the statement before
is voided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.security import stable_id
from gateway.services import align_rules, aligning, audit, erased, lookup
from gateway.services.catalogue import Catalogue, resolve
from gateway.services.collect import store
from gateway.services.decide import course_iri
from gateway.services.inputs import PRIOR
from gateway.services.own_statements import accepted, accounts_of
from gateway.services.prior_file import Bad, Given
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.settings import Settings
from gateway.standards.declared import Ref
from xapi import build, jsontext
from xapi.statement import Accepted

NAMESPACE = UUID("5be5ad5a-8f0f-5d0a-9b1e-6f3f5a1c2d47")


@dataclass(frozen=True)
class Result:
    """One line with our ids."""

    given: Given
    person_id: str
    standard_id: str


@dataclass(frozen=True)
class Bringing:
    """Who brings results into which course; None for the whole school (then they count in all courses)."""

    tenant_id: int
    course_id: str | None
    by: str | None


@dataclass(frozen=True)
class Brought:
    """What an import stored: new results, results that replaced another, and those that were here already."""

    new: int
    replaced: int
    known: int


def matched(
    given: Sequence[Given], people: Mapping[str, Sequence[str]], catalogues: Sequence[Catalogue],
    standards: Sequence[str] | None = None,
) -> tuple[list[Result], list[Bad]]:  # fmt: skip
    """Return lines with our ids, and those whose student or standard is not known; `people` as `students` gives them.

    `standards` are those of the course, where results of others would count for nothing.
    """
    good: list[Result] = []
    bad: list[Bad] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    for one in given:
        who = people.get(one.student, people.get(one.student.lower(), ()))
        found = resolve(catalogues, [Ref("name", one.standard), Ref("code", one.standard)])
        if len(who) != 1:
            bad.append(Bad(one.line, "student_twice" if who else "student", one.student[:40]))
        elif not found:
            bad.append(Bad(one.line, "standard", one.standard[:40]))
        elif standards is not None and found[0] not in standards:
            bad.append(Bad(one.line, "standard_elsewhere", one.standard[:40]))
        elif (key := (who[0], found[0], one.test, one.day.isoformat())) in seen:
            bad.append(Bad(one.line, "twice", str(seen[key])))
        else:
            seen[key] = one.line
            good.append(Result(one, who[0], found[0]))
    return good, bad


def students(conn: Connection, what: Bringing, among: Sequence[str] | None = None) -> dict[str, list[str]]:
    """Return the learners of a course (or school) by each id under which a file may name them.

    These are the school's own number, the learning system's user id, and its `sub`; lower-case forms too. `among`
    limits them to some people.
    """
    query = (
        select(t.person.c.id, t.person.c.sourcedid, t.person.c.lms_user_id, t.person.c.sub)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.person.c.tenant_id) & (t.enrolment.c.person_id == t.person.c.id),
        )
        .where(t.person.c.tenant_id == what.tenant_id, t.enrolment.c.role == "learner", t.person.c.is_test.is_(False))
        .order_by(t.person.c.id)
    )
    if what.course_id is not None:
        query = query.where(t.enrolment.c.course_id == what.course_id)
    wanted = None if among is None else set(among)
    found: dict[str, dict[str, None]] = {}
    for row in conn.execute(query):
        if wanted is None or row.id in wanted:
            for one in (row.sourcedid, row.lms_user_id, row.sub):
                if one:
                    found.setdefault(one, {})[row.id] = None
                    found.setdefault(one.lower(), {})[row.id] = None
    return {key: list(ids) for key, ids in found.items()}


def keep(write: Write, settings: Settings, what: Bringing, results: Sequence[Result]) -> Brought:
    """Store results as statements, with the activities they are results of; nothing where one of them is refused."""
    if not results:
        return Brought(0, 0, 0)
    iris, fresh = _activities(write, settings, what, results)
    people = sorted({*(one.person_id for one in results), *([what.by] if what.by else [])})
    accounts = accounts_of(write.conn, settings, what.tenant_id, people)
    made: list[Accepted] = []
    replaced = known = 0
    for one in results:
        iri = iris[_test(one)]
        before = [] if _test(one) in fresh else _before(write.conn, what, one, iri)
        if any(same for _, same in before):
            known += 1
            continue
        learner = accounts[one.person_id]
        by = accounts.get(what.by or "", learner)
        for target, _ in before:
            frame = build.Frame(new_statement_id(), write.now)
            made.append(accepted(write, settings, build.voiding(frame, by=by, target=target)))
        replaced += bool(before)
        made.append(accepted(write, settings, _statement(write, settings, what, one, (iri, learner))))
    gone = erased.among(write.conn, write.erased_key, what.tenant_id, [one.id for one in made])
    store(write, Source(what.tenant_id, course_id=what.course_id), [one for one in made if one.id not in gone])
    about = {"course": what.course_id, "results": len(results) - known, "replaced": replaced}
    audit.record(write, what.tenant_id, f"person/{what.by}" if what.by else "command", "prior-results", about)
    return Brought(len(results) - known - replaced, replaced, known)


def _statement(
    write: Write, settings: Settings, what: Bringing, one: Result, about: tuple[str, build.Account]
) -> dict[str, Any]:
    iri, learner = about
    return build.graded(
        build.Frame(_id(write.conn, what, one, iri), min(one.given.at, write.now)), actor=learner, activity=iri,
        raw=one.given.raw, out_of=one.given.out_of,
        course=course_iri(settings, what.course_id) if what.course_id else None,
    )  # fmt: skip


def _test(one: Result) -> tuple[str, str]:
    return one.given.test, one.standard_id


def _activities(
    write: Write, settings: Settings, what: Bringing, results: Sequence[Result]
) -> tuple[dict[tuple[str, str], str], set[tuple[str, str]]]:
    """Store what these are results of, one activity for each test and standard; return IRIs, and which are new."""
    found: dict[tuple[str, str], str] = {}
    fresh: set[tuple[str, str]] = set()
    for test, standard_id in dict.fromkeys(_test(one) for one in results):
        activity_id = stable_id("prior", str(what.tenant_id), test, standard_id)
        found[(test, standard_id)] = iri = f"{settings.base_url}/prior/{activity_id}"
        if write.conn.scalar(select(t.activity.c.id).filter_by(tenant_id=what.tenant_id, id=activity_id)):
            continue
        fresh.add((test, standard_id))
        write.conn.execute(
            insert(t.activity).values(
                tenant_id=what.tenant_id, id=activity_id, iri=iri, key=f"prior-{activity_id}", kind=PRIOR,
                style="practice", minutes=0, difficulty="core", words={}, detail={}, created_at=write.now,
                title={"en": test or "Earlier results", "es": test or "Resultados anteriores"},
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.alignment).values(
                tenant_id=what.tenant_id, activity_id=activity_id, standard_id=standard_id, weight=1.0,
                source=aligning.FILE, confirmed_by=what.by, confirmed_at=write.now,
            )
        )  # fmt: skip
    if fresh:
        align_rules.renew_courses(write, what.tenant_id)
    return found, fresh


def _id(conn: Connection, what: Bringing, one: Result, iri: str) -> UUID:
    """Return the id that follows from a result; a new one where that statement was voided and the score is back."""
    given = one.given
    told = f"{what.course_id or ''}/{iri}/{one.person_id}/{given.day}/{given.raw / given.out_of:.6f}"
    found = uuid5(NAMESPACE, f"{what.tenant_id}/{told}")
    there = conn.scalar(select(t.statement.c.voided).filter_by(tenant_id=what.tenant_id, id=found.bytes))
    return found if there is None else new_statement_id()


def _before(conn: Connection, what: Bringing, one: Result, iri: str) -> list[tuple[UUID, bool]]:
    """Return what stands for the same student, test and day from the same course, and whether it is the same score."""
    start = one.given.at - timedelta(hours=12)
    rows = conn.execute(
        select(t.statement.c.id, t.statement.c.body)
        .join(
            t.identity,
            (t.identity.c.tenant_id == t.statement.c.tenant_id) & (t.identity.c.key_hash == t.statement.c.actor_hash),
        )
        .where(
            t.statement.c.tenant_id == what.tenant_id, t.statement.c.object_id == iri,
            t.statement.c.seq.in_(lookup.mentioning(what.tenant_id, [lookup.key(lookup.ACTIVITY, iri)])),
            t.identity.c.person_id == one.person_id, t.statement.c.voided.is_(False),
            t.statement.c.course_id == what.course_id if what.course_id else t.statement.c.course_id.is_(None),
            t.statement.c.timestamp >= start, t.statement.c.timestamp < start + timedelta(days=1),
        )
    )  # fmt: skip
    share = one.given.raw / one.given.out_of
    return [
        (UUID(bytes=bytes(row.id)), abs(jsontext.read(row.body)["result"]["score"]["scaled"] - share) < 1e-6)
        for row in rows
    ]


def listing(conn: Connection, what: Bringing, among: Sequence[str]) -> list[tuple[str, str]]:
    """Return (id for a file, person id) of these learners: the school's own number where there is one."""
    rows: list[Any] = []
    for some in chunks(list(among)):
        rows += conn.execute(
            select(t.person.c.id, t.person.c.sourcedid, t.person.c.lms_user_id, t.person.c.sub).where(
                t.person.c.tenant_id == what.tenant_id, t.person.c.id.in_(some)
            )
        )
    return [(row.sourcedid or row.lms_user_id or row.sub, row.id) for row in rows]

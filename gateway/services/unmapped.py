"""Results that count for nothing because nobody said what they show: which activities they speak about, how many.

Only what the course's own learners sent is looked at, the newest part of the log. Besides: activities of the school
without any standard, and for each what it names itself, what its codes say, and five suggestions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.learn.evidence import NotEvidence, from_statement
from gateway.services import align_rules, aligning, definitions, lookup
from gateway.services.catalogue import Catalogue, Known, resolve
from gateway.services.course_work import LESSON
from gateway.services.evidence import alignments
from gateway.services.inputs import OPENABLE, CourseInputs
from gateway.standards.declared import Ref, in_statement, larger
from gateway.standards.found import codes_in
from gateway.standards.suggest import SHOWN
from xapi import jsontext

WINDOW = 200_000
"""Statements of the school, counted back from the newest."""

MOST = 60
SAMPLE = 12
"""Statements of one activity that are read for what they name and whether they have a result."""

CODE = "code"


@dataclass(frozen=True)
class Offer:
    """A standard for an activity: why (`declared`, `code`, `suggested`), and the words that a suggestion matched."""

    standard: Known
    why: str
    words: tuple[str, ...] = ()
    score: float = 0.0
    here: bool = True


@dataclass(frozen=True)
class Unmapped:
    """An activity without a standard: statements of the course's learners, and when the last one came.

    `part`: it lies in one that counts, as a question does, so that its results are in that one's already.
    """

    iri: str
    title: str
    text: str = ""
    count: int = 0
    last: datetime | None = None
    scored: bool = False
    refs: tuple[Ref, ...] = ()
    inside: tuple[str, ...] = ()
    part: bool = False
    offers: tuple[Offer, ...] = ()


def listed(conn: Connection, course: CourseInputs, language: str) -> list[Unmapped]:
    """Return what has no standard, most results first; without offers."""
    rows = _counted(conn, course)
    aligned = alignments(conn, course.tenant_id, [row.object_id for row in rows])
    rules = align_rules.rules_of(conn, course.tenant_id)
    bare = [row for row in rows if row.object_id not in aligned][:MOST]
    known = definitions.of(conn, course.tenant_id, [row.object_id for row in bare])
    kept = {row.iri: row for row in _activities(conn, course.tenant_id)}
    found = [
        one
        for row in bare
        if (
            one := _reported(
                conn, course, row, known.get(row.object_id, {}), kept.pop(row.object_id, None), rules, language
            )
        )
    ]
    around = alignments(conn, course.tenant_id, {iri for one in found for iri in one.inside})
    found = [replace(one, part=not around.keys().isdisjoint(one.inside)) for one in found]
    found += [_own(row, language) for row in kept.values()]
    return sorted(found, key=lambda one: (not one.scored, -one.count, one.title))


def one(conn: Connection, course: CourseInputs, iri: str, language: str) -> Unmapped:
    """Return one activity as the list would, whatever it counts for already."""
    row = conn.execute(select(t.activity).filter_by(tenant_id=course.tenant_id, iri=iri)).first()
    bodies = _bodies(conn, course.tenant_id, iri)
    found = _own(row, language) if row is not None else Unmapped(iri, _tail(iri))
    return _with(found, bodies, definitions.of(conn, course.tenant_id, [iri]).get(iri, {}), language)


def offered(
    conn: Connection, course: CourseInputs, what: Unmapped, catalogues: Sequence[Catalogue], most: int = SHOWN
) -> Unmapped:
    """Return an activity with what it could count for: what it names, what its codes say, then suggestions.

    What somebody refused is left out. Suggestions are of the course's framework and grades, those of its own standards
    first.
    """
    without = aligning.refused(conn, course.tenant_id, what.iri)
    declared = resolve(catalogues, what.refs)
    coded = resolve(catalogues, [Ref("code", code) for code in codes_in([what.iri, what.title, what.text])])
    where = {one: each for each in catalogues for one in each.standards}
    offers = {one: Offer(where[one].standards[one], aligning.DECLARED) for one in declared}
    offers |= {one: Offer(where[one].standards[one], CODE) for one in coded if one not in offers}
    mine = [each for each in catalogues if not course.standards.keys().isdisjoint(each.standards)]
    for each in mine[:1] or list(catalogues)[:1]:
        grades = {grade for one in course.standards if one in each.standards for grade in each.standards[one].grades}
        text = f"{what.title}. {what.text}"
        for hit in each.index.find(text, grades, most, {*without, *offers}):
            offers[hit.key] = Offer(each.standards[hit.key], aligning.SUGGESTED, hit.words, hit.score)
    shown = [replace(one, here=key in course.standards) for key, one in offers.items() if key not in without]
    sure = [one for one in shown if one.why != aligning.SUGGESTED]
    return replace(what, offers=tuple([*sure, *(one for one in shown if one not in sure)][: max(most, len(sure))]))


def _counted(conn: Connection, course: CourseInputs) -> list[Any]:
    statement = t.statement.c
    newest = conn.scalar(select(func.max(statement.seq)).where(statement.tenant_id == course.tenant_id)) or 0
    actors = (
        select(t.identity.c.key_hash)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.identity.c.tenant_id) & (t.enrolment.c.person_id == t.identity.c.person_id),
        )
        .where(
            t.identity.c.tenant_id == course.tenant_id, t.enrolment.c.course_id == course.course_id,
            t.enrolment.c.role == "learner",
        )
    )  # fmt: skip
    last = func.max(statement.stored, type_=statement.stored.type).label("last")
    return list(
        conn.execute(
            select(statement.object_id, func.count().label("number"), last)
            .where(
                statement.tenant_id == course.tenant_id, statement.seq > newest - WINDOW,
                statement.actor_hash.in_(actors), statement.voided.is_(False), statement.decision.is_(False),
            )
            .group_by(statement.object_id)
            .order_by(func.count().desc(), statement.object_id)
            .limit(4 * MOST)
        )
    )  # fmt: skip


def _activities(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the school's activities that nothing is said about at all, newest first."""
    said = select(t.alignment.c.activity_id).where(
        t.alignment.c.tenant_id == tenant_id, t.alignment.c.activity_id == t.activity.c.id
    )
    return list(
        conn.execute(
            select(t.activity)
            .where(t.activity.c.tenant_id == tenant_id, OPENABLE, t.activity.c.kind != LESSON, ~said.exists())
            .order_by(t.activity.c.created_at.desc(), t.activity.c.id)
            .limit(MOST)
        )
    )


def _reported(
    conn: Connection, course: CourseInputs, row: Any, definition: Mapping[str, Any], kept: Any, rules: Sequence[Any],
    language: str,
) -> Unmapped | None:  # fmt: skip
    bodies = _bodies(conn, course.tenant_id, row.object_id)
    if bodies and all(
        any(align_rules.fits(rule, body, row.object_id, verb) for rule in rules) for verb, body in bodies
    ):
        return None
    found = _own(kept, language) if kept is not None else Unmapped(row.object_id, _tail(row.object_id))
    return _with(replace(found, count=row.number, last=row.last), bodies, definition, language)


def _with(
    found: Unmapped, bodies: Sequence[tuple[str, Mapping[str, Any]]], definition: Mapping[str, Any], language: str
) -> Unmapped:
    name, words = (_said(definition.get(key), language) for key in ("name", "description"))
    scored = any(not isinstance(from_statement(body, ("",)), NotEvidence) for _, body in bodies)
    refs = dict.fromkeys(ref for _, body in bodies for ref in in_statement(body))
    inside = dict.fromkeys(iri for _, body in bodies for iri in larger(body))
    return replace(
        found, title=name[:200] or found.title, text=f"{found.text} {words}".strip()[:4000], scored=scored,
        refs=tuple(refs), inside=tuple(inside),
    )  # fmt: skip


def _own(row: Any, language: str) -> Unmapped:
    words = " ".join(_said(one, language) for one in row.words.values())
    return Unmapped(row.iri, _said(row.title, language) or _tail(row.iri), words)


def _bodies(conn: Connection, tenant_id: int, iri: str) -> list[tuple[str, Mapping[str, Any]]]:
    rows = conn.execute(
        select(t.statement.c.verb, t.statement.c.body)
        .where(
            t.statement.c.tenant_id == tenant_id, t.statement.c.object_id == iri,
            t.statement.c.seq.in_(lookup.mentioning(tenant_id, [lookup.key(lookup.ACTIVITY, iri)])),
            t.statement.c.voided.is_(False),
        )
        .order_by(t.statement.c.seq.desc())
        .limit(SAMPLE)
    )  # fmt: skip
    return [(row.verb, jsontext.read(row.body)) for row in rows]


def _said(texts: object, language: str) -> str:
    """Return a text of a language map in the reader's language, else in English, else in any."""
    if not isinstance(texts, Mapping):
        return ""
    said = {str(name).lower()[:2]: value for name, value in texts.items() if isinstance(value, str)}
    return said.get(language[:2]) or said.get("en") or next(iter(said.values()), "")


def _tail(iri: str) -> str:
    return iri.rstrip("/").rpartition("/")[2][:200] or iri[:200]

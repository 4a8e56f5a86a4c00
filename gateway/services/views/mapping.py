"""The pages about what results count for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services import align_effect, align_rules, aligning, unmapped
from gateway.services.catalogue import Catalogue
from gateway.services.inputs import CourseInputs
from gateway.services.unmapped import Unmapped
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import short, title_of
from gateway.web.pages import mapping_page as m
from gateway.web.pages.graded_page import StandardChoice
from gateway.web.pages.shell import Choice
from gateway.web.words import course_level

HOME = "pathway/results"
SHOWN, NAMED = 25, 12
WEIGHTS = (0.25, 0.5, 1.0, 2.0)


def bare(
    conn: Connection, inputs: CourseInputs, links: Links, catalogues: Sequence[Catalogue], language: str, now: datetime,
    *, whole: bool = False,
) -> m.MappingPage:  # fmt: skip
    """Return the list of activities without a standard, with what each could count for.

    `whole`: with the questions in activities that count already.
    """
    found = unmapped.listed(conn, inputs, language)
    scored = [one for one in found if one.scored or not one.count]
    told = [one for one in scored if whole or not one.part]
    return m.MappingPage(
        now=now, accept_url=links.at(f"{HOME}/accept"), refuse_url=links.at(f"{HOME}/refuse"),
        rules_url=links.at(f"{HOME}/rules"), back_url=links.at("pathway"), silent=len(found) - len(scored),
        parts=len(scored) - len(told), whole_url=links.at(HOME, all=1),
        chosen=bool(inputs.standards),
        lines=tuple(_line(unmapped.offered(conn, inputs, one, catalogues), links) for one in told[:SHOWN]),
    )  # fmt: skip


def _line(one: Unmapped, links: Links) -> m.BareLine:
    return m.BareLine(one.iri, one.title, links.at(f"{HOME}/one", iri=one.iri), one.count, one.last, offers_of(one))


def offers_of(one: Unmapped) -> tuple[m.OfferLine, ...]:
    """Return what an activity could count for, as pages show it."""
    return tuple(
        m.OfferLine(
            each.standard.id, each.standard.code, short(each.standard.statement, 90), each.why, each.words, each.here
        )
        for each in one.offers
    )


def by_hand(
    conn: Connection, inputs: CourseInputs, links: Links, catalogues: Sequence[Catalogue], iri: str, language: str
) -> m.AlignPage:
    """Return one activity with the course's standards to tick."""
    what = unmapped.offered(conn, inputs, unmapped.one(conn, inputs, iri, language), catalogues)
    activity = conn.scalar(select(t.activity.c.id).filter_by(tenant_id=inputs.tenant_id, iri=iri))
    stands = aligning.confirmed(conn, inputs.tenant_id, activity) if activity else {}
    weight = next(iter(stands.values()), 1.0)
    named = {one.standard.id for one in what.offers if one.why != aligning.SUGGESTED}
    return m.AlignPage(
        title=what.title, iri=iri, save_url=links.at(f"{HOME}/save"), list_url=links.at(HOME), offers=offers_of(what),
        standards=tuple(
            StandardChoice(
                one.id, one.code, title_of(one),
                one.id in stands and (activity, one.id) not in inputs.declined, one.id in named,
            )
            for one in inputs.standards.values()
        ),
        weights=tuple(Choice(f"{one:g}", _weight_word(one), one == weight) for one in _weights(weight)),
    )  # fmt: skip


def _weights(now: float) -> list[float]:
    return sorted({*WEIGHTS, now})


def _weight_word(weight: float) -> str:
    known = {
        0.25: gettext("a quarter of a result"), 0.5: gettext("half a result"), 1.0: gettext("one result"),
        2.0: gettext("two results"),
    }  # fmt: skip
    return str(known.get(weight) or gettext("%(n)s results", n=f"{weight:g}"))


def effect(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, asked: tuple[str, Collection[str], float],
    sent: tuple[str, Sequence[tuple[str, str]]], language: str,
) -> m.EffectPage | None:  # fmt: skip
    """Return what a change (IRI, standards, weight) would do, None where no level moves.

    `sent` is the form that asked: its place below the teacher's home, and its fields. Of a teacher who may see some
    sections only, other students are counted and not named.
    """
    iri, standards, weight = asked
    found = align_effect.of(conn, inputs, iri, standards, weight)
    if not found.moved:
        return None
    names = {one.id: one.name for one in people.learners(conn, course.tenant_id, course.id, course.only)}
    seen = [one for one in found.moved if one.person_id in names]
    return m.EffectPage(
        title=unmapped.one(conn, inputs, iri, language).title, students=len({one.person_id for one in found.moved}),
        results=found.results, levels=len(found.moved), confirm_url=links.at(sent[0]), list_url=links.at(HOME),
        fields=(*sent[1], ("sure", "1")),
        moved=tuple(
            m.MovedLine(
                names[one.person_id], inputs.standards[one.standard_id].code, _level(one.before), _level(one.after)
            )
            for one in seen[:NAMED]
        ),
    )  # fmt: skip


def _level(level: int | None) -> str:
    return course_level(level) if level else str(gettext("Not enough yet"))


def rules(
    conn: Connection, inputs: CourseInputs, links: Links, sent: Sequence[tuple[str, str]] = (), error: str = ""
) -> m.RulesPage:
    """Return the school's rules, and the form for another one."""
    rows = align_rules.rules_of(conn, inputs.tenant_id)
    ids = [row.standard_id for row in rows if row.standard_id]
    codes = {
        row.id: row.code or ""
        for row in conn.execute(
            select(t.standard.c.id, t.standard.c.code).where(
                t.standard.c.tenant_id == inputs.tenant_id, t.standard.c.id.in_(ids)
            )
        )
    }
    return m.RulesPage(
        rules=tuple(
            m.RuleLine(
                row.id, row.prefix, row.verb or "", row.pointer or "", row.value or "", codes.get(row.standard_id, "")
            )
            for row in rows
        ),
        standards=tuple(
            Choice(one.id, f"{one.code} {title_of(one)}", one.id == dict(sent).get("standard"))
            for one in inputs.standards.values()
        ),
        save_url=links.at(f"{HOME}/rules"), remove_url=links.at(f"{HOME}/rules/remove"), list_url=links.at(HOME),
        sent=tuple(sent), error=error,
    )  # fmt: skip

"""The published pathway: its units and gaps, what a newer draft would change, as whom to see it, and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn import draft as drafting
from gateway.services import drafts
from gateway.services.inputs import CourseInputs
from gateway.services.pace import window
from gateway.services.prerequisites import changes_of
from gateway.services.views import people, preview
from gateway.services.views.links import Links
from gateway.services.views.names import Names, within
from gateway.services.views.setup_gaps import draft_units, pathway_gaps
from gateway.services.views.units import units_of
from gateway.web.pages import pathway_page as p
from gateway.web.pages.preview import Change
from gateway.web.pages.shell import Choice

_SHOWN = frozenset({"published", "replaced", "withdrawn"})


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, seen_as: str, now: datetime
) -> p.PathwayPage:
    """Return the page; before the first publishing it only leads to set-up."""
    results, library = links.at("pathway/results"), links.at("library")
    start = p.PathwayPage(
        now,
        links.at("setup"),
        links.at("setup", step="draft"),
        library,
        results_url=results,
        bring_url=links.at("pathway/bring"),
    )
    if not inputs.published:
        return start
    names = Names(inputs, language)
    everyone = people.counted(people.learners(conn, course.tenant_id, course.id, course.only))
    seen = next((one for one in everyone if one.id == seen_as), everyone[0] if everyone else None)
    found = drafting.gaps(inputs.library, inputs.library.standards)
    published, before = _versions(conn, course, len(everyone))
    return p.PathwayPage(
        now=now, setup_url=start.setup_url, edit_url=start.edit_url, activities_url=library, results_url=results,
        bring_url=start.bring_url, published=published, before=before,
        units=draft_units(inputs, names, found),
        open_units=tuple(one.number for one in units_of(inputs) if one.open),
        gaps=pathway_gaps(inputs, found, links.at("setup", step="activities")),
        undo_url=links.at("pathway/undo", at=course.version), unit_url=links.at("pathway/units/"), dates=_dates(inputs),
        publish_url=links.at("pathway/publish"), draft_changes=_changes(conn, course, inputs),
        helped_url=links.at("pathway/helped"), helps_url=links.at("pathway/helps"),
        choices_url=links.at("pathway/choices"),
        see_url=links.at("pathway"), students=tuple(Choice(one.id, one.name, one is seen) for one in everyone),
        preview=preview.student(conn, inputs, names, seen, now) if seen else None,
    )  # fmt: skip


def _dates(inputs: CourseInputs) -> dict[int, tuple[date, date]]:
    found = {n: window(unit) for n, unit in enumerate((inputs.pathway or {}).get("units", ()), start=1)}
    return {n: (one.begins, one.ends) for n, one in found.items() if one is not None}


def _versions(conn: Connection, course: Any, students: int) -> tuple[Change | None, tuple[Change, ...]]:
    staff = people.staff_names(conn, course.tenant_id, course.id)
    rows = conn.execute(
        select(t.pathway)
        .filter_by(tenant_id=course.tenant_id, course_id=course.id)
        .where(t.pathway.c.state.in_(_SHOWN), t.pathway.c.published_at.is_not(None))
        .order_by(t.pathway.c.version.desc())
    ).all()
    made = [
        (row.state, Change(row.published_at, staff.get(row.by_person_id, ""), students, row.state == "withdrawn"))
        for row in rows
    ]
    now = next((one for state, one in made if state == "published"), None)
    return now, tuple(one for state, one in made if state != "published")


def _changes(conn: Connection, course: Any, inputs: CourseInputs) -> tuple[p.DraftChange, ...]:
    """Return what the newer draft would change: standards that come, go or move, and units by their titles."""
    row = drafts.row_in(conn, course.tenant_id, course.id, "draft")
    if row is None or not row.body.get("units"):
        return ()
    old, new = (inputs.pathway or {}).get("units", ()), row.body["units"]
    before, after = _places(old), _places(new)
    words = {one.id: within(one) for one in drafts.standards_of(conn, course.tenant_id, [*before, *after]).values()}
    found = [p.DraftChange("added", words[one], str(n)) for one, n in after.items() if one not in before]
    found += [p.DraftChange("removed", words[one]) for one in before if one not in after]
    found += [
        p.DraftChange("moved", words[one], str(n)) for one, n in after.items() if one in before and before[one] != n
    ]
    titles = [[str(unit["title"]) for unit in each] for each in (old, new)]
    found += _links(inputs.pathway, row.body, words)
    found += [p.DraftChange("unit_added", one) for one in titles[1] if one not in titles[0]]
    found += [p.DraftChange("unit_removed", one) for one in titles[0] if one not in titles[1]]
    return tuple(found)


def _links(old: Mapping[str, Any] | None, new: Mapping[str, Any], words: Mapping[str, str]) -> list[p.DraftChange]:
    """Return the prerequisites that come and go, of standards that are in both."""
    before, after = changes_of(old), changes_of(new)
    come = {*after.added, *before.removed} - {*before.added, *after.removed}
    go = {*before.added, *after.removed} - {*after.added, *before.removed}
    named = [("builds", pair) for pair in sorted(come)] + [("builds_not", pair) for pair in sorted(go)]
    return [
        p.DraftChange(code, words[one], words[other]) for code, (other, one) in named if one in words and other in words
    ]


def _places(units: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {name: n for n, unit in enumerate(units, start=1) for name in unit["standards"]}

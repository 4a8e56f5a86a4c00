"""Bring in this course: what stands in the learning system becomes activities and a draft pathway in its order.

An item opens where it stands; where its grades can be read there, they count for the same standards. Nothing is
published, and what was brought in before is not made twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import aligning, course_activities, drafts, graded_work, placed
from gateway.services.aligning import Decision
from gateway.services.course_activities import About, Link
from gateway.services.drafts import Author, Body
from gateway.services.inputs import CourseInputs
from gateway.services.setup import PUBLISHED
from gateway.settings import Settings

MOST = 100
MINUTES = 15
"""What is said of an item until its teacher says otherwise."""

DRAFT = 4
"""The step of set-up at which the units are arranged."""


@dataclass(frozen=True)
class Picked:
    """One item with the standards chosen for it. `part` is the module's title, `activity_id` ours where it is ours."""

    part: str
    title: str
    url: str
    standards: tuple[str, ...]
    work_id: str = ""
    activity_id: str = ""


def bring(write: Write, settings: Settings, course: CourseInputs, who: Author, picked: Sequence[Picked]) -> int:
    """Store activities for items with standards, and the draft in their order; return how many.

    BadRequest for a standard that is not there, or that a published course has not; InvalidInput for an address.
    """
    chosen = [one for one in picked if one.standards][:MOST]
    if not chosen:
        return 0
    _draft(write, who, course, chosen)
    for one in chosen:
        activity_id = one.activity_id or _linked(write, who, one)
        title = one.title[:200] or one.url[:200]
        about = About(title, "try", MINUTES, "interactive", "anywhere", must=False, standards=one.standards)
        if activity_id:
            course_activities.put(write, who, activity_id, about)
        else:
            link = Link(course_activities.check_link(one.url), reports=False)
            activity_id = course_activities.add_link(write, who, link, about)
        _noted(write, who, activity_id, one)
        _graded(write, settings, course, who, one)
    return len(chosen)


def _draft(write: Write, who: Author, course: CourseInputs, chosen: Sequence[Picked]) -> None:
    """Put the standards into the draft: those in no unit yet in units of their parts, in the order of the course."""
    ids = list(dict.fromkeys(each for one in chosen for each in one.standards))
    known = drafts.standards_of(write.conn, who.tenant_id, ids)
    settled = list(course.settings.get("standards", ()))
    if set(ids) - set(known) or (settled and set(ids) - set(settled)):
        raise BadRequest("a standard that this course has not")
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    there = {each for unit in body["units"] for each in unit["standards"]}
    framework = write.conn.scalar(select(t.standard.c.framework_id).filter_by(tenant_id=who.tenant_id, id=ids[0]))
    body = {"framework": framework, "language": "en", **body}
    body["standards"] = list(dict.fromkeys([*body.get("standards", ()), *ids]))
    body["activities"] = body.get("activities") or {}
    body["alignments"] = body.get("alignments") or []
    body["units"] = [*body["units"], *_units(body, chosen, there)]
    drafts.keep(write, who, body)
    write.conn.execute(
        update(t.course)
        .where(t.course.c.tenant_id == who.tenant_id, t.course.c.id == who.course_id, t.course.c.setup_step < PUBLISHED)
        .values(setup_step=DRAFT)
    )


def _units(body: Body, chosen: Sequence[Picked], there: set[str]) -> list[dict[str, Any]]:
    units: dict[str, list[str]] = {}
    seen = set(there)
    for one in chosen:
        for each in one.standards:
            if each not in seen:
                seen.add(each)
                units.setdefault(one.part, []).append(each)
    first = not body["units"]
    return [
        {"title": title[:80] or f"{number}", "standards": names, "activities": [], "open": first and number == 1}
        for number, (title, names) in enumerate(units.items(), start=1)
    ]


def _linked(write: Write, who: Author, one: Picked) -> str:
    """Return the activity that this course made of the same address before; empty where there is none."""
    rows = write.conn.execute(
        select(t.activity.c.id, t.activity.c.detail)
        .join(
            t.course_activity,
            (t.course_activity.c.tenant_id == t.activity.c.tenant_id)
            & (t.course_activity.c.activity_id == t.activity.c.id),
        )
        .where(
            t.activity.c.tenant_id == who.tenant_id, t.course_activity.c.course_id == who.course_id,
            t.activity.c.kind == "link",
        )
    )  # fmt: skip
    return next((row.id for row in rows if row.detail.get("url") == one.url.strip()), "")


def _noted(write: Write, who: Author, activity_id: str, one: Picked) -> None:
    """Keep the decision like any other."""
    iri = write.conn.scalar(select(t.activity.c.iri).filter_by(tenant_id=who.tenant_id, id=activity_id))
    what = Decision(str(iri), one.standards, one.standards, aligning.SUGGESTED)
    aligning.note(write, who, what, dict.fromkeys(one.standards, aligning.ACCEPTED))


def _graded(write: Write, settings: Settings, course: CourseInputs, who: Author, one: Picked) -> None:
    """Let the item's grades count where the learning system's list has it and the course has these standards."""
    rows = graded_work.listed(write.conn, who.tenant_id, who.course_id)
    row = next((each for each in rows if fits(each, one.work_id, one.title)), None)
    mine = [each for each in one.standards if each in course.standards]
    if row is not None and not row.counts and mine:
        graded_work.count(write, settings, course, who, row.id, mine)


def fits(row: Any, work_id: str, title: str) -> bool:
    """Say whether a graded work is this item: by its id, or by its title where the system tells no id."""
    return bool(row.work_id == work_id) if work_id else bool(row.title.strip() == title.strip())


def ours(conn: Connection, course: CourseInputs) -> list[Any]:
    """Return the activities that links in the course open: all there is where the system tells nothing more."""
    ids = placed.activities(conn, course.tenant_id, course.course_id)
    rows = drafts.activities_of(conn, course.tenant_id, list(ids))
    return [rows[one] for one in ids if one in rows]

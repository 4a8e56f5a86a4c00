"""What Waymark writes in a course, and what a teacher can do about it as a whole (F23, F26, F31, F34)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.delivery import clearing, halted, mending, parts, plans
from gateway.services import columns, desire, own_dates, own_plans
from gateway.services.inputs import CourseInputs
from gateway.services.placed_grades import LINK
from gateway.services.views import marks, people
from gateway.services.views.links import Links
from gateway.services.views.names import title_of
from gateway.web.pages import writing_page as w
from lti.lms.base import Capabilities

_ASK = frozenset({"two_columns", "column_gone", mending.LEFT_OUT})
"""Reasons of a held column about which a teacher decides here."""


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, now: datetime, can: Capabilities
) -> w.WritingPage:
    """Return the page of a course that has a gradebook; `can` is what its adapter is able to do."""
    key = {"tenant_id": course.tenant_id, "course_id": course.id}
    places = conn.execute(select(t.place).filter_by(**key).order_by(t.place.c.made_at, t.place.c.id)).all()
    trouble = halted.trouble(conn, course.tenant_id, course.id)
    filled = _filled(conn, course)
    ours = [one for one in places if one.kind in clearing.OURS]
    asked = [one for one in ours if one.state == "held" and (one.reason or {}).get("code") in _ASK]
    standing = [one for one in ours if one.remote is not None and not _is_left(one)]
    stays = [one for one in standing if one.kind == "assignment" and can.work_stays]
    return w.WritingPage(
        now=now, back_url=links.at("gradebook"), choose_url=links.at("gradebook/writing/choose"),
        compare_url=links.at("gradebook/writing/compare"), remove_url=links.at("gradebook/writing/remove"),
        go_on_url=links.at("gradebook/writing/go-on"), every_column=bool(inputs.settings.get("every_column")),
        without=columns.left_without(inputs), most=columns.MOST, progress=columns.has_progress(inputs),
        keep_highest=bool(inputs.settings.get("keep_highest")),
        own_dates=bool(inputs.settings.get(own_dates.SWITCH)) if can.dates else None,
        own_plans=bool(inputs.settings.get(own_plans.SWITCH)) if can.plans else None, system=str(gettext(can.title)),
        sent=sum(filled.values()),
        columns=tuple(_column(one, inputs, links) for one in asked),
        things=tuple(
            w.Thing(name_of(one, inputs), one.kind, filled[one.id])
            for one in standing
            if not clearing.is_leaving(one) and one not in stays
        ),
        stays=tuple(name_of(one, inputs) for one in stays),
        parts=tuple(
            w.Thing(str(one.wanted["title"]), one.kind, filled[one.id])
            for one in places
            if one.kind == parts.KIND and not parts.is_ending(one.wanted)
        ),
        plans=sum(filled[one.id] for one in places if one.kind == plans.KIND),
        links=tuple(name_of(one, inputs) for one in places if one.kind == LINK and one.state != "stopped"),
        leaving=sum(clearing.is_leaving(one) for one in standing), compared=_compared(conn, course),
        closed_since=datetime.fromisoformat(trouble["since"]) if trouble else None,
    )  # fmt: skip


def _is_left(place: Any) -> bool:
    """Say whether a Place was let go already: what is there of it is the teacher's."""
    return (place.reason or {}).get("code") == clearing.STAYS


def before_total(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, now: datetime, can: Capabilities
) -> w.TotalPage:
    """Return the question that is asked once where the learning system counts every column in its total."""
    found = marks.read(conn, inputs, now)
    standards = columns.with_columns(inputs)
    learners = people.counted(people.learners(conn, course.tenant_id, course.id, None))
    ready = sum(
        row is not None and row.level is not None
        for row in (found.rows.get((one.id, name)) for one in learners for name in standards)
    )
    return w.TotalPage(
        columns=len(standards) + columns.has_progress(inputs), points=max(desire.points(inputs).values()),
        grades=ready, system=str(gettext(can.title)), write_url=links.at("gradebook/write"),
        back_url=links.at("gradebook"),
    )  # fmt: skip


def name_of(place: Any, inputs: CourseInputs) -> str:
    """Return what a Place is called: its standard's code and title, or the name it has in the learning system."""
    standard = inputs.standards.get(place.standard_id or "")
    if standard is not None:
        return f"{standard.code} {title_of(standard)}"
    wanted: Mapping[str, Any] = place.wanted
    return str(wanted.get("title") or wanted.get("label"))


def _column(place: Any, inputs: CourseInputs, links: Links) -> w.Column:
    found: Sequence[Mapping[str, Any]] = place.reason.get("found", ())
    options = tuple(
        w.Option(f"{n}. {one['detail'].get('label') or name_of(place, inputs)}", (("column", str(one["id"])),))
        for n, one in enumerate(found, start=1)
    )
    at = f"gradebook/writing/{place.id}"
    return w.Column(
        name_of(place, inputs), place.reason["code"], links.at(f"{at}/use"), links.at(f"{at}/leave"),
        links.at(f"gradebook/{place.id}/remake"), options,
    )  # fmt: skip


def _filled(conn: Connection, course: Any) -> Counter[str]:
    """Return how many learners have a value of ours at each Place."""
    rows = conn.execute(
        select(t.cell.c.place_id, func.count().label("cells"))
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .where(
            t.cell.c.tenant_id == course.tenant_id, t.place.c.course_id == course.id, t.cell.c.state == "sent",
            t.cell.c.wanted.is_not(None),
        )
        .group_by(t.cell.c.place_id)
    )  # fmt: skip
    return Counter({row.place_id: row.cells for row in rows})


def _compared(conn: Connection, course: Any) -> w.Compared | None:
    """Return what came of the last comparing, by the last try of each grade since; None before the first."""
    at = conn.scalar(select(t.gradebook.c.compared_at).filter_by(tenant_id=course.tenant_id, course_id=course.id))
    if at is None:
        return None
    rows = conn.execute(
        select(t.attempt.c.place_id, t.attempt.c.person_id, t.attempt.c.outcome)
        .join(t.place, (t.place.c.tenant_id == t.attempt.c.tenant_id) & (t.place.c.id == t.attempt.c.place_id))
        .where(
            t.attempt.c.tenant_id == course.tenant_id, t.place.c.course_id == course.id, t.attempt.c.at >= at,
            t.attempt.c.person_id.is_not(None),
        )
        .order_by(t.attempt.c.at)
    )  # fmt: skip
    last = {(row.place_id, row.person_id): row.outcome for row in rows}
    counts = Counter(last.values())
    waiting = conn.scalar(
        select(func.count())
        .select_from(t.cell)
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .where(
            t.cell.c.tenant_id == course.tenant_id, t.place.c.course_id == course.id, t.place.c.state == "there",
            t.cell.c.state == "waiting",
        )
    )  # fmt: skip
    return w.Compared(at, counts["equal"], counts["sent"], counts["held"], int(waiting or 0))

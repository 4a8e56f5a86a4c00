"""The activity library of a course: what it offers, and one activity with what its teachers say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.learn import interests
from gateway.services import course_activities as library
from gateway.services import drafts, handing, openers, package_units, rubrics
from gateway.services.course_work import LESSON, PROJECT
from gateway.services.inputs import CourseInputs, StandardRow, opens
from gateway.services.package_removal import Removal
from gateway.services.packages import READERS
from gateway.services.views.links import Links
from gateway.services.views.names import in_language, title_of
from gateway.settings import Settings
from gateway.web.pages import activities_page as a
from gateway.web.pages.shell import Choice

HOME = "library"
PAGES = {LESSON: f"{HOME}/lessons", PROJECT: f"{HOME}/projects"}
"""Kinds that have a page of their own."""


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, takes: a.Takes
) -> a.ActivitiesPage:
    """Return the list: what teachers brought in first, then what came with Waymark."""
    rows = [one for one in inputs.activities.values() if opens(one)]
    serves = _serves(conn, course.tenant_id, [one.id for one in rows])
    serves |= {one.id: one.detail.get("targets", ()) for one in rows if one.kind == LESSON}
    standards = standards_of(conn, course, inputs)
    must = set(course.settings.get("must", ()))
    lines = [_line(one, serves.get(one.id, ()), standards, must, links, language) for one in rows]
    lines.sort(key=lambda one: (not one.own, one.title.casefold()))
    return a.ActivitiesPage(
        lines=tuple(lines), upload_url=links.at(f"{HOME}/upload"), link_url=links.at(f"{HOME}/link"),
        back_url=links.at("pathway"), takes=takes, rubrics_url=links.at(f"{HOME}/rubrics"),
        lesson_url=links.at(f"{PAGES[LESSON]}/new"), project_url=links.at(f"{PAGES[PROJECT]}/new"),
        waiting_url=links.at("waiting"), outline_url=links.at(f"{HOME}/outline"),
    )  # fmt: skip


def _line(
    row: Any, serves: Sequence[str], standards: Mapping[str, StandardRow], must: set[str], links: Links, language: str
) -> a.ActivityLine:
    return a.ActivityLine(
        title=in_language(row.title, language),
        url=links.at(f"{PAGES.get(row.kind, HOME)}/{row.id}"), kind=row.kind, style=row.style,
        minutes=row.minutes, codes=tuple(standards[one].code for one in standards if one in set(serves)),
        must=row.id in must, own=row.kind in library.OWN,
    )  # fmt: skip


def one(
    conn: Connection, settings: Settings, course: Any, inputs: CourseInputs, links: Links, language: str,
    activity_id: str,
) -> a.ActivityPage:  # fmt: skip
    """Return one activity of the course with its form; NotFound for any other."""
    row = inputs.activities.get(activity_id)
    if row is None or not opens(row):
        raise NotFound(activity_id)
    serves = set(_serves(conn, course.tenant_id, [row.id]).get(row.id, ()))
    own = library.describes(row, course.id)
    used = rubrics.used_for(conn, course.tenant_id, course.id).get(row.id, "")
    outline = row.kind == "outline"
    return a.ActivityPage(
        title=row.title.get("en", "") if own else in_language(row.title, language), kind=row.kind, own=own,
        style=row.style, minutes=row.minutes, medium=str(row.detail.get("medium", "")),
        place=str(row.detail.get("place", library.PLACES[0])), must=row.id in course.settings.get("must", ()),
        web=str(row.detail.get("url", "")) if row.kind == "link" else "",
        standards=tuple(
            a.StandardTick(one.id, one.code, title_of(one), one.id in serves)
            for one in standards_of(conn, course, inputs).values()
        ),
        problems=_problems(conn, course.tenant_id, row.id),
        interests=", ".join(in_language(one, "en") for one in interests.tags(row.detail).values()),
        preview_url=openers.preview(conn, settings, course.tenant_id, row),
        save_url=links.at(f"{HOME}/{row.id}"), out_url=links.at(f"{HOME}/{row.id}/out"), list_url=links.at(HOME),
        setup_url=links.at("setup"), rubrics=rubric_choices(conn, course.tenant_id, course.id, used),
        rubric_url=links.at(f"{HOME}/{row.id}/rubric"), marking_url=links.at(f"marking/{row.id}") if used else "",
        hand_in_url="" if outline or row.id in inputs.projects else links.at(f"{HOME}/{row.id}/hand-in"),
        hands_in=handing.asks(inputs, row.id), outline_url=links.at(f"{HOME}/{row.id}/outline") if outline else "",
        **_package_urls(row, links, own=own),
    )  # fmt: skip


def _package_urls(row: Any, links: Links, *, own: bool) -> dict[str, str]:
    """Return where the package of an activity is replaced and deleted, for the course that brought it in."""
    if not own or row.kind not in READERS:
        return {}
    here = f"{HOME}/{row.id}"
    return {"replace_url": links.at(f"{here}/replace"), "delete_url": links.at(f"{here}/delete")}


def deleting(found: Removal, links: Links, language: str, activity_id: str) -> a.DeletePage:
    """Return the page that asks before a package is deleted."""
    return a.DeletePage(
        title=in_language(package_units.english(found.package.title), language), kind=found.package.kind,
        titles=tuple(in_language(one.title, language) for one in found.units), size=found.package.size,
        on_path=found.on_path, links=found.links, begun=found.begun, results=found.results, students=found.students,
        elsewhere=found.elsewhere, delete_url=links.at(f"{HOME}/{activity_id}/delete"),
        back_url=links.at(f"{HOME}/{activity_id}"),
    )  # fmt: skip


def rubric_choices(conn: Connection, tenant_id: int, course_id: str, used: str) -> tuple[Choice, ...]:
    """Return the rubrics of a course that something can be marked by; the one in use stays though it is retired."""
    own = [
        (one.id, one.rubric.title)
        for one in rubrics.listed(conn, tenant_id, course_id)
        if one.course_id == course_id and (not one.retired or one.id == used)
    ]
    return tuple(Choice(one, title, one == used) for one, title in own)


def standards_of(conn: Connection, course: Any, inputs: CourseInputs) -> Mapping[str, StandardRow]:
    """Return the standards of a course; before anything is published, those of its draft."""
    if inputs.standards:
        return inputs.standards
    body = drafts.body_of(conn, course.tenant_id, course.id)
    return drafts.standards_of(conn, course.tenant_id, list(body.get("standards", ())))


def _serves(conn: Connection, tenant_id: int, activity_ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in conn.execute(
        select(t.alignment.c.activity_id, t.alignment.c.standard_id).where(
            t.alignment.c.tenant_id == tenant_id, t.alignment.c.activity_id.in_(list(activity_ids)),
            t.alignment.c.confirmed_at.is_not(None),
        )
    ):  # fmt: skip
        found.setdefault(row.activity_id, []).append(row.standard_id)
    return found


def _problems(conn: Connection, tenant_id: int, activity_id: str) -> tuple[str, ...]:
    extra = conn.scalar(
        select(t.package.c.extra)
        .join(
            t.package_unit,
            (t.package_unit.c.tenant_id == t.package.c.tenant_id) & (t.package_unit.c.package_id == t.package.c.id),
        )
        .where(t.package.c.tenant_id == tenant_id, t.package_unit.c.activity_id == activity_id)
    )
    return tuple((extra or {}).get("problems", ()))

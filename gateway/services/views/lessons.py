"""Lessons and projects as their teacher's pages show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.learn.projects import MOST, Checkpoint
from gateway.services import lesson_work, project_work, rubrics, work_state
from gateway.services.course_work import LESSON, PROJECT
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.lesson_work import Style
from gateway.services.package_units import MINUTES
from gateway.services.views import rubrics as rubrics_view
from gateway.services.views.activities import rubric_choices, standards_of
from gateway.services.views.links import Links
from gateway.services.views.names import in_language, title_of
from gateway.web.pages import lesson_pages as p
from gateway.web.pages.rubrics_page import StandardField
from gateway.web.pages.shell import Choice
from gateway.web.words import style_word

LESSONS, PROJECTS = "library/lessons", "library/projects"


@dataclass(frozen=True)
class TypedProject:
    """A project's form as it was sent, or as it stands; days are as typed."""

    title: str = ""
    goal: str = ""
    style: str = "try"
    minutes: str = "60"
    rubric_id: str = ""
    stops: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = ()
    """(key, title, product, day, keys of the rubric's rows) of each checkpoint."""


@dataclass(frozen=True)
class TypedLesson:
    """A lesson's form as it was sent, or as it stands."""

    title: str = ""
    goal: str = ""
    standards: tuple[str, ...] = ()
    rubric_id: str = ""


def lesson(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, who: Author,
    lesson_id: str, typed: TypedLesson | None, today: date, problems: Sequence[str] = (),
    style: tuple[Style, str] | None = None,
) -> p.LessonPage:  # fmt: skip
    """Return a lesson's page (an empty id: a new one), as it stands or as it was typed. NotFound for another's."""
    row = lesson_work.find(conn, who, lesson_id) if lesson_id else None
    used = rubrics.used_for(conn, who.tenant_id, who.course_id).get(lesson_id, "")
    if typed is None and row is not None:
        goal = row.words.get("learn", {}).get("en", "")
        typed = TypedLesson(row.title["en"], goal, tuple(row.detail["targets"]), used)
    typed = typed or TypedLesson()
    ticks = tuple(
        StandardField(one.id, one.code, title_of(one), one.id in typed.standards)
        for one in standards_of(conn, course, inputs).values()
    )
    at = links.at(f"{LESSONS}/{lesson_id or 'new'}")
    page = p.LessonPage(
        title=typed.title, goal=typed.goal, standards=ticks, rubrics=_rubrics(conn, who, typed.rubric_id),
        save_url=at, list_url=links.at("library"), rubrics_url=links.at(rubrics_view.HOME),
        setup_url=links.at("setup"), problems=tuple(problems),
    )  # fmt: skip
    return _kept(conn, inputs, links, language, who, row, page, today, used, style) if row is not None else page


def _kept(
    conn: Connection, inputs: CourseInputs, links: Links, language: str, who: Author, lesson: Any,
    page: p.LessonPage, today: date, used: str, style: tuple[Style, str] | None,
) -> p.LessonPage:  # fmt: skip
    rows = lesson_work.styles(conn, who, lesson.id)
    here = activities(inputs, language, lesson.detail["targets"])
    lines = tuple(_line(row, links, language, today) for row in rows)
    return replace(
        page, lines=lines, new_style=_new_style(links.at(f"{LESSONS}/{lesson.id}/styles"), rows, here, style),
        marking_url=links.at(f"marking/{lesson.id}") if used else "", out_url=links.at(f"{LESSONS}/{lesson.id}/out"),
    )  # fmt: skip


def _line(row: Any, links: Links, language: str, today: date) -> p.StyleLine:
    at, starts = links.at(f"{LESSONS}/styles/{row.style_id}"), row.starts_on or ""
    return p.StyleLine(
        key=row.style_id, title=in_language(row.title, language), kind=row.kind, style=row.style, minutes=row.minutes,
        text=str(row.detail.get("text") or row.detail.get("url") or ""), starts=starts,
        late=starts > today.isoformat(), start_url=at, out_url=f"{at}/out",
        begins=date.fromisoformat(starts) if starts > today.isoformat() else None,
    )  # fmt: skip


def _new_style(url: str, rows: Sequence[Any], here: tuple[Choice, ...], typed: tuple[Style, str] | None) -> p.NewStyle:
    """Return the form as it was typed, else with what the last style says: its day and its minutes."""
    if typed is not None:
        one, error = typed
        starts = one.starts.isoformat() if one.starts else ""
        return p.NewStyle(
            url, style_choices(one.style), one.minutes, starts, here, one.title, one.text, one.url, error
        )  # fmt: skip
    taken, last = {row.style for row in rows}, rows[-1] if rows else None
    free = next((one for one in lesson_work.STYLES if one not in taken), lesson_work.STYLES[0])
    minutes, starts = (last.minutes, last.starts_on or "") if last else (MINUTES, "")
    return p.NewStyle(url, style_choices(free), minutes, starts, here)


def style_choices(chosen: str) -> tuple[Choice, ...]:
    """Return the styles to choose from."""
    return tuple(Choice(one, style_word(one), one == chosen) for one in lesson_work.STYLES)


def activities(inputs: CourseInputs, language: str, targets: Collection[str]) -> tuple[Choice, ...]:
    """Return the course's activities that serve one of these standards and are in no lesson yet."""
    taken = {one.activity for one in inputs.ways}
    served = {one.id: one for each in targets for one in inputs.library.by_standard.get(each, ())}
    rows = [inputs.activities[inputs.activity_ids[iri]] for iri in served if iri not in taken]
    return tuple(Choice(row.id, in_language(row.title, language)) for row in rows if row.kind != PROJECT)


def _rubrics(conn: Connection, who: Author, chosen: str) -> tuple[Choice, ...]:
    """Return no rubric, and those of the course that may be used; the one in use stays though it is retired."""
    return (Choice("", str(gettext("No rubric"))), *rubric_choices(conn, who.tenant_id, who.course_id, chosen))


def project(
    conn: Connection, links: Links, who: Author, project_id: str, typed: TypedProject | None, today: date,
    problems: Sequence[str] = (), rubric_id: str = "",
) -> p.ProjectForm:  # fmt: skip
    """Return a project's form (an empty id: a new one), as it stands or as it was typed; NotFound for another's."""
    used = rubrics.used_for(conn, who.tenant_id, who.course_id).get(project_id, "")
    if typed is None and project_id:
        row, stops = project_work.find(conn, who, project_id)
        goal = row.words.get("learn", {}).get("en", "")
        typed = TypedProject(row.title["en"], goal, row.style, str(row.minutes), used, tuple(map(_typed, stops)))
    typed = typed or TypedProject()
    chosen = rubric_id or typed.rubric_id
    rows = rubrics.own(conn, who, chosen).rubric.rows if chosen else ()
    blank, done = ("", "", "", "", ()), work_state.marked(conn, who, project_id) if project_id else {}
    at = links.at(f"{PROJECTS}/{project_id or 'new'}")
    return p.ProjectForm(
        title=typed.title, goal=typed.goal, style=typed.style, minutes=typed.minutes, styles=style_choices(typed.style),
        rubrics=_rubrics(conn, who, chosen), rubric_id=chosen,
        stops=tuple(
            p.StopField(
                key, title, product, due, tuple(Choice(row.key, row.title, row.key in keys) for row in rows),
                done.get(key, 0), links.at(f"marking/{project_id}", part=key) if key in done else "", _until(due),
            )
            for key, title, product, due, keys in (*typed.stops, *[blank] * MOST)[: max(MOST, len(typed.stops))]
        ),
        today=today.isoformat(), form_url=at, save_url=at, list_url=links.at("library"),
        rubrics_url=links.at(rubrics_view.HOME), marking_url=links.at(f"marking/{project_id}") if used else "",
        out_url=links.at(f"{PROJECTS}/{project_id}/out") if project_id else "", problems=tuple(problems),
    )  # fmt: skip


def _until(due: str) -> date | None:
    try:
        return date.fromisoformat(due)
    except ValueError:
        return None


def _typed(one: Checkpoint) -> tuple[str, str, str, str, tuple[str, ...]]:
    return one.key, one.title, one.product, one.due.isoformat(), one.rows


def leaving(conn: Connection, links: Links, who: Author, row: Any) -> p.OutPage:
    """Return the page that asks before a lesson or a project is offered no more."""
    styles = lesson_work.styles(conn, who, row.id) if row.kind == LESSON else ()
    ids = [row.id, *(one.id for one in styles)]
    at = links.at(f"{LESSONS if row.kind == LESSON else PROJECTS}/{row.id}")
    begun, marked = work_state.begun(conn, who, ids), work_state.students(conn, who, row.id)
    return p.OutPage(row.title["en"], row.kind, begun, marked, f"{at}/out", at)

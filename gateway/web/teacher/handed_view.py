"""What waits for a teacher's answer, and one piece of work with its rubric."""

from __future__ import annotations

from typing import Any

from flask_babel import pgettext

from gateway.errors import NotFound
from gateway.services import answering, handing, marking, tenants
from gateway.services.handing import OPEN
from gateway.services.marking import Sheet
from gateway.services.outcomes import rubric_of
from gateway.services.views import people
from gateway.services.views.marking import row_of
from gateway.services.views.names import Names, in_language
from gateway.services.views.work import handed
from gateway.settings import Settings
from gateway.web.pages import handed_page as h
from gateway.web.pages.marking_page import MarkRow
from gateway.web.pages.rubric_page import RubricLevel
from gateway.web.pages.shell import Choice
from gateway.web.teacher.base import Desk
from gateway.web.words import level_word

HOME = "waiting"


def waiting(at: Desk, settings: Settings, activity_id: str = "") -> h.WaitingPage:
    """Return the list of a course, of one activity where it is named."""
    names, who = Names(at.inputs, at.language), _people(at)
    rows = answering.waiting(at.conn, at.course.tenant_id, at.course.id, list(who))
    tag = tenants.tag_of(at.conn, at.course.tenant_id)
    titles = {row.activity_id: _title(at, names, row.activity_id) for row in rows}
    lines = tuple(
        h.WaitingLine(
            who[row.person_id].name, _named(at, titles[row.activity_id], row),
            at.links.at(f"{HOME}/{row.id}", activity=activity_id),
            handed(settings, tag, row, at.now, {}),
        )
        for row in rows
        if not activity_id or row.activity_id == activity_id
    )  # fmt: skip
    offered = sorted(titles.items(), key=lambda one: one[1].casefold())
    choices = (
        Choice("", str(pgettext("all activities", "All")), not activity_id),
        *(Choice(key, title, key == activity_id) for key, title in offered),
    )
    return h.WaitingPage(at.now, lines, at.links.at(HOME), choices, at.links.at())


def one(
    at: Desk, settings: Settings, hand_in_id: str, activity_id: str = "", error: str = "", words: str = ""
) -> tuple[h.WorkPage, str]:
    """Return the page of a piece of work and whose it is; NotFound for a student whom this session may not see."""
    row = answering.one(at.conn, at.course.tenant_id, at.course.id, hand_in_id)
    who = _people(at)
    if row.person_id not in who:
        raise NotFound("no such student in this course")
    names, staff = Names(at.inputs, at.language), people.staff_names(at.conn, at.course.tenant_id, at.course.id)
    tag = tenants.tag_of(at.conn, at.course.tenant_id)
    every = handing.of(at.conn, at.inputs, row.person_id, row.activity_id)
    activity = at.inputs.activities.get(row.activity_id)
    sheet = _sheet(at, row)
    left = [one for one in _waiting(at, list(who), activity_id) if one.id != row.id]
    page = h.WorkPage(
        now=at.now, student=who[row.person_id].name, student_url=at.links.student(row.person_id),
        activity=_title(at, names, row.activity_id), one=handed(settings, tag, row, at.now, staff),
        earlier=tuple(
            handed(settings, tag, one, at.now, staff) for one in every if one.id != row.id and one.part == row.part
        ),
        open=row.state in OPEN,
        levels=_levels(activity, at.language) if activity is not None and sheet is None else (),
        part=_part(at, row), rows=_rows(at, sheet), given=_given(at, settings, sheet, row.person_id),
        save_url=at.links.at(f"{HOME}/{row.id}", activity=activity_id),
        list_url=at.links.at(HOME, activity=activity_id), left=len(left), error=error, words=words,
    )  # fmt: skip
    return page, str(row.person_id)


def following(at: Desk, activity_id: str = "") -> str:
    """Return where the next piece of work opens; the list where nothing waits any more."""
    rows = _waiting(at, list(_people(at)), activity_id)
    return at.links.at(f"{HOME}/{rows[0].id}" if rows else HOME, activity=activity_id if rows else "")


def _waiting(at: Desk, who: list[str], activity_id: str) -> list[Any]:
    rows = answering.waiting(at.conn, at.course.tenant_id, at.course.id, who)
    return [row for row in rows if not activity_id or row.activity_id == activity_id]


def _people(at: Desk) -> dict[str, people.Learner]:
    found = people.learners(at.conn, at.course.tenant_id, at.course.id, at.course.only)
    return {one.id: one for one in found if one.active}


def _title(at: Desk, names: Names, activity_id: str) -> str:
    row = at.inputs.activities.get(activity_id)
    return names.activity(row) if row is not None else names.of(activity_id)


def _part(at: Desk, row: Any) -> str:
    project = at.inputs.projects.get(row.activity_id)
    return next((one.title for one in project.checkpoints if one.key == row.part), "") if project else str(row.part)


def _named(at: Desk, title: str, row: Any) -> str:
    part = _part(at, row)
    return f"{title}: {part}" if part else title


def _sheet(at: Desk, row: Any) -> Sheet | None:
    """Return by what a piece of work is marked, None where it is not by rows of a rubric."""
    marked = marking.marked_as(at.conn, at.inputs, row.activity_id)
    project = at.inputs.projects.get(row.activity_id)
    if not marked or (project is not None and row.part not in {one.key for one in project.checkpoints}):
        return None
    return marking.sheet(at.conn, at.inputs, marked, row.part if project is not None else marking.WHOLE)


def _rows(at: Desk, sheet: Sheet | None) -> tuple[MarkRow, ...]:
    if sheet is None:
        return ()
    return tuple(row_of(at.inputs, one, sheet.rubric.levels) for one in sheet.rubric.rows)


def _given(at: Desk, settings: Settings, sheet: Sheet | None, person_id: str) -> tuple[int, ...]:
    if sheet is None:
        return ()
    marks, levels = marking.standing(at.conn, settings, at.inputs, sheet), sheet.rubric.levels
    found = (marks.get((one.key, person_id)) for one in sheet.rubric.rows)
    return tuple(one.level_in(levels) if one is not None else 0 for one in found)


def _levels(activity: Any, language: str) -> tuple[RubricLevel, ...]:
    return tuple(
        RubricLevel(one["level"], level_word(one["level"]), in_language(one["words"], language))
        for one in reversed(rubric_of(activity))
    )

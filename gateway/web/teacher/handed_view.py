"""What waits for a teacher's answer, and one piece of work with its rubric."""

from __future__ import annotations

from typing import Any

from flask_babel import pgettext

from gateway.errors import NotFound
from gateway.services import answering, handing, rubrics, tenants
from gateway.services.handing import OPEN
from gateway.services.outcomes import rubric_of
from gateway.services.views import people
from gateway.services.views.names import Names, in_language
from gateway.services.views.work import handed
from gateway.settings import Settings
from gateway.web.pages import handed_page as h
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
            who[row.person_id].name, titles[row.activity_id],
            at.links.at(f"{HOME}/{row.id}", activity=activity_id),
            handed(settings, tag, row, at.now, {}, parts=handing.parts_of(at.inputs, row.activity_id)),
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
    parts = handing.parts_of(at.inputs, row.activity_id)
    marked = row.activity_id in rubrics.used_for(at.conn, at.course.tenant_id, at.course.id)
    left = [one for one in _waiting(at, list(who), activity_id) if one.id != row.id]
    page = h.WorkPage(
        now=at.now, student=who[row.person_id].name, student_url=at.links.student(row.person_id),
        activity=_title(at, names, row.activity_id), one=handed(settings, tag, row, at.now, staff, parts=parts),
        earlier=tuple(
            handed(settings, tag, one, at.now, staff, parts=parts)
            for one in every
            if one.id != row.id and one.part == row.part
        ),
        open=row.state in OPEN, levels=_levels(activity, at.language) if activity is not None else (),
        save_url=at.links.at(f"{HOME}/{row.id}", activity=activity_id),
        list_url=at.links.at(HOME, activity=activity_id), left=len(left), error=error, words=words,
        mark_url=at.links.at(f"marking/{row.activity_id}", part=row.part, student=row.person_id) if marked else "",
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


def _levels(activity: Any, language: str) -> tuple[RubricLevel, ...]:
    return tuple(
        RubricLevel(one["level"], level_word(one["level"]), in_language(one["words"], language))
        for one in reversed(rubric_of(activity))
    )

"""Lessons and projects as a student meets them, and a rubric to look at one's own work with."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy import Connection

from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.learn import projects
from gateway.services import choose, elsewhere, handing, marking, path, ratings, steps
from gateway.services.course_work import LESSON, TASK, Project
from gateway.services.marking import Sheet
from gateway.services.path import Learner
from gateway.services.ratings import Rating
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.pages.shell import Choice
from gateway.web.pages.student.common import Start
from gateway.web.pages.student.placed import SetLine, SetPage
from gateway.web.pages.student.work import ProjectPage, RatePage, RateRow, StopLine, StopPage
from gateway.web.student import handing_page, offering, path_page
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words, earlier, style


@doors.get("/<handle>/lesson/<activity_id>")
@allowed(LEARNER)
def lesson(activity_id: str) -> str:
    """Show the styles of a lesson to choose from; one that begins later says when."""
    opened = session()
    with waymark().db.read() as conn:
        here = desk(conn)
        row = here.course.activities.get(activity_id)
        if row is None or row.kind != LESSON:
            raise NotFound(activity_id)
        learner = path.load(conn, here.course, opened.person, here.now)
        begun = steps.unfinished(conn, opened.tenant_id, opened.course, opened.person)
    ids = here.course.activity_ids
    page = SetPage(
        shell=shell(here.row.title, here.full_name), now=here.local,
        title=Words(here.course, here.language).title(row.id),
        lines=tuple(
            _way(here, learner, ids[one.activity], one.starts, begun=ids[one.activity] in begun)
            for one in here.course.ways
            if one.lesson == row.iri and one.activity in ids
        ),
        back_url=link("home"),
    )  # fmt: skip
    return render_template("student/placed.html", page=page, shell=page.shell)


def _way(here: Desk, learner: Learner, activity_id: str, starts: Any, *, begun: bool) -> SetLine:
    words, row = Words(here.course, here.language), here.course.activities[activity_id]
    return SetLine(
        key=activity_id, title=words.title(activity_id), style=style(row.style), minutes=row.minutes,
        learn=path_page.sentence(words.learn(activity_id)), url=link("activity", activity_id=activity_id), begun=begun,
        last=earlier(learner, words, activity_id), starts=starts if starts and starts > here.now.date() else None,
    )  # fmt: skip


@doors.get("/<handle>/project/<activity_id>")
@allowed(LEARNER)
def project(activity_id: str) -> str:
    """Show a project's checkpoints in order, with their days and how they stand."""
    opened = session()
    with waymark().db.read() as conn:
        here = desk(conn)
        found = _project(here, activity_id)
        begun = activity_id in steps.unfinished(conn, opened.tenant_id, opened.course, opened.person)
        stops = _stops(conn, here, activity_id, found)
    words, row = Words(here.course, here.language), here.course.activities[activity_id]
    over = all(one.state == "done" for one in stops)
    fields = (("standard", request.args.get("standard", "")), (offering.FIELD, offering.carried()))
    page = ProjectPage(
        shell=shell(here.row.title, here.full_name), now=here.local, title=words.title(activity_id),
        learn=path_page.sentence(words.learn(activity_id)), style=style(row.style), minutes=row.minutes, stops=stops,
        begun=begun, over=over, back_url=link("home"),
        start=None if begun or over else Start(link("choose_project", activity_id=activity_id), fields),
    )  # fmt: skip
    return render_template("student/project.html", page=page, shell=page.shell)


@doors.get("/<handle>/project/<activity_id>/stop")
@allowed(LEARNER)
def stop(activity_id: str) -> str:
    """Show one checkpoint of a project, with the form to hand in its product."""
    return stop_page(activity_id, request.args.get("part", ""))


def stop_page(activity_id: str, part: str, error: str = "", address: str = "") -> str:
    """Return the page of a checkpoint; `error` is what was wrong with what was handed in, `address` the link sent."""
    with waymark().db.read() as conn:
        here = desk(conn)
        stops = _stops(conn, here, activity_id, _project(here, activity_id))
        shown = [line for line in stops if line.key == part]
        if not shown:
            raise NotFound(part)
        work = handing_page.model(conn, here, activity_id, error, address, part)
    page = StopPage(
        shell(here.row.title, here.full_name), here.local, Words(here.course, here.language).title(activity_id),
        shown[0], work, link("project", activity_id=activity_id),
    )  # fmt: skip
    return render_template("student/stop.html", page=page, shell=page.shell)


def _project(here: Desk, activity_id: str) -> Project:
    found = here.course.projects.get(activity_id)
    if found is None or activity_id not in here.course.activities:
        raise NotFound(activity_id)
    return found


def _stops(conn: Connection, here: Desk, activity_id: str, found: Project) -> tuple[StopLine, ...]:
    settings, person = waymark().settings, session().person
    said: dict[str, tuple[tuple[str, str], ...]] = {}
    marked = set()
    for one in found.checkpoints:
        sheet = marking.sheet(conn, here.course, activity_id, one.key)
        marks = marking.standing(conn, settings, here.course, sheet)
        mine = [(row.title, marks[row.key, person].word) for row in sheet.rubric.rows if (row.key, person) in marks]
        said[one.key] = tuple(mine)
        if len(mine) == len(sheet.rubric.rows):
            marked.add(one.key)
    states = projects.states(found.checkpoints, marked)
    newest = {row.part: row.state for row in reversed(handing.of(conn, here.course, person, activity_id))}
    return tuple(
        StopLine(
            one.key, one.title, one.product, one.due, states[one.key], said[one.key],
            link("rate", activity_id=activity_id, part=one.key), link("stop", activity_id=activity_id, part=one.key),
            newest.get(one.key, ""),
        )
        for one in found.checkpoints
    )  # fmt: skip


@doors.post("/<handle>/project/<activity_id>/choose")
@allowed(LEARNER)
def choose_project(activity_id: str) -> Response:
    """Choose a project: its next checkpoint is the first step from then on."""
    _take(activity_id)
    return make_response(redirect(link("project", activity_id=activity_id), 303))


@doors.post("/<handle>/activity/<activity_id>/done")
@allowed(LEARNER)
def done_task(activity_id: str) -> Response:
    """Take a learner's word that something written down to do is done."""
    opened, parts = session(), waymark()
    with parts.db.read() as conn:
        here = desk(conn)
    row = here.course.activities.get(activity_id)
    if row is None or row.kind != TASK:
        raise NotFound(activity_id)
    choice = _choice(here, activity_id)

    def plan(write: Write) -> None:
        if choose.take(write, parts.settings, here.course, opened.person, choice):
            elsewhere.finish(write, parts.settings, here.course, opened.person, activity_id)

    parts.db.write(plan)
    return make_response(redirect(link("home"), 303))


def _take(activity_id: str) -> None:
    opened, parts = session(), waymark()
    with parts.db.read() as conn:
        here = desk(conn)
    choice = _choice(here, activity_id)
    parts.db.write(lambda write: choose.take(write, parts.settings, here.course, opened.person, choice))


def _choice(here: Desk, activity_id: str) -> choose.Choice:
    return choose.Choice(activity_id, request.form.get("standard", "")[:32] or None, offering.taken(here.course))


@doors.get("/<handle>/activity/<activity_id>/rubric")
@allowed(LEARNER)
def rate(activity_id: str) -> str:
    """Show what good work looks like, and how the student, a partner and the teacher see this work."""
    who = request.args.get("who", ratings.SELF)
    with waymark().db.read() as conn:
        here = desk(conn)
        sheet = marking.sheet(conn, here.course, activity_id, request.args.get("part", ""))
        person = session().person
        mine = ratings.of(conn, here.course, sheet, person)
        marks = marking.standing(conn, waymark().settings, here.course, sheet)
    if who not in ratings.WHO:
        raise BadRequest("somebody whose view is not kept")
    named = {"self": gettext("I"), "peer": gettext("A partner")}
    at = {"activity_id": activity_id, "part": sheet.part or None}
    page = RatePage(
        shell=shell(here.row.title, here.full_name), now=here.local,
        title=Words(here.course, here.language).title(activity_id), part=sheet.part_title,
        rows=tuple(
            _rate_row(sheet, row, {one: mine.get((person, one), {}) for one in ratings.WHO}, who,
                      marks[row.key, person].word if (row.key, person) in marks else "")
            for row in sheet.rubric.rows
        ),
        who=who, whose=tuple(Choice(link("rate", **at, who=one), str(named[one]), one == who) for one in ratings.WHO),
        save_url=link("save_rating", **at, who=who),
        back_url=link("project", activity_id=activity_id)
        if activity_id in here.course.projects
        else link("activity", activity_id=activity_id),
    )  # fmt: skip
    return render_template("student/rubric.html", page=page, shell=page.shell)


def _rate_row(sheet: Sheet, row: Any, given: dict[str, Any], who: str, teacher: str) -> RateRow:
    levels = sheet.rubric.levels
    looks = (*row.looks, *[""] * len(levels))
    words = {one: levels[n - 1].word for one in given if 1 <= (n := given[one].get(row.key, 0)) <= len(levels)}
    shown = tuple((n, one.word, looks[n - 1]) for n, one in enumerate(levels, start=1))
    return RateRow(
        row.key, row.title, shown, given[who].get(row.key, 0), words.get(ratings.SELF, ""),
        words.get(ratings.PEER, ""), teacher,
    )  # fmt: skip


@doors.post("/<handle>/activity/<activity_id>/rubric")
@allowed(LEARNER)
def save_rating(activity_id: str) -> Response:
    """Keep how the student, or a partner, sees the work; it never counts."""
    parts, opened, who = waymark(), session(), request.args.get("who", ratings.SELF)
    part = request.args.get("part", "")[:32]
    with parts.db.read() as conn:
        here = desk(conn)
    levels = {}
    for name in request.form:
        if name.startswith("r:"):
            given = form_text(name, most=2, required=False)
            if given and not given.isdecimal():
                raise BadRequest("a level is a number")
            if given:
                levels[name[2:]] = int(given)

    def plan(write: Write) -> None:
        sheet = marking.sheet(write.conn, here.course, activity_id, part)
        ratings.rate(write, parts.settings, here.course, opened.person, sheet, Rating(who, levels))

    parts.db.write(plan)
    return make_response(redirect(link("rate", activity_id=activity_id, part=part or None, who=who), 303))

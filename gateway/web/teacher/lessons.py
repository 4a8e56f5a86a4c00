"""Lessons: what all styles share is written once; a further style says only what is different in it."""

from __future__ import annotations

from datetime import date

from flask import make_response, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest, InvalidInput
from gateway.services import lesson_work
from gateway.services.course_activities import LONGEST, check_link
from gateway.services.lesson_work import Given, Style
from gateway.services.views import lessons as view
from gateway.services.views.lessons import TypedLesson
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.teacher.base import author, change, desk, doors, go_back, links, page


@doors.get("/library/lessons/new")
@allowed(STAFF)
def new_lesson() -> str:
    """Show an empty form."""
    return _page("", None)


@doors.get("/library/lessons/<activity_id>")
@allowed(STAFF)
def one_lesson(activity_id: str) -> str:
    """Show a lesson with its styles."""
    return _page(activity_id, None)


@doors.post("/library/lessons/new")
@allowed(STAFF)
def make_lesson() -> str | Response:
    """Keep a new lesson, and go on with its styles."""
    return _keep("")


@doors.post("/library/lessons/<activity_id>")
@allowed(STAFF)
def save_lesson(activity_id: str) -> str | Response:
    """Keep what all styles of a lesson share."""
    return _keep(activity_id)


@doors.post("/library/lessons/<activity_id>/styles")
@allowed(STAFF)
def add_style(activity_id: str) -> str | Response:
    """Add a style: something written, a page elsewhere, or an activity that the course has already."""
    who, starts = author(), _day("starts")
    chosen = form_text("activity", most=32, required=False)
    if chosen:
        change(lambda write: lesson_work.join(write, who, activity_id, chosen, starts))
        return go_back(links().at(f"{view.LESSONS}/{activity_id}"), said="saved")
    given = Style(
        form_text("style", most=16), form_text("title", most=200, required=False),
        form_text("text", most=4000, required=False), form_text("address", required=False),
        _minutes(), starts,
    )  # fmt: skip
    wrong = _wrong(given)
    if wrong:
        return make_response(_page(activity_id, None, style=given, error=wrong), 422)
    change(lambda write: lesson_work.add_style(write, who, activity_id, given))
    return go_back(links().at(f"{view.LESSONS}/{activity_id}"), said="saved")


@doors.post("/library/lessons/styles/<style_id>")
@allowed(STAFF)
def start_style(style_id: str) -> Response:
    """Change the day from which a style is offered."""
    who, starts = author(), _day("starts")
    change(lambda write: lesson_work.start_style(write, who, style_id, starts))
    return go_back(links().at("library"), said="saved")


@doors.post("/library/lessons/styles/<style_id>/out")
@allowed(STAFF)
def drop_style(style_id: str) -> Response:
    """Take a style out of its lesson."""
    who = author()
    change(lambda write: lesson_work.drop_style(write, who, style_id))
    return go_back(links().at("library"), said="out")


@doors.get("/library/lessons/<activity_id>/out")
@allowed(STAFF)
def leave_lesson(activity_id: str) -> str:
    """Ask before a lesson is offered no more."""
    with desk() as at:
        row = lesson_work.find(at.conn, author(), activity_id)
        return page("teacher/out_page.html", view.leaving(at.conn, at.links, author(), row), at, "pathway")


@doors.post("/library/lessons/<activity_id>/out")
@allowed(STAFF)
def close_lesson(activity_id: str) -> Response:
    """Offer a lesson no more."""
    who = author()
    change(lambda write: lesson_work.close(write, who, activity_id))
    return go_back(links().at("library"), said="out")


def _keep(lesson_id: str) -> str | Response:
    typed = TypedLesson(
        form_text("title", most=200, required=False), form_text("goal", most=300, required=False),
        tuple(dict.fromkeys(request.form.getlist("standard"))), form_text("rubric", most=32, required=False),
    )  # fmt: skip
    problems = [] if typed.title else [str(gettext("Give the lesson a name."))]
    if not typed.standards:
        problems.append(str(gettext("Tick at least one standard that the lesson aims at.")))
    if problems:
        return make_response(_page(lesson_id, typed, problems), 422)
    who, given = author(), Given(typed.title, typed.goal, typed.standards, typed.rubric_id)

    def plan(write: Write) -> str:
        return lesson_work.save(write, who, given, lesson_id)

    return go_back(links().at(f"{view.LESSONS}/{change(plan)}"), said="saved")


def _wrong(given: Style) -> str:
    """Say what keeps a style from being added; empty for a good one."""
    if not given.text and not given.url:
        return str(gettext("Write what to do, give an address, or choose an activity."))
    if not 0 < given.minutes <= LONGEST:
        return str(gettext("Give whole minutes from 1 to %(most)s.", most=LONGEST))
    try:
        _ = given.url and check_link(given.url)
    except InvalidInput:
        return str(gettext("Write the whole address of a page, beginning with https://."))
    return ""


def _minutes() -> int:
    given = form_text("minutes", most=6, required=False)
    return int(given) if given.isascii() and given.isdigit() else 0


def _day(name: str) -> date | None:
    given = form_text(name, most=10, required=False)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise BadRequest("a day that is none") from None


def _page(
    lesson_id: str, typed: TypedLesson | None, problems: list[str] | None = None, style: Style | None = None,
    error: str = "",
) -> str:  # fmt: skip
    with desk() as at:
        model = view.lesson(
            at.conn, at.course, at.inputs, at.links, at.language, author(), lesson_id, typed, at.now.date(),
            problems or (), (style, error) if style else None,
        )  # fmt: skip
        return page("teacher/lesson_page.html", model, at, "pathway")

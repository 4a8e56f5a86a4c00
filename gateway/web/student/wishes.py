"""What a student asks for: a goal with a day, help, another language."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, make_response, redirect, render_template, request

from gateway.db.writer import Write
from gateway.services import arrival, goals, interests, marks_of_work, path, sessions, trail
from gateway.services.path import Learner
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.i18n import nearest
from gateway.web.pages.shell import Choice
from gateway.web.pages.student.goal import GoalChoice, GoalPage
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words, level

FAR = timedelta(days=365)
"""A day later than this is not a goal of this course."""


@doors.get("/<handle>/goal")
@allowed(LEARNER)
def goal() -> str:
    """Show what can be a goal."""
    with waymark().db.read() as conn:
        here = desk(conn)
        learner = path.load(conn, here.course, session().person, here.now)
    return _page(here, learner, learner.goal.standard_id if learner.goal else "", aim=_stands(learner))


@doors.post("/<handle>/goal")
@allowed(LEARNER)
def save_goal() -> Response:
    """Keep a goal; a day that is not to come, or no goal at all, is asked for again."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
        learner = path.load(conn, here.course, opened.person, here.now)
    chosen, aim, wrong = request.form.get("goal", ""), None, False
    raw = form_text("aim", most=10, required=False)
    if raw:
        aim = _day(raw)
        wrong = aim is None or not here.local.date() <= aim <= here.local.date() + FAR
    if chosen not in here.course.standards or wrong:
        missing = chosen not in here.course.standards
        return make_response(_page(here, learner, chosen, aim=aim, missing=missing, wrong=wrong), 422)
    wanted, offered = goals.Goal(chosen, aim), _offered(learner, chosen)

    def plan(write: Write) -> None:
        goals.set_goal(write, parts.settings, here.course, opened.person, wanted, offered)
        marks_of_work.learner(write, here.course, opened.person)  # the day may be one for work that stands there

    parts.db.write(plan)
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/interests")
@allowed(LEARNER)
def save_interests() -> Response:
    """Keep what the student likes."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
    chosen = request.form.getlist("interest")
    parts.db.write(lambda w: interests.keep(w, parts.settings, here.course, opened.person, chosen))
    return make_response(redirect(link("goal"), 303))


@doors.post("/<handle>/help")
@allowed(LEARNER)
def help() -> Response:  # noqa: A001 - the name of the door, used by nobody in this module
    """Let the teacher see that the student would like help."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
    parts.db.write(lambda w: goals.ask_help(w, parts.settings, here.course, opened.person))
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/help/back")
@allowed(LEARNER)
def help_back() -> Response:
    """Take asking for help back."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
    parts.db.write(lambda w: goals.need_no_help(w, parts.settings, here.course, opened.person))
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/begin")
@allowed(LEARNER)
def wish_begin() -> Response:
    """Keep how a new student would like to begin; the teacher decides."""
    parts, opened, way = waymark(), session(), form_text("way", most=16)
    with parts.db.read() as conn:
        here = desk(conn)
    parts.db.write(lambda w: arrival.would_like(w, parts.settings, here.course, opened.person, way))
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/language")
@allowed(LEARNER)
def language() -> Response:
    """Go on in another language, on the page that was open."""
    opened, wanted = session(), nearest(form_text("language", most=16))
    waymark().db.write(lambda w: sessions.speak(w, opened.tenant_id, opened.handle, wanted))
    back = form_text("back", required=False)
    return make_response(redirect(back if back.startswith(link("home")) else link("home"), 303))


def _page(
    here: Desk, learner: Learner, chosen: str, *, aim: date | None, missing: bool = False, wrong: bool = False
) -> str:
    words, need = Words(here.course, here.language), here.course.learn.settings.pieces
    choices = tuple(
        GoalChoice(one, words.skill(one), level(learner.mastery(one), need), one == chosen)
        for one in _offered(learner, chosen)
    )
    today = here.local.date()
    page = GoalPage(
        shell=shell(here.row.title, here.full_name), choices=choices, save_url=link("save_goal"), back_url=link("home"),
        interests=_likes(learner, words), interests_url=link("save_interests"),
        aim=aim, first_day=today, last_day=today + FAR, goal_missing=missing, aim_wrong=wrong,
    )  # fmt: skip
    return render_template("student/goal.html", page=page, shell=page.shell)


def _likes(learner: Learner, words: Words) -> tuple[Choice, ...]:
    """Return what the course's activities may interest somebody by, in the reader's words."""
    return tuple(
        Choice(key, words.text(texts), key in learner.guidance.interests)
        for key, texts in interests.offered(learner.course).items()
    )


def _offered(learner: Learner, chosen: str) -> list[str]:
    """Return the standards that can be a goal: what is not mastered yet, and the one that is chosen."""
    every = [one for stop in trail.stops_of(learner) for one in stop.standards]
    return [one for one in every if learner.mastery(one).state not in {"done", "exc"} or one == chosen]


def _stands(learner: Learner) -> date | None:
    return learner.goal.aim if learner.goal else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

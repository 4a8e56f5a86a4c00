"""My path, one activity in the student's words, and Start."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as WerkzeugResponse

from gateway.errors import ActivityRemoved, NotFound
from gateway.learn.lessons import Way
from gateway.services import choose, elsewhere, marking, outlines, path, skips, steps
from gateway.services.course_work import LESSON, PROJECT, TASK
from gateway.services.path import Learner, Wish
from gateway.services.views import observed
from gateway.services.watch import Watch
from gateway.web.context import LEARNER, OBSERVER, allowed, form_text, session, waymark
from gateway.web.pages.shell import Choice
from gateway.web.pages.student.activity import ActivityPage
from gateway.web.pages.student.common import Why
from gateway.web.pages.student.elsewhere import ElsewherePage
from gateway.web.pages.student.moments import FirstDayPage, ObserverPage
from gateway.web.student import handing_page, offering, outline_form, path_page, scaffolding, test_out_page
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words, earlier, how_of, skip_word, style

_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")
_MOST_PASSED = 60
_PAGES = {LESSON: "lesson", PROJECT: "project"}
"""Kinds of activities that have a page of their own."""


@doors.get("/<handle>/")
@allowed(LEARNER, OBSERVER)
def home() -> str:
    """Show My path, or that it is still being made."""
    opened = session()
    with waymark().db.read() as conn:
        here = desk(conn)
        if opened.role == "observer":
            return _observer(conn, here)
        if not here.course.published:
            first = FirstDayPage(shell(here.row.title, here.full_name), here.name, here.teacher, link("home"))
            return render_template("student/first_day.html", page=first, shell=first.shell)
        learner = path.load(conn, here.course, opened.person, here.now)
        shown = path_page.build(conn, here, learner, wish(), request.args.get("unit", type=int))
    return render_template("student/path.html", page=shown, shell=shown.shell)


def _observer(conn: Connection, here: Desk) -> str:
    """Show the students whom somebody looks after, and leave a line for each in the audit log (P15)."""
    opened = session()
    ids, students = observed.students(conn, here.course, opened.handle, here.now)
    need = here.course.learn.settings.pieces
    page = ObserverPage(shell(here.row.title), here.local, students, need, opened.return_url or "")
    shown = render_template("student/observer.html", page=page, shell=page.shell)
    watch: Watch = current_app.extensions["waymark-watch"]
    for one in ids:
        watch.saw(waymark().db, opened.tenant_id, (opened.handle, opened.person_id), opened.course, one)
    return shown


@doors.get("/<handle>/activity/<activity_id>")
@allowed(LEARNER)
def activity(activity_id: str) -> str | WerkzeugResponse:
    """Show one activity before it starts."""
    return activity_page(activity_id)


def activity_page(
    activity_id: str, error: str = "", address: str = "", empty: tuple[str, ...] = ()
) -> str | WerkzeugResponse:
    """Return the page of an activity; `error` is what was wrong with what was handed in, `address` the link sent.

    `empty` are sections of an outline that hold nothing yet.
    """
    opened = session()
    with waymark().db.read() as conn:
        here = desk(conn)
        if activity_id not in here.course.activities:  # a placed one works before a pathway is published, too
            raise NotFound(activity_id)
        row = here.course.activities[activity_id]
        if row.removed_at is not None:
            raise ActivityRemoved(activity_id)
        if row.kind in _PAGES:
            kept = {name: request.args[name] for name in ("standard", offering.FIELD) if name in request.args}
            return redirect(link(_PAGES[row.kind], activity_id=activity_id, **kept), 303)
        learner = path.load(conn, here.course, opened.person, here.now)
        begun = steps.unfinished(conn, opened.tenant_id, opened.course, opened.person)
        aloud, marked = path_page.reads_aloud(conn, learner), marking.marked_as(conn, here.course, activity_id)
        work = handing_page.model(conn, here, activity_id, error, address)
        form = outline_form.model(conn, here, activity_id, empty)
        aid = scaffolding.model(conn, learner, activity_id, _standard(learner, activity_id))
    page = _activity_page(here, learner, activity_id, begun=activity_id in begun)
    page = replace(page, aloud=aloud, hand_in=work, scaffold=aid, outline=form)
    if marked:
        page = replace(page, rubric_url=link("rate", activity_id=marked))
    return render_template("student/activity.html", page=page, shell=page.shell)


@doors.post("/<handle>/activity/<activity_id>/start")
@allowed(LEARNER)
def start(activity_id: str) -> Response:
    """Begin or take up an activity, and go to where it opens."""
    opened, parts = session(), waymark()
    with parts.db.read() as conn:
        here = desk(conn)
    choice = choose.Choice(activity_id, request.form.get("standard") or None, offering.taken(here.course))
    way = choose.Way(parts.settings.base_url + link("home"), here.language)
    url = parts.db.write(lambda w: choose.start(w, parts.settings, here.course, opened.person, choice, way))
    if not url.startswith(f"{parts.settings.content_url}/"):
        return make_response(_elsewhere(here, activity_id, url))
    answer = make_response("", 303)
    answer.headers["Location"] = url
    return answer


@doors.post("/<handle>/activity/<activity_id>/finished")
@allowed(LEARNER)
def finished(activity_id: str) -> Response:
    """Take a learner's word that a page elsewhere is done."""
    opened, parts = session(), waymark()
    with parts.db.read() as conn:
        here = desk(conn)
    parts.db.write(lambda w: elsewhere.finish(w, parts.settings, here.course, opened.person, activity_id))
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/activity/<activity_id>/skip")
@allowed(LEARNER)
def skip(activity_id: str) -> Response:
    """Pass over an activity for some days."""
    parts, opened, reason = waymark(), session(), form_text("reason", most=16)
    with parts.db.read() as conn:
        here = desk(conn)
        learner = path.load(conn, here.course, opened.person, here.now)
    given, offered = learner.given, [one.activity for one in path.cards(learner, Wish())]
    parts.db.write(
        lambda w: skips.skip(w, parts.settings, here.course, opened.person, activity_id, reason, given, offered)
    )  # fmt: skip
    return make_response(redirect(link("home"), 303))


def wish() -> Wish:
    """Return what the address narrows the choices by; what makes no sense is left out."""
    minutes = request.args.get("minutes", type=int)
    skip = tuple(_ids(request.args.get("skip", ""))[:_MOST_PASSED])
    return Wish(minutes if minutes and minutes > 0 else None, request.args.get("home") == "1", skip)


def _ids(text: str) -> list[str]:
    return [one for one in text.split(",") if _ID.fullmatch(one)]


def _elsewhere(here: Desk, activity_id: str, url: str) -> str:
    """Lead to a page of another host: in a window of its own, as many show in no frame."""
    row = here.course.activities[activity_id]
    reports = row.kind != "link" or bool(row.detail.get("reports"))
    page = ElsewherePage(
        shell=shell(here.row.title, here.full_name), title=Words(here.course, here.language).title(activity_id),
        url=url, host=urlsplit(url).hostname or "", back_url=link("home"),
        done_url="" if reports else link("finished", activity_id=activity_id),
    )  # fmt: skip
    return render_template("student/elsewhere.html", page=page, shell=page.shell)


def _later(way: Way, here: Desk) -> bool:
    return way.starts is not None and way.starts > here.now.date()


def _standard(learner: Learner, activity_id: str) -> str:
    """Return the standard for which an activity is opened: the address says it, else the plan; empty for none."""
    planned = path.card_for(learner, activity_id)
    return request.args.get("standard") or (planned.standard if planned else "")


def _activity_page(here: Desk, learner: Learner, activity_id: str, *, begun: bool) -> ActivityPage:
    words, row = Words(here.course, here.language), here.course.activities[activity_id]
    planned = path.card_for(learner, activity_id)
    standard_id = _standard(learner, activity_id)
    goal = learner.goal is not None and learner.goal.standard_id == standard_id
    return ActivityPage(
        shell=shell(here.row.title, here.full_name), now=here.local, teacher=here.teacher,
        title=words.title(activity_id), style=style(row.style), minutes=row.minutes,
        learn=path_page.sentence(words.learn(activity_id)), matters=words.matters(activity_id),
        how=outline_form.how() if row.kind == outlines.KIND else how_of(row),
        why=words.why(planned.reason, goal=goal) if planned else Why("start"),
        start=path_page.start(row, standard_id, offering.carried()), back_url=link("home"),
        begun=begun, last=earlier(learner, words, activity_id),
        skip_url="" if row.iri in learner.given else link("skip", activity_id=activity_id),
        skip_reasons=tuple(Choice(one, skip_word(one)) for one in skips.REASONS),
        done_url=link("done_task", activity_id=activity_id) if row.kind == TASK else "",
        show_url=test_out_page.address(learner, standard_id) if standard_id else "",
        done_fields=(("standard", standard_id), (offering.FIELD, offering.carried())),
        starts=next((one.starts for one in here.course.ways if one.activity == row.iri and _later(one, here)), None),
    )  # fmt: skip

"""The two ways out: not you, and done for today. Both end the session before they say anything."""

from __future__ import annotations

from flask import Response, make_response, render_template

from gateway.services import path, progress, sessions
from gateway.web.context import LEARNER, allowed, cookie_name, session, waymark
from gateway.web.pages.student.common import Result
from gateway.web.pages.student.moments import DonePage, NotYouPage
from gateway.web.pages.student.path import Move
from gateway.web.student import path_page
from gateway.web.student.frame import Desk, desk, doors, shell
from gateway.web.student.words import Words


@doors.post("/<handle>/not-you")
@allowed(LEARNER)
def not_you() -> Response:
    """End the session at once and say how the right person gets in: nobody works on under another's name."""
    with waymark().db.read() as conn:
        here = desk(conn)
    page = NotYouPage(shell(here.row.title), here.name, here.row.title, session().return_url or "")
    return _leave(render_template("student/not_you.html", page=page, shell=page.shell))


@doors.post("/<handle>/done")
@allowed(LEARNER)
def done() -> Response:
    """End the session and say what was done today."""
    with waymark().db.read() as conn:
        here = desk(conn)
        learner = path.load(conn, here.course, session().person, here.now)
        waiting = path_page.pending(conn, learner)
    words = Words(here.course, here.language)
    morning = here.local.replace(hour=0, minute=0, second=0, microsecond=0)
    results = [words.contribution(one) for one in progress.results_since(learner, morning)]
    if waiting is not None:
        results.append(words.completion(waiting))
    moved = path_page.moves(learner, words, progress.moved_since(learner, morning))
    return _leave(_goodbye(here, tuple(results), moved))


def _goodbye(here: Desk, results: tuple[Result, ...], moved: tuple[Move, ...]) -> str:
    page = DonePage(
        shell=shell(here.row.title), now=here.local, name=here.name, results=results, moves=moved,
        close_url=session().return_url or "",
    )  # fmt: skip
    return render_template("student/done.html", page=page, shell=page.shell)


def _leave(page: str) -> Response:
    opened = session()
    waymark().db.write(lambda w: sessions.end(w, opened.tenant_id, opened.handle))
    answer = make_response(page)
    name = cookie_name(opened.handle)
    answer.delete_cookie(name, secure=True, httponly=True, samesite="None", partitioned=True)
    return answer

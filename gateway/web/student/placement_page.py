"""The placement: what it is, the next question, and the starts it found."""

from __future__ import annotations

from flask import Response, make_response, render_template

from gateway.errors import NotFound
from gateway.learn.placement import MOST
from gateway.services import choose, path
from gateway.services import placement as service
from gateway.services.path import Learner
from gateway.web.context import LEARNER, allowed, session, waymark
from gateway.web.pages.student.placement import Begin, PlacementPage
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words


@doors.get("/<handle>/placement")
@allowed(LEARNER)
def placement() -> str:
    """Show how far the placement is, and what it found."""
    with waymark().db.read() as conn:
        here = desk(conn)
        if not here.course.published:
            raise NotFound("no pathway is published")
        learner = path.load(conn, here.course, session().person, here.now)
    stand = learner.starts
    page = PlacementPage(
        shell=shell(here.row.title, here.full_name), most=MOST, next_url=link("ask"), back_url=link("home"),
        answered=sum(one.right is not None for one in stand.questions), over=stand.placing.over,
        begins=_begins(here, learner) if stand.placing.over or stand.found else (),
    )  # fmt: skip
    return render_template("student/placement.html", page=page, shell=page.shell)


@doors.post("/<handle>/placement/next")
@allowed(LEARNER)
def ask() -> Response:
    """Open the next question; when there is none any more, show what was found."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
    answer = make_response("", 303)
    way = choose.Way(parts.settings.base_url + link("placement"), here.language)
    try:
        answer.headers["Location"] = parts.db.write(
            lambda w: service.ask(w, parts.settings, here.course, opened.person, way)
        )
    except NotFound:
        answer.headers["Location"] = link("placement")
    return answer


def _begins(here: Desk, learner: Learner) -> tuple[Begin, ...]:
    words = Words(here.course, here.language)
    titles = [str(unit["title"]) for unit in path.units(here.course)]
    found = []
    for number, (title, start) in enumerate(zip(titles, learner.starts.placing.starts, strict=True)):
        standard_id = learner.starts.moved.get(number, start)
        found.append(Begin(title, words.skill(standard_id) if standard_id else ""))
    return tuple(found)

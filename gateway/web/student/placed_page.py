"""What a link of the course opens where it holds several activities."""

from __future__ import annotations

from flask import render_template

from gateway.errors import NotFound
from gateway.services import path, placed, steps
from gateway.services.inputs import opens
from gateway.services.path import Learner
from gateway.web.context import LEARNER, allowed, session, waymark
from gateway.web.pages.student.placed import SetLine, SetPage
from gateway.web.student import path_page
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words, earlier, style


@doors.get("/<handle>/placed/<placed_id>")
@allowed(LEARNER)
def placed_link(placed_id: str) -> str:
    """Show the activities behind a placed link; NotFound for one that is not in this course."""
    opened = session()
    with waymark().db.read() as conn:
        here = desk(conn)
        found = placed.find(conn, opened.tenant_id, opened.course, placed_id)
        if found is None:
            raise NotFound(placed_id[:40])
        learner = path.load(conn, here.course, opened.person, here.now)
        begun = steps.unfinished(conn, opened.tenant_id, opened.course, opened.person)
    page = SetPage(
        shell=shell(here.row.title, here.full_name), now=here.local, title=found.title, back_url=link("home"),
        lines=tuple(
            _line(here, learner, one, begun=one in begun)
            for one in found.activities
            if one in here.course.activities and opens(here.course.activities[one])
        ),
    )  # fmt: skip
    return render_template("student/placed.html", page=page, shell=page.shell)


def _line(here: Desk, learner: Learner, activity_id: str, *, begun: bool) -> SetLine:
    words, row = Words(here.course, here.language), here.course.activities[activity_id]
    return SetLine(
        key=activity_id, title=words.title(activity_id), style=style(row.style),
        minutes=learner.time.shown(row.minutes),
        learn=path_page.sentence(words.learn(activity_id)), url=link("activity", activity_id=activity_id), begun=begun,
        last=earlier(learner, words, activity_id),
    )  # fmt: skip

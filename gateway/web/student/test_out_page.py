"""A student shows at once that a standard is known: what it takes, the questions, and what came of them."""

from __future__ import annotations

from flask import Response, make_response, render_template

from gateway.errors import NotFound
from gateway.services import choose, path, supports, test_out
from gateway.services.path import Learner
from gateway.services.rounds import Round
from gateway.web.context import LEARNER, allowed, session, waymark
from gateway.web.pages.student.common import Result
from gateway.web.pages.student.test_out import TestOutPage
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words


@doors.get("/<handle>/show/<standard_id>")
@allowed(LEARNER)
def show(standard_id: str) -> str:
    """Show what it takes to show a standard at once, or what came of it."""
    opened = session()
    with waymark().db.read() as conn:
        here = desk(conn)
        if not here.course.published or standard_id not in here.course.standards:
            raise NotFound(standard_id)
        learner = path.load(conn, here.course, opened.person, here.now)
        helps = supports.of(conn, opened.tenant_id, opened.course, opened.person)
    stand = test_out.stand(here.course, learner.test_outs, standard_id, here.now)
    if not stand:
        raise NotFound("nothing to show here")
    page = _page(here, learner, standard_id, stand, supports.items_for(helps, test_out.QUESTIONS))
    return render_template("student/test_out.html", page=page, shell=page.shell)


@doors.post("/<handle>/show/<standard_id>/start")
@allowed(LEARNER)
def start_show(standard_id: str) -> Response:
    """Open the questions."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
    way = choose.Way(parts.settings.base_url + link("show", standard_id=standard_id), here.language)
    answer = make_response("", 303)
    answer.headers["Location"] = parts.db.write(
        lambda w: test_out.begin(w, parts.settings, here.course, opened.person, standard_id, way)
    )
    return answer


def address(learner: Learner, standard_id: str) -> str:
    """Return where a student may show a standard now; empty where nothing is to be shown, or it was just tried."""
    if standard_id not in learner.course.standards:
        return ""
    if learner.mastery(standard_id).state in path.FINISHED - {"due"}:
        return ""
    stand = test_out.stand(learner.course, learner.test_outs, standard_id, learner.now)
    return link("show", standard_id=standard_id) if stand in {"open", "begun"} else ""


def _page(here: Desk, learner: Learner, standard_id: str, stand: str, questions: int) -> TestOutPage:
    words = Words(here.course, here.language)
    following = path.next_activity(learner, standard_id)
    last = learner.test_outs.last(standard_id)
    return TestOutPage(
        shell=shell(here.row.title, here.full_name), now=here.local, skill=words.skill(standard_id), stand=stand,
        questions=questions, start_url=link("start_show", standard_id=standard_id), back_url=link("home"),
        last=_result(words, last, questions) if last is not None else None,
        next_url=link("activity", activity_id=following, standard=standard_id) if following else "",
        next_title=words.title(following) if following else "",
    )  # fmt: skip


def _result(words: Words, last: Round, questions: int) -> Result | None:
    activity_id = words.course.activity_ids.get(last.activity_iri)
    if activity_id is None or last.score is None:
        return None
    return words.result(activity_id, last.at, last.score, questions)

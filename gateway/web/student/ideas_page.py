"""My ideas: propose an activity of one's own for a standard, see what became of it, take it back."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request

from gateway.errors import InvalidInput, NotFound
from gateway.services import path, proposals, trail
from gateway.services.course_activities import check_link
from gateway.services.path import Learner
from gateway.services.proposals import Idea, Proposal
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.pages.shell import Choice
from gateway.web.pages.student.ideas import IdeaLine, IdeasPage
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.words import Words

FIELDS: Final = ("standard", "what", "shows", "link")


@doors.get("/<handle>/ideas")
@allowed(LEARNER)
def ideas() -> str:
    """Show a student's ideas, and the form for one more; `again` fills it with an earlier one."""
    with waymark().db.read() as conn:
        here = desk(conn)
        learner = path.load(conn, here.course, session().person, here.now)
        found = proposals.listed(conn, here.course, session().person)
    again = next((one.idea for one in found if str(one.id) == request.args.get("again")), Idea("", "", ""))
    return _page(here, learner, found, again)


@doors.post("/<handle>/ideas")
@allowed(LEARNER)
def propose() -> Response:
    """Keep an idea, or say which fields to look at again."""
    parts, person = waymark(), session().person
    standard, what, shows, url = (form_text(name, required=False) for name in FIELDS)
    idea = Idea(standard, what, shows, url)
    with parts.db.read() as conn:
        here = desk(conn)
        learner = path.load(conn, here.course, person, here.now)
        found = proposals.listed(conn, here.course, person)
    wrong = _wrong(here, idea)
    if wrong:
        return make_response(_page(here, learner, found, idea, wrong), 422)
    given = learner.given
    parts.db.write(lambda w: proposals.propose(w, parts.settings, here.course, person, idea, given))
    return make_response(redirect(link("ideas"), 303))


@doors.post("/<handle>/ideas/back")
@allowed(LEARNER)
def take_idea_back() -> Response:
    """Take an idea back that waits."""
    parts, person, typed = waymark(), session().person, form_text("idea", most=36)
    try:
        proposal_id = UUID(typed)
    except ValueError:
        raise NotFound(typed) from None
    with parts.db.read() as conn:
        here = desk(conn)
    parts.db.write(lambda w: proposals.withdraw(w, parts.settings, here.course, person, proposal_id))
    return make_response(redirect(link("ideas"), 303))


def _wrong(here: Desk, idea: Idea) -> tuple[str, ...]:
    wrong = [
        name for name, text in (("what", idea.what), ("shows", idea.shows)) if not 0 < len(text) <= proposals.LONGEST
    ]
    if idea.standard_id not in here.course.standards:
        wrong.insert(0, "standard")
    if idea.link:
        try:
            check_link(idea.link)
        except InvalidInput:
            wrong.append("link")
    return tuple(wrong)


def _page(here: Desk, learner: Learner, found: list[Proposal], idea: Idea, wrong: tuple[str, ...] = ()) -> str:
    words = Words(here.course, here.language)
    standards = [one for stop in trail.stops_of(learner) for one in stop.standards]
    page = IdeasPage(
        shell=shell(here.row.title, here.full_name), now=here.local, teacher=here.teacher, save_url=link("propose"),
        take_back_url=link("take_idea_back"), back_url=link("home"),
        ideas=tuple(_line(words, one) for one in reversed(found)),
        skills=tuple(Choice(one, words.skill(one), one == idea.standard_id) for one in standards),
        longest=proposals.LONGEST, what=idea.what, shows=idea.shows, link=idea.link, wrong=wrong,
    )  # fmt: skip
    return render_template("student/ideas.html", page=page, shell=page.shell)


def _line(words: Words, one: Proposal) -> IdeaLine:
    activity_id = words.course.activity_ids.get(one.activity_iri or "")
    return IdeaLine(
        one.idea.what, words.skill(one.idea.standard_id), one.at.date(), one.state, one.word,
        url=link("activity", activity_id=activity_id, standard=one.idea.standard_id) if activity_id else "",
        change_url=link("ideas", again=one.id) if one.state == "change" else "",
        back=(("idea", str(one.id)),) if one.state == proposals.WAITING else (),
    )  # fmt: skip

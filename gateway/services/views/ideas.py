"""Ideas of the students whom a teacher may see: those that wait, oldest first, then what was answered lately."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.services import proposals
from gateway.services.inputs import CourseInputs
from gateway.services.proposals import WAITING, Proposal
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.web.pages.ideas_page import IdeaRow, IdeasPage

ANSWERED = 20


def show(conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, now: datetime) -> IdeasPage:
    """Return the page."""
    names = Names(inputs, language)
    who = {one.id: one.name for one in people.learners(conn, course.tenant_id, course.id, course.only)}

    def row(one: Proposal) -> IdeaRow:
        waits = one.state == WAITING
        return IdeaRow(
            str(one.id), who[one.person_id], links.student(one.person_id), names.within(one.idea.standard_id),
            one.idea.what, one.idea.shows, one.idea.link, one.at, one.state, one.word,
            links.at(f"decisions/{one.id}/answer") if waits else "",
        )  # fmt: skip

    found = [row(one) for one in proposals.listed(conn, inputs) if one.person_id in who]
    waiting = tuple(one for one in found if one.answer_url)
    answered = tuple(one for one in reversed(found) if not one.answer_url)[:ANSWERED]
    return IdeasPage(now, links.at("students"), waiting, answered, proposals.LONGEST)

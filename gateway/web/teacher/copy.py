"""A copied course: its teacher is asked once whether the old course's set-up shall come along."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from gateway.services import take_over
from gateway.services.views import copy_page
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.teacher.base import author, change, desk, doors, go_back, links, page


@doors.get("/copy")
@allowed(STAFF)
def copied() -> str | Response:
    """Show what would come along; where nothing is to be decided the way leads to set-up."""
    with desk() as at:
        offer = take_over.offer(at.conn, author())
        if offer is None:
            return redirect(at.links.at("setup"), 303)
        model = copy_page.show(at.conn, at.course, offer, at.links, at.language, at.now)
        return page("teacher/copy_page.html", model, at, "pathway")


@doors.post("/copy/take")
@allowed(STAFF)
def take_copy() -> Response:
    """Take the set-up over as a draft and open it."""
    who, source = author(), form_text("source", most=32)
    change(lambda write: take_over.take(write, who, source))
    return go_back(links().at("setup"), said="copied")


@doors.post("/copy/fresh")
@allowed(STAFF)
def begin_anew() -> Response:
    """Begin anew and never ask again."""
    who = author()
    change(lambda write: take_over.begin_anew(write, who))
    return go_back(links().at("setup"))

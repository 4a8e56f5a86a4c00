"""A student who is done offers to help a classmate, and may take that back."""

from __future__ import annotations

from flask import Response, make_response, redirect

from gateway.services import path, peers
from gateway.services.path import Learner
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.pages.student.path import Helping
from gateway.web.student.frame import desk, doors, link
from gateway.web.student.words import Words


@doors.post("/<handle>/offer")
@allowed(LEARNER)
def offer_help() -> Response:
    """Keep that the student would help a classmate."""
    parts, standard_id = waymark(), form_text("standard", most=32)
    learner = _learner()
    parts.db.write(lambda w: peers.offer(w, parts.settings, learner, standard_id))
    return make_response(redirect(link("home"), 303))


@doors.post("/<handle>/offer/back")
@allowed(LEARNER)
def offer_back() -> Response:
    """Take the offer back."""
    parts, standard_id = waymark(), form_text("standard", most=32)
    learner = _learner()
    parts.db.write(lambda w: peers.withdraw(w, parts.settings, learner, standard_id))
    return make_response(redirect(link("home"), 303))


def model(learner: Learner, words: Words) -> Helping | None:
    """Return the card by which somebody of whom nothing is asked offers help; None before that or with no strength."""
    standard_id = peers.strength(learner) if learner.all_done else None
    if standard_id is None:
        return None
    offered = standard_id in learner.helps_with
    url = link("offer_back") if offered else link("offer_help")
    return Helping(words.skill(standard_id), url, (("standard", standard_id),), offered=offered)


def _learner() -> Learner:
    with waymark().db.read() as conn:
        here = desk(conn)
        return path.load(conn, here.course, session().person, here.now)

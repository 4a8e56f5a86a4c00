"""Helps that teachers attach to standards."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import make_response, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.errors import InvalidInput
from gateway.services import course_activities, scaffolds
from gateway.services.decide import decided
from gateway.services.scaffolds import KINDS, LONGEST, Scaffold
from gateway.services.views.names import title_of
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.pages.scaffolds_page import HelpedStandard, HelpLine, ScaffoldsPage
from gateway.web.pages.shell import Choice
from gateway.web.teacher.base import Desk, author, change, change_course, desk, doors, go_back, links, page

HOME = "pathway/helps"


@doors.get("/pathway/helps")
@allowed(STAFF)
def helps() -> str:
    """Show the helps of the course."""
    return _show()


@doors.post("/pathway/helps")
@allowed(STAFF)
def add_help() -> str | Response:
    """Attach a help to a standard; what is missing is said, and what was written stays."""
    who, kind = author(), form_text("kind", most=8, required=False)
    text, url = form_text("text", most=LONGEST, required=False), form_text("url", required=False)
    if kind == "link":
        try:
            url = course_activities.check_link(url)
        except InvalidInput:
            return _wrong(gettext("Write the whole address of a page, beginning with https://."))
    elif not text:
        return _wrong(gettext("Write a few words that help."))
    made = Scaffold(form_text("standard", most=32), kind, text, url if kind == "link" else "")
    with desk() as at:
        full = sum(one.standard_id == made.standard_id for one in scaffolds.of(at.conn, at.inputs)) >= scaffolds.MOST
    if full:
        return _wrong(gettext("Five helps are the most for one standard. Take one away first."))
    change_course(lambda write, course: scaffolds.attach(write, course, who, made))
    return go_back(links().at(HOME), said="saved")


@doors.post("/pathway/helps/<scaffold_id>/away")
@allowed(STAFF)
def remove_help(scaffold_id: str) -> Response:
    """Take a help away."""
    who = author()
    change(lambda write: scaffolds.take_away(write, who, scaffold_id))
    return go_back(links().at(HOME), said="saved")


def _wrong(words: str) -> Response:
    return make_response(_show(str(words)), 422)


def _show(error: str = "") -> str:
    with desk() as at:
        return page("teacher/scaffolds_page.html", _model(at, error), at, "pathway")


def _model(at: Desk, error: str) -> ScaffoldsPage:
    sent, course = request.form, at.inputs
    by_standard: dict[str, list[Any]] = defaultdict(list)
    for one in scaffolds.of(at.conn, course):
        by_standard[one.standard_id].append(one)
    users: dict[str, set[str]] = defaultdict(set)
    for used in decided(at.conn, course.tenant_id, course.course_id, kinds=("scaffold",)):
        for key in used.value or ():
            users[str(key)].add(used.person_id)
    chosen = sent.get("standard") or request.args.get("standard", "")
    return ScaffoldsPage(
        standards=tuple(
            HelpedStandard(
                row.code, title_of(row),
                tuple(
                    HelpLine(one.kind, one.text, one.url, at.links.at(f"{HOME}/{one.id}/away"), len(users[one.id]))
                    for one in by_standard[key]
                ),
            )
            for key, row in course.standards.items()
            if by_standard.get(key)
        ),
        choices=tuple(
            Choice(key, f"{row.code} {title_of(row)}", key == chosen) for key, row in course.standards.items()
        ),
        kinds=tuple(Choice(one, one, one == sent.get("kind")) for one in KINDS),
        save_url=at.links.at(HOME), back_url=at.links.at("pathway"), error=error, text=sent.get("text", ""),
        url=sent.get("url", ""),
    )  # fmt: skip

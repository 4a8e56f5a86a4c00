"""Make a research outline, and change its sections."""

from __future__ import annotations

from collections.abc import Sequence

from flask import make_response, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.errors import NotFound
from gateway.services import outlines
from gateway.services.course_activities import describes
from gateway.services.outlines import MOST, WHY, Section
from gateway.services.views.names import in_language
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.pages.outline_page import OutlinePage, Row
from gateway.web.teacher.base import Desk, author, change, desk, doors, go_back, links, page


@doors.get("/library/outline")
@allowed(STAFF)
def new_outline() -> str:
    """Show an empty outline."""
    return _show("", (Section("", ""),) * MOST)


@doors.post("/library/outline")
@allowed(STAFF)
def make_outline() -> str | Response:
    """Make an outline an activity of the course; what is missing is said, and what was written stays."""
    who, title, sections = author(), form_text("title", most=200, required=False), _sent()
    if not title or not sections:
        wrong = gettext("Give it a name, and at least one section with a title.")
        return make_response(_show("", _sent(every=True), title, str(wrong)), 422)
    made = change(lambda write: outlines.make(write, who, title, sections))
    return go_back(links().at(f"library/{made}"), said="saved")


@doors.get("/library/<activity_id>/outline")
@allowed(STAFF)
def one_outline(activity_id: str) -> str:
    """Show the sections of an outline."""
    with desk() as at:
        sections = outlines.sections_of(_row(at, activity_id))
    return _show(activity_id, (*sections, *(Section("", ""),) * (MOST - len(sections))))


@doors.post("/library/<activity_id>/outline")
@allowed(STAFF)
def change_outline(activity_id: str) -> str | Response:
    """Keep the sections of an outline."""
    with desk() as at:
        _row(at, activity_id)
    who, sections = author(), _sent()
    if not sections:
        return make_response(
            _show(activity_id, _sent(every=True), error=str(gettext("At least one section has a title."))), 422
        )
    change(lambda write: outlines.change(write, who, activity_id, sections))
    return go_back(links().at(f"library/{activity_id}"), said="saved")


def _row(at: Desk, activity_id: str) -> object:
    row = at.inputs.activities.get(activity_id)
    if row is None or row.kind != outlines.KIND or not describes(row, at.course.id):
        raise NotFound(activity_id)
    return row


def _sent(*, every: bool = False) -> tuple[Section, ...]:
    """Return the sections of the form that have a title; `every`: the empty ones, too."""
    found = []
    for n in range(1, MOST + 1):
        key, title, hint = (form_text(f"{name}{n}", most=WHY, required=False) for name in ("key", "title", "hint"))
        if title or every:
            known = key if key.isascii() and key.isalnum() and len(key) <= 32 else ""
            found.append(Section(known, title, hint, request.form.get(f"needed{n}") == "on"))
    return tuple(found)


def _show(activity_id: str, sections: Sequence[Section], title: str = "", error: str = "") -> str:
    with desk() as at:
        name = in_language(at.inputs.activities[activity_id].title, at.language) if activity_id else title
        model = OutlinePage(
            tuple(Row(one.key, one.title, one.hint, one.needed) for one in sections),
            at.links.at(f"library/{activity_id}/outline" if activity_id else "library/outline"),
            at.links.at(f"library/{activity_id}" if activity_id else "library"), new=not activity_id, title=name,
            error=error,
        )  # fmt: skip
        return page("teacher/outline_page.html", model, at, "pathway")

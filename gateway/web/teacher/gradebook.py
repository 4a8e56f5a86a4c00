"""Gradebook: what was written, what waits and needs the teacher, the switch, and choices per grade (U40, U43)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import render_template, request
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import choices, want
from gateway.errors import NotFound
from gateway.services import publish
from gateway.services.drafts import Author
from gateway.services.placed_grades import LINK
from gateway.services.views import gradebook as view
from gateway.web.context import STAFF, allowed, wants_part
from gateway.web.teacher.asking import consent_hint
from gateway.web.teacher.base import author, can_of, change, desk, doors, go_back, links, page, reach, shell
from gateway.web.teacher.writing import ask, must_ask
from gateway.web.words import formula_word

_DO: Mapping[str, Callable[[Write, int, str, str], None]] = {
    "keep": choices.keep_theirs,
    "send": choices.send_ours,
    "again": choices.try_again,
}


@doors.get("/gradebook")
@allowed(STAFF)
def gradebook() -> str:
    """Show one line per grade."""
    args = request.args
    asked = view.Asked(args.get("show", ""), args.get("column", ""), args.get("section", ""), bool(args.get("all")))
    with desk() as at:
        model = view.show(at.conn, at.course, at.inputs, at.links, asked, at.now, can_of(at))
        rule = at.inputs.learn.settings.rule
        by = formula_word(rule.formula if rule else "").partition(":")[0]
        model = replace(model, consent=consent_hint(at), levels_url=at.links.at("setup/levels"), levels_by=by)
        model = replace(model, proposed_url=at.links.at("gradebook/levels"))
        return page("teacher/gradebook_page.html", model, at, "gradebook")


@doors.post("/gradebook/write")
@allowed(STAFF)
def write_grades() -> Response:
    """Switch the writing of grades on or off."""
    who, on = author(), request.form.get("write") == "on"
    if must_ask(on=on):
        return ask()
    agreed = request.form.get("total") == "on"
    change(lambda write: publish.switch(write, who, on=on, total_ok=agreed))
    return go_back(links().at("gradebook"), said="on" if on else "off")


@doors.post("/gradebook/again")
@allowed(STAFF)
def try_all() -> Response:
    """Try everything that waits or failed now; what needs a choice between two values stays."""
    who = author()
    change(lambda write: _try_all(write, who))
    return go_back(links().at("gradebook"), said="grade")


@doors.post("/gradebook/<place_id>/remake")
@allowed(STAFF)
def remake(place_id: str) -> Response:
    """Make a deleted column again and send its values; where we can't or it is only closed, look for it again."""
    who = author()

    def plan(write: Write) -> None:
        column = _own_column(write, who, place_id)
        stays = column.kind == LINK or column.reason == choices.CLOSED
        (choices.look_again if stays else choices.make_again)(write, who.tenant_id, place_id)

    change(plan)
    return go_back(links().at("gradebook"), said="grade")


@doors.post("/gradebook/<place_id>/forget")
@allowed(STAFF)
def forget(place_id: str) -> Response:
    """Write no more into the column of a link that is gone in the learning system."""
    who = author()

    def plan(write: Write) -> None:
        if _own_column(write, who, place_id).kind != LINK:
            raise NotFound("not the column of a link")
        want.forget_place(write, who.tenant_id, place_id)

    change(plan)
    return go_back(links().at("gradebook"), said="forgotten")


@doors.post("/gradebook/<place_id>/<person_id>/<any(keep, send, again):what>")
@allowed(STAFF)
def choose(place_id: str, person_id: str, what: str) -> Response:
    """Keep the value that was typed in the gradebook, send ours, or try again."""
    who, within = author(), reach()

    def plan(write: Write) -> None:
        within(write.conn, [person_id])
        _own_column(write, who, place_id)
        _DO[what](write, who.tenant_id, place_id, person_id)

    change(plan)
    return go_back(links().at("gradebook"), said="grade")


@doors.get("/gradebook/<place_id>/<person_id>/history")
@allowed(STAFF)
def history(place_id: str, person_id: str) -> str:
    """Show every try to write one grade."""
    with desk() as at:
        model = view.history(at.conn, at.course, at.inputs, at.links, place_id, person_id, at.now)
        template = "teacher/history_sheet.html" if wants_part() else "teacher/history.html"
        return render_template(template, shell=shell(at, "gradebook"), page=model)


def _own_column(write: Write, who: Author, place_id: str) -> Any:
    """Return kind and reason of a column; NotFound for one of another course (T01)."""
    row = write.conn.execute(select(t.place.c.kind, t.place.c.reason).filter_by(**who.key, id=place_id)).first()
    if row is None:
        raise NotFound("no such column in this course")
    return row


def _try_all(write: Write, who: Author) -> None:
    own = select(t.place.c.id).filter_by(**who.key).where(t.place.c.state == "there")
    write.conn.execute(
        update(t.cell)
        .where(
            t.cell.c.tenant_id == who.tenant_id, t.cell.c.place_id.in_(own), t.cell.c.state.in_(["waiting", "failed"])
        )
        .values(state="waiting", next_at=write.now, tries=0, reason=None)
    )  # fmt: skip
    waiting = update(t.place).filter_by(**who.key, state="waiting").values(next_at=write.now, tries=0)
    write.conn.execute(waiting)
    platform_id = write.conn.scalar(select(t.course.c.platform_id).filter_by(tenant_id=who.tenant_id, id=who.course_id))
    write.wake(f"deliver/{platform_id}")

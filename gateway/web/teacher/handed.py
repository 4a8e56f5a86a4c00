"""Waiting for you: what students handed in, one piece of work after the other."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, make_response, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import answering, handing, outlines
from gateway.services.answering import LONGEST, Answer
from gateway.services.inputs import CourseInputs
from gateway.services.watch import Watch
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.teacher import handed_view as view
from gateway.web.teacher.base import author, change, change_course, desk, doors, go_back, links, page, reach


@doors.get("/waiting")
@allowed(STAFF)
def waiting() -> str:
    """Show what waits for an answer."""
    with desk() as at:
        model = view.waiting(at, waymark().settings, request.args.get("activity", ""))
        return page("teacher/handed_page.html", model, at, "today")


@doors.get("/waiting/<hand_in_id>")
@allowed(STAFF)
def work(hand_in_id: str) -> str:
    """Show one piece of work; its student sees from then on that somebody looks at it."""
    shown, own = _shown(hand_in_id), session()
    waymark().db.note(lambda write: answering.look(write, own.tenant_id, hand_in_id))
    return shown


@doors.post("/waiting/<hand_in_id>")
@allowed(STAFF)
def answer_work(hand_in_id: str) -> str | Response:
    """Keep the answer and go on to the next piece of work."""
    settings, by, within = waymark().settings, session().person, reach()
    with desk() as at:
        answering.one(at.conn, at.course.tenant_id, at.course.id, hand_in_id)
    how, words = form_text("how", most=8), form_text("words", most=LONGEST, required=False)
    level = form_text("level", most=2, required=False)
    if how not in {"done", "again"} or not (level.isascii() and (level.isdigit() or not level)):
        raise BadRequest("an answer that the page does not offer")
    if how == "again" and not words:
        asked = gettext("Say in a few words what should be different, so that your student knows.")
        return make_response(_shown(hand_in_id, str(asked)), 422)
    needed = request.form.getlist("needed")[: outlines.MOST]
    rows = _rows(request.form) if how == "done" else {}
    said = Answer(by, "done" if how == "done" else "again", int(level or 0) if how == "done" else 0, words, rows)

    def plan(write: Write, course: CourseInputs) -> None:
        row = answering.one(write.conn, course.tenant_id, course.course_id, hand_in_id)
        within(write.conn, [row.person_id])
        answering.answer(write, settings, course, hand_in_id, said)
        if said.how == "again":
            outlines.want(write, course, by, (row.person_id, row.activity_id), needed)

    change_course(plan)
    with desk() as at:
        following = view.following(at, request.args.get("activity", ""))
    return go_back(following, said="work_answered" if how == "done" else "given_back")


@doors.post("/library/<activity_id>/hand-in")
@allowed(STAFF)
def ask_for_work(activity_id: str) -> Response:
    """Have students hand something in for an activity, or no more."""
    who, on = author(), request.form.get("on") == "1"
    change(lambda write: handing.ask(write, who, activity_id, on=on))
    return go_back(links().at(f"library/{activity_id}"), said="asked" if on else "asked_not")


def _rows(form: Mapping[str, str]) -> dict[str, int]:
    """Return the level of each row of the rubric that was changed on the page; 0 for none."""
    found = {}
    for name, value in form.items():
        if name.startswith("m:") and value != form.get(f"w:{name[2:]}", ""):
            if value and not (value.isascii() and value.isdigit() and len(value) <= 2):
                raise BadRequest("a level is a number")
            found[name[2:]] = int(value or 0)
    return found


def _shown(hand_in_id: str, error: str = "") -> str:
    own = session()
    with desk() as at:
        model, person_id = view.one(at, waymark().settings, hand_in_id, request.args.get("activity", ""), error)
        shown = page("teacher/handed_one.html", model, at, "today")
    watch: Watch = current_app.extensions["waymark-watch"]
    watch.saw(waymark().db, own.tenant_id, (own.handle, own.person_id), own.course, person_id)
    return shown

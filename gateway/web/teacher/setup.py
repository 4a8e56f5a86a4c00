"""Set up this course: one page, one form per step; everything is saved as it is done."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.services import builds_on, drafts, publish, setup
from gateway.services.setup import NothingChosen
from gateway.services.views import setup_page
from gateway.services.views.names import label_of
from gateway.web.context import STAFF, allowed, form_text, session
from gateway.web.i18n import nearest
from gateway.web.teacher.base import author, can_of, change, desk, doors, go_back, links, page
from gateway.web.teacher.writing import ask, must_ask


@doors.get("/setup")
@allowed(STAFF)
def set_up() -> str:
    """Show the step that is open."""
    return _show()


def _show(step: str = "", error: str = "", builds: str = "") -> str:
    args = request.args
    step = (
        step or args.get("step", "") or ("standards" if args.get("framework") else "publish" if args.get("as") else "")
    )
    ask = setup_page.Ask(
        step,
        args.get("framework", ""),
        args.get("grade", ""),
        args.get("as", ""),
        bool(args.get("all")),
        builds or args.get("builds", ""),
    )
    with desk() as at:
        model = setup_page.show(at.conn, at.course, at.links, at.language, at.now, ask, can_of(at), error)
        return page("teacher/setup_page.html", model, at, "pathway")


def _save(step: str, following: str, plan: Callable[[Write], None]) -> str | Response:
    """Save a step and open the next one; with nothing ticked the step stays open and says so."""
    try:
        change(plan)
    except NothingChosen:
        return _show(step, str(gettext("Choose at least one, then go on.")))
    return go_back(links().at("setup", step=following))


@doors.post("/setup/standards")
@allowed(STAFF)
def save_standards() -> str | Response:
    """Save step 1."""
    who, keys = author(), request.form.getlist("key")
    framework, grade = form_text("framework", most=32, required=False), form_text("grade", most=16, required=False)
    language = nearest(session().language)
    return _save(
        "standards",
        "activities",
        lambda write: setup.save_standards(write, who, framework, grade, keys, language=language),
    )


@doors.post("/setup/activities")
@allowed(STAFF)
def save_activities() -> str | Response:
    """Save step 2."""
    who, keys, graded = author(), request.form.getlist("key"), request.form.getlist("graded")
    return _save("activities", "alignments", lambda write: setup.save_activities(write, who, keys, graded))


@doors.post("/setup/alignments")
@allowed(STAFF)
def save_alignments() -> str | Response:
    """Save step 3."""
    who, keys = author(), request.form.getlist("key")
    return _save("alignments", "draft", lambda write: setup.save_alignments(write, who, keys))


@doors.post("/setup/draft")
@allowed(STAFF)
def save_draft() -> str | Response:
    """Save step 4."""
    who = author()
    return _save("draft", "publish", lambda write: setup.save_draft(write, who))


@doors.post("/setup/move")
@allowed(STAFF)
def move() -> Response:
    """Move a unit or a standard of the draft."""
    who = author()
    what, key, to = (form_text(name, most=64) for name in ("what", "key", "to"))
    change(lambda write: setup.move(write, who, what, key, to))
    anchor = f"#s-{key}" if what == "standard" else ""
    return go_back(links().at("setup", step="draft") + anchor)


@doors.post("/setup/builds")
@allowed(STAFF)
def save_builds() -> str | Response:
    """Change what a standard of the draft builds on: `other` comes to it or goes."""
    who, key, other = author(), form_text("key", most=64), form_text("other", most=64, required=False)
    act = builds_on.remove if form_text("to", most=8) == "remove" else builds_on.add
    if not other:
        return _show("draft", str(gettext("Choose a standard, then press Add.")), key)
    try:
        change(lambda write: act(write, who, key, other))
    except builds_on.Refused as refused:
        return _show("draft", _why_not(refused), key)
    return go_back(links().at("setup", step="draft", builds=key) + f"#s-{key}")


def _why_not(refused: builds_on.Refused) -> str:
    """Return why a prerequisite was not added, and what to do, with the standards in the order of learning."""
    with desk() as at:
        rows = drafts.standards_of(at.conn, at.course.tenant_id, list(refused.names))
    names = [label_of(rows[one]) for one in refused.names]
    first, last, way = names[0], names[-1], " → ".join(names)
    if isinstance(refused, builds_on.AlreadySo):
        return str(
            gettext("%(last)s builds on %(first)s already, by way of others: %(way)s. There is nothing to add.",
                    first=first, last=last, way=way)
        )  # fmt: skip
    if len(names) == 1:
        return str(gettext("%(first)s cannot build on itself. Choose another standard.", first=first))
    return str(
        gettext(
            "%(first)s cannot build on %(last)s, because %(last)s builds on %(first)s: %(way)s. "
            "Take one of these links away first, then add this one.",
            first=first, last=last, way=way,
        )
    )  # fmt: skip


@doors.post("/setup/rename")
@allowed(STAFF)
def rename() -> Response:
    """Rename a unit of the draft."""
    who, key, title = author(), form_text("key", most=8), form_text("title", most=80)
    change(lambda write: setup.rename(write, who, key, title))
    return go_back(links().at("setup", step="draft"))


@doors.post("/setup/keep")
@allowed(STAFF)
def keep() -> Response:
    """Leave the draft as it is; students and gradebook stay as they are."""
    return go_back(links().at(later=1), said="kept")


@doors.post("/setup/publish")
@allowed(STAFF)
def publish_draft() -> Response:
    """Publish the draft, with the switch as it stood on the page."""
    who, on = author(), request.form.get("write") == "on"
    asks = must_ask(on=on)
    change(lambda write: publish.publish(write, who, write_grades=on and not asks))
    return ask() if asks else go_back(links().at(), said="published")

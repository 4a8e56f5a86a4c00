"""Projects: a few checkpoints with days, each marked by rows of one rubric."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import make_response, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import InvalidInput
from gateway.learn.projects import MOST, Checkpoint, Problem
from gateway.services import course_activities, lesson_work, project_work
from gateway.services.course_activities import LONGEST
from gateway.services.project_work import Given
from gateway.services.views import lessons as view
from gateway.services.views.lessons import TypedProject
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.rubric_words import project_problems
from gateway.web.teacher.base import author, change, desk, doors, go_back, links, page

MANY: Final = MOST + 1
"""One more than there may be is read, so that it is refused in words rather than lost."""


@doors.get("/library/projects/new")
@allowed(STAFF)
def new_project() -> str:
    """Show the form; the rubric is chosen first, because its rows mark the checkpoints."""
    return _page("", None, rubric=request.args.get("rubric", "")[:32])


@doors.get("/library/projects/<activity_id>")
@allowed(STAFF)
def one_project(activity_id: str) -> str:
    """Show a project in its form."""
    return _page(activity_id, None, rubric=request.args.get("rubric", "")[:32])


@doors.post("/library/projects/new")
@allowed(STAFF)
def make_project() -> str | Response:
    """Give a new project."""
    return _keep("")


@doors.post("/library/projects/<activity_id>")
@allowed(STAFF)
def save_project(activity_id: str) -> str | Response:
    """Change a project; marks that were given stay."""
    return _keep(activity_id)


@doors.get("/library/projects/<activity_id>/out")
@allowed(STAFF)
def leave_project(activity_id: str) -> str:
    """Ask before a project is offered no more."""
    with desk() as at:
        row, _stops = project_work.find(at.conn, author(), activity_id)
        return page("teacher/out_page.html", view.leaving(at.conn, at.links, author(), row), at, "pathway")


@doors.post("/library/projects/<activity_id>/out")
@allowed(STAFF)
def close_project(activity_id: str) -> Response:
    """Offer a project no more."""
    who = author()

    def plan(write: Write) -> None:
        project_work.find(write.conn, who, activity_id)
        course_activities.take_out(write, who, activity_id)

    change(plan)
    return go_back(links().at("library"), said="out")


def _keep(project_id: str) -> str | Response:
    typed = TypedProject(
        form_text("title", most=200, required=False), form_text("goal", most=300, required=False),
        form_text("style", most=16), form_text("minutes", most=6, required=False), form_text("rubric", most=32),
        tuple(one for one in map(_stop, range(MANY)) if one is not None),
    )  # fmt: skip
    found = [_checkpoint(place, one) for place, one in enumerate(typed.stops, start=1)]
    problems = [*_of_whole(typed), *project_problems([one for one in found if isinstance(one, Problem)])]
    if problems:
        return make_response(_page(project_id, typed, problems), 422)
    stops = tuple(one for one in found if isinstance(one, Checkpoint))
    who = author()
    given = Given(typed.title, typed.goal, typed.style, int(typed.minutes), typed.rubric_id, stops)

    def plan(write: Write) -> str:
        return project_work.save(write, who, given, project_id)

    try:
        made = change(plan)
    except InvalidInput as error:
        return make_response(_page(project_id, typed, list(project_problems(error.problems))), 422)
    return go_back(links().at(f"{view.PROJECTS}/{made}"), said="saved")


def _of_whole(typed: TypedProject) -> list[str]:
    right = typed.minutes.isascii() and typed.minutes.isdigit() and 0 < int(typed.minutes) <= LONGEST
    if typed.title and right and typed.style in lesson_work.STYLES:
        return []
    return [str(gettext("Give it a name, and whole minutes from 1 to %(most)s.", most=LONGEST))]


def _stop(n: int) -> tuple[str, str, str, str, tuple[str, ...]] | None:
    """Return a checkpoint as typed, None for an empty one."""
    key, title, product, due = (
        request.form.get(f"{name}-{n}", "").strip() for name in ("key", "stop", "product", "due")
    )
    rows = tuple(dict.fromkeys(request.form.getlist(f"row-{n}")))
    return (key[:32], title[:200], product[:600], due[:10], rows) if title or product or due or rows else None


def _checkpoint(place: int, typed: tuple[str, str, str, str, tuple[str, ...]]) -> Checkpoint | Problem:
    key, title, product, due, rows = typed
    try:
        return Checkpoint(key, title, product, date.fromisoformat(due), rows)
    except ValueError:
        return Problem("day", place)


def _page(project_id: str, typed: TypedProject | None, problems: list[str] | None = None, rubric: str = "") -> str:
    with desk() as at:
        model = view.project(at.conn, at.links, author(), project_id, typed, at.now.date(), problems or (), rubric)
        return page("teacher/project_form.html", model, at, "pathway")

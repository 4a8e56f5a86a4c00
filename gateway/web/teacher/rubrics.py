"""The rubric library: make a rubric, change it, copy it, give it to the school, take it out of use."""

from __future__ import annotations

from flask import make_response, request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest, InvalidInput
from gateway.learn.rubrics import MOST_LEVELS, MOST_ROWS, Level, Row, Rubric
from gateway.security import new_id
from gateway.services import project_work, rubrics
from gateway.services.views import rubrics as view
from gateway.web.context import STAFF, allowed, form_text
from gateway.web.rubric_words import rubric_problems
from gateway.web.teacher.base import author, change, desk, doors, go_back, links, page


@doors.get("/library/rubrics")
@allowed(STAFF)
def rubric_list() -> str:
    """Show the rubrics of the course and of the school."""
    with desk() as at:
        return page("teacher/rubrics_page.html", view.listed(at.conn, author(), at.links), at, "pathway")


@doors.get("/library/rubrics/new")
@allowed(STAFF)
def new_rubric() -> str:
    """Show an empty form."""
    return _form("", view.blank())


@doors.get("/library/rubrics/<rubric_id>")
@allowed(STAFF)
def one_rubric(rubric_id: str) -> str:
    """Show a rubric of the course in its form."""
    with desk() as at:
        found = rubrics.own(at.conn, author(), rubric_id)
    return _form(rubric_id, found.rubric, more=bool(request.args.get("more")))


@doors.post("/library/rubrics/new")
@allowed(STAFF)
def make_rubric() -> str | Response:
    """Keep a new rubric."""
    return _keep("")


@doors.post("/library/rubrics/<rubric_id>")
@allowed(STAFF)
def save_rubric(rubric_id: str) -> str | Response:
    """Keep a new version; results that were given keep theirs."""
    return _keep(rubric_id)


@doors.post("/library/rubrics/<rubric_id>/copy")
@allowed(STAFF)
def copy_rubric(rubric_id: str) -> Response:
    """Copy a rubric into this course, and open the copy."""
    who = author()
    made = change(lambda write: rubrics.copy(write, who, rubric_id, to_school=False))
    return go_back(links().at(f"{view.HOME}/{made}"), said="rubric_copied")


@doors.post("/library/rubrics/<rubric_id>/give")
@allowed(STAFF)
def give_rubric(rubric_id: str) -> Response:
    """Give a copy to the whole school."""
    who = author()
    change(lambda write: rubrics.copy(write, who, rubric_id, to_school=True))
    return go_back(links().at(view.HOME), said="rubric_given")


@doors.post("/library/rubrics/<rubric_id>/retire")
@allowed(STAFF)
def retire_rubric(rubric_id: str) -> Response:
    """Offer a rubric to nothing new, or again."""
    who, gone = author(), form_text("back_in_use", most=1, required=False) != "1"
    change(lambda write: rubrics.retire(write, who, rubric_id, gone=gone))
    return go_back(links().at(view.HOME), said="rubric_retired" if gone else "rubric_back")


def _keep(rubric_id: str) -> str | Response:
    typed, more, who = _typed(), request.form.get("more") == "1", author()

    def plan(write: Write) -> str:
        made = rubrics.keep(write, who, typed, rubric_id)
        project_work.renew(write, who, made)
        return made

    try:
        made = change(plan)
    except InvalidInput as error:
        return make_response(_form(rubric_id, typed, more=more, problems=rubric_problems(error.problems)), 422)
    if more:
        return go_back(links().at(f"{view.HOME}/{made}", more=1), said="saved")
    return go_back(links().at(view.HOME), said="saved")


def _typed() -> Rubric:
    """Return the rubric as typed; empty levels and rows at the end are left out."""
    words, points = request.form.getlist("word")[:MOST_LEVELS], request.form.getlist("points")[:MOST_LEVELS]
    if len(words) != len(points):
        raise BadRequest("a level without its points")
    levels = [
        Level(word.strip()[:80], _number(given))
        for word, given in zip(words, points, strict=True)
        if word.strip() or given.strip()
    ]
    places = [place for place, word in enumerate(words) if word.strip() or points[place].strip()]
    rows = {one.key: one for one in (_row(n, places) for n in range(MOST_ROWS + 1)) if one is not None}
    return Rubric(form_text("title", most=200, required=False), tuple(levels), tuple(rows.values()))


def _row(n: int, places: list[int]) -> Row | None:
    """Return one row, None for an empty one and one that is taken out; `places` are the levels that stay."""
    title, chosen = request.form.get(f"title-{n}", "").strip(), request.form.getlist(f"standard-{n}")
    looks = [one.strip() for one in request.form.getlist(f"look-{n}")]
    if request.form.get(f"out-{n}") == "on" or not (title or chosen or any(looks)):
        return None
    kept = tuple(looks[place] if place < len(looks) else "" for place in places)
    return Row(request.form.get(f"key-{n}", "")[:32] or new_id(), title, tuple(dict.fromkeys(chosen)), kept)


def _number(text: str) -> float:
    """Return points as typed, with a point or a comma; -1 for what is no number."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return -1.0
    return value if 0.0 <= value <= 1.0 else -1.0


def _form(rubric_id: str, rubric: Rubric, *, more: bool = False, problems: tuple[str, ...] = ()) -> str:
    with desk() as at:
        model = view.form(
            at.conn, at.course, at.inputs, at.links, at.language, (rubric_id, rubric), more=more, problems=problems
        )
        return page("teacher/rubric_form.html", model, at, "pathway")

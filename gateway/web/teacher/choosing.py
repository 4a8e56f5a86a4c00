"""How students' next steps are picked: one form, what it would change, and the list for everybody."""

from __future__ import annotations

from dataclasses import replace

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.learn.policy import POLICIES
from gateway.services import choosing
from gateway.services.choosing import Choosing
from gateway.services.inputs import CourseInputs
from gateway.services.views import choosing as view
from gateway.services.views import people
from gateway.web.context import STAFF, allowed
from gateway.web.teacher.base import Desk, author, change_course, desk, doors, go_back, links, page

_TEMPLATE = "teacher/choosing_page.html"


@doors.get("/pathway/choices")
@allowed(STAFF)
def choices() -> str:
    """Show how next steps are picked."""
    with desk() as at:
        return page(_TEMPLATE, view.show(at.inputs, at.links, at.language), at, "pathway")


@doors.post("/pathway/choices")
@allowed(STAFF)
def save_choices() -> str | Response:
    """Have next steps picked as was chosen, or show what that would change; what cannot be used stays with why."""
    with desk() as at:
        wanted = _sent(at.inputs)
        if wanted is None:
            return page(_TEMPLATE, _refused(at), at, "pathway")
        if request.form.get("look"):
            return page(_TEMPLATE, _looked(at, wanted), at, "pathway")
    who = author()
    change_course(lambda write, course: choosing.decide(write, who, course, wanted))
    return go_back(links().at("pathway"), said="choosing")


def _sent(course: CourseInputs) -> Choosing | None:
    """Return what a form says, None for a place in the list that is no number."""
    policy = request.form.get("policy", "")
    places: dict[str, int] = {}
    for name, value in request.form.items():
        key = name.removeprefix("place:")
        if name.startswith("place:") and key in course.activities:
            if not value.strip().isdecimal() or len(value.strip()) > 4:
                return None
            places[key] = int(value)
    chosen = policy if policy in POLICIES else next(iter(POLICIES))
    return Choosing(
        chosen, _ordered(course, places) if chosen == "playlist" else (), bool(request.form.get("test_out"))
    )


def _ordered(course: CourseInputs, places: dict[str, int]) -> tuple[str, ...]:
    """Return the activity ids by their places; of two in one place, the one that was moved there comes first."""
    stood = {one.key: one.place for one in view.show(course, links(), "en").listed}
    return tuple(sorted(places, key=lambda one: (places[one], stood.get(one) == places[one], stood.get(one, 0))))


def _looked(at: Desk, wanted: Choosing) -> object:
    everyone = people.counted(people.learners(at.conn, at.course.tenant_id, at.course.id, at.course.only))
    moved = choosing.moved(at.conn, at.inputs, [one.id for one in everyone], wanted, at.now)
    return replace(view.show(at.inputs, at.links, at.language, wanted), moved=moved, of=len(everyone))


def _refused(at: Desk) -> object:
    stands = replace(choosing.of(at.inputs.settings), policy="playlist")
    shown = view.show(at.inputs, at.links, at.language, stands)
    return replace(shown, error=str(gettext("A place in the list is a whole number, such as 3.")))

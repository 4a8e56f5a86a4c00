"""Where a student starts each unit, as the sheet shows it and lets a teacher change it."""

from __future__ import annotations

from flask_babel import gettext

from gateway.services import starts
from gateway.services.path import Learner, units
from gateway.services.views.links import Links
from gateway.services.views.names import title_of
from gateway.web.pages.shell import Choice
from gateway.web.pages.student_sheet import Begin


def show(learner: Learner, links: Links) -> tuple[Begin, ...]:
    """Return the units of the published pathway with the student's start in each; empty before it is published."""
    course, stand = learner.course, learner.starts
    titles = [str(unit["title"]) for unit in units(course)]
    placed = stand.found
    found = []
    for number, (title, standards) in enumerate(zip(titles, starts.units(course), strict=True)):
        labels = {one: f"{course.standards[one].code} {title_of(course.standards[one])}".strip() for one in standards}
        start = stand.placing.starts[number] if placed else None
        offered = {"": str(gettext("As the answers say") if placed else gettext("The beginning")), **labels}
        chosen = stand.moved.get(number, "")
        found.append(
            Begin(
                number + 1, title, links.at(f"students/{learner.person_id}/start/{number + 1}"),
                tuple(Choice(value, label, value == chosen) for value, label in offered.items()),
                labels[start] if start else "", all_known=placed and start is None and bool(standards),
            )
        )  # fmt: skip
    return tuple(found)

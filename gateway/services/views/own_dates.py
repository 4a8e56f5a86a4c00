"""A student's own dates as the sheet shows them: of units, moved by days away and a late arrival."""

from __future__ import annotations

from gateway.services.pace import window
from gateway.services.path import Learner, units
from gateway.services.views.links import Links
from gateway.web.pages.student_sheet import Dates, UnitDates


def show(learner: Learner, links: Links) -> Dates:
    """Return the part of the sheet."""
    found = []
    for unit, stretch in zip(units(learner.course), learner.stretches, strict=True):
        class_dates = window(unit)
        if class_dates is not None:
            moved = not stretch.optional and (class_dates.begins, class_dates.ends) != (stretch.begins, stretch.ends)
            found.append(UnitDates(str(unit["title"]), stretch.begins, stretch.ends, stretch.optional, moved))
    about = f"students/{learner.person_id}"
    return Dates(
        links.at(f"{about}/away"), links.at(f"{about}/here"),
        links.at(f"{about}/begin") if learner.course.published else "",
        learner.pace.away, tuple(found), learner.pace.arrived,
    )  # fmt: skip

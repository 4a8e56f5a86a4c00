"""A link that was placed in the course, opened by a teacher: what students do there."""

from __future__ import annotations

from typing import Any

from gateway.errors import NotFound
from gateway.services import outcomes, placed
from gateway.services.views import picker
from gateway.services.views.names import in_language
from gateway.services.views.picker import Shelf
from gateway.web.context import STAFF, allowed
from gateway.web.pages.placed_page import PlacedLine, PlacedPage
from gateway.web.teacher.base import Desk, desk, doors, page


@doors.get("/placed/<placed_id>")
@allowed(STAFF)
def placed_link(placed_id: str) -> str:
    """Show what a placed link opens; NotFound for one that is not in this course."""
    with desk() as at:
        found = placed.find(at.conn, at.course.tenant_id, at.course.id, placed_id)
        if found is None:
            raise NotFound(placed_id[:40])
        stock = picker.shelf(at.conn, at.course.tenant_id, at.course.id)
        rows = [at.inputs.activities[one] for one in found.activities if one in at.inputs.activities]
        model = PlacedPage(found.title, tuple(_line(at, stock, row) for row in rows), found.maximum, at.links.at())
        return page("teacher/placed_page.html", model, at, "")


def _line(at: Desk, stock: Shelf, row: Any) -> PlacedLine:
    served = [stock.standards[one].code for one in stock.served.get(row.id, ())]
    led = at.links.at("rubric", activity=row.id) if outcomes.rubric_of(row) else ""
    return PlacedLine(
        in_language(row.title, at.language), row.style, row.minutes, picker.words_of(row, "learn", at.language),
        tuple(one for one in served if one), led,
    )  # fmt: skip

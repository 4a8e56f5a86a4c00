"""What a standard of the pathway builds on, as pages show it and a teacher changes it."""

from __future__ import annotations

from gateway.services.inputs import CourseInputs
from gateway.services.prerequisites import changes_of
from gateway.services.views.names import label_of, within
from gateway.web.pages.setup_page import Before, Builds
from gateway.web.pages.shell import Choice


def builds(course: CourseInputs, standard: str, edit_url: str = "", *, is_open: bool = False) -> Builds:
    """Return what a standard builds on in a course; all others can be added in the open form."""
    graph, changes = course.library.framework, changes_of(course.pathway)
    on = graph.by_order(graph.before(standard))
    gone = [other for other, one in changes.removed if one == standard and other in course.standards]
    others = [row for row in course.standards.values() if row.id not in {standard, *on}]
    return Builds(
        on=tuple(Before(other, name_of(course, other), (other, standard) in changes.added) for other in on),
        usually=tuple(name_of(course, other) for other in graph.by_order(graph.weak.get(standard, ()))),
        gone=tuple(Before(other, name_of(course, other)) for other in gone if other not in on),
        edit_url=edit_url,
        is_open=is_open,
        choices=tuple(Choice(row.id, within(row)) for row in others) if is_open else (),
    )


def name_of(course: CourseInputs, standard: str) -> str:
    """Return a standard's code, its words where it has none."""
    return label_of(course.standards[standard])

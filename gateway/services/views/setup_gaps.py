"""Gaps of a pathway, each with what closes it, and its units as pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gateway.learn.draft import Gap
from gateway.services.inputs import CourseInputs
from gateway.services.views.builds import builds
from gateway.services.views.names import Names, label_of, title_of
from gateway.web.pages import setup_page as s
from gateway.web.pages.shell import Action

_WORST = {"no_activity": 0, "one_activity": 1, "one_style": 2, "late_prerequisite": 3, "circle": 4}
_OF_ACTIVITIES = frozenset({"no_activity", "one_activity", "one_style"})


def pathway_gaps(course: CourseInputs, found: Iterable[Gap], fix_url: str) -> tuple[s.Gap, ...]:
    """Return the gaps worst first; those of activities lead back to where activities are chosen."""
    made = []
    for gap in sorted(found, key=lambda one: _WORST[one.code]):
        row = course.standards[gap.standard]
        other = course.standards.get(gap.other or "")
        fix = Action("find_activity", fix_url, post=False) if fix_url and gap.code in _OF_ACTIVITIES else None
        made.append(s.Gap(gap.code, row.code, title_of(row), fix, label_of(other) if other else ""))
    return tuple(made)


def draft_units(
    course: CourseInputs, names: Names, gaps: Iterable[Gap], edit: Callable[[str], str] | None = None, opened: str = ""
) -> tuple[s.DraftUnit, ...]:
    """Return the units in one column, each line with the buttons that have somewhere to go.

    `edit` gives the address of the form for what a standard builds on; it is open for the standard `opened`.
    """
    units = (course.pathway or {}).get("units", ())
    worst: dict[str, str] = {}
    for gap in gaps:
        worst.setdefault(gap.standard, gap.code)
    last = len(units) - 1
    return tuple(
        s.DraftUnit(
            str(n), n + 1, str(unit["title"]),
            tuple(
                _standard(course, names, one, (n > 0 or place > 0, n < last or place < len(unit["standards"]) - 1),
                          worst.get(one, ""), builds(course, one, edit(one) if edit else "", is_open=one == opened))
                for place, one in enumerate(unit["standards"])
                if one in course.standards
            ),
            up=n > 0, down=n < last,
        )
        for n, unit in enumerate(units)
    )  # fmt: skip


def _standard(
    course: CourseInputs, names: Names, one: str, ways: tuple[bool, bool], gap: str, on: s.Builds
) -> s.DraftStandard:
    row = course.standards[one]
    activities = tuple((names.of(each.id), each.style) for each in course.library.by_standard.get(one, ()))
    return s.DraftStandard(one, row.code, title_of(row), activities, up=ways[0], down=ways[1], gap=gap, builds=on)

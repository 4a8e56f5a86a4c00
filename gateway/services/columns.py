"""Which columns a course has: few at first, one for each standard of the open units, and one for progress if wanted."""

from __future__ import annotations

from typing import Final

from gateway.delivery.comment import progress_label
from gateway.services.inputs import CourseInputs
from lti.lms.base import ColumnWanted

MOST: Final = 8
"""New columns at a time, unless the teacher wants one for every standard."""

PROGRESS: Final = "waymark-progress"
"""Key of the column that shows how much of the pathway is mastered, in percent."""

OUT_OF: Final = 100


def has_progress(course: CourseInputs) -> bool:
    """Say whether a teacher wants the column of the pathway's progress."""
    return bool(course.settings.get("progress"))


def with_columns(course: CourseInputs) -> list[str]:
    """Return the standards that have columns, in order: the first ones of each open unit, or all if so wanted.

    A unit is opened by itself, so each may bring as many as are looked over at once.
    """
    most = len(course.standards) if course.settings.get("every_column") else MOST - has_progress(course)
    return [one for unit in _open_units(course) for one in unit[:most]]


def left_without(course: CourseInputs) -> int:
    """Return how many standards of the open units have no column because there would be many."""
    return sum(len(unit) for unit in _open_units(course)) - len(with_columns(course))


def _open_units(course: CourseInputs) -> list[list[str]]:
    units = (course.pathway or {}).get("units", ())
    known = course.standards
    return [[one for one in unit["standards"] if one in known] for unit in units if unit.get("open", True)]


def progress_wanted(course: CourseInputs) -> ColumnWanted:
    """Return the column of the pathway's progress; it counts in the total only where the others do."""
    return ColumnWanted(
        key=PROGRESS, label=progress_label(str(course.settings.get("language", "en"))), maximum=OUT_OF, tag=PROGRESS,
        counts_in_total=bool(course.settings.get("counts")),
    )  # fmt: skip

"""What teachers and students find in their LMS, and what the LMS has no place for: topics and one line each."""

from __future__ import annotations

from dataclasses import dataclass

from lti.lms.words import N_

MASTERY = N_("Mastery of a standard")
REASON = N_("Where a level comes from")
TOTAL = N_("The course total")
TEACHERS_GRADE = N_("A grade that a teacher changed")
WORK = N_("Work that a student chose")
OWN_VIEWS = N_("The system's own mastery views")

TOPICS = (MASTERY, REASON, TOTAL, TEACHERS_GRADE, WORK, OWN_VIEWS)
"""In the order of the table."""


@dataclass(frozen=True)
class Shown:
    """One line of the table: `shown` is what people find there, `missing` what the LMS can't; either may be None."""

    what: str
    shown: str | None
    missing: str | None = None

"""What people find in Schoology (schoology.md 3, 7, 9)."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.base import Capabilities
from lti.lms.generic.shows import shows as plain
from lti.lms.shows import MASTERY, OWN_VIEWS, REASON, TEACHERS_GRADE, TOTAL, WORK, Shown
from lti.lms.words import N_


def shows(can: Capabilities) -> Sequence[Shown]:
    """Return one line per topic; what needs an API key is told as missing without one."""
    lines = (*(_with_key() if can.assignments else _without_key()), *_ALWAYS)
    own = {line.what: line for line in lines}
    return [own.get(line.what, line) for line in plain(can)] if can.columns else plain(can)


_ALWAYS = (
    Shown(REASON, N_("A comment beside the points, for the student too.")),
    Shown(
        OWN_VIEWS,
        None,
        N_("Schoology's own mastery views can count a column only after a teacher has aligned it by hand."),
    ),
)


def _with_key() -> Sequence[Shown]:
    return (
        Shown(
            MASTERY,
            N_("A gradebook column for each standard, in a grading category, with the level as points."),
            N_(
                "Students see their points but can't open a column. Once its grading period is over nothing more is "
                "written into it: move it into the new one where it shall go on."
            ),
        ),
        Shown(
            TOTAL,
            N_("The columns do not count in the total, unless you want them to."),
            N_("Where Schoology does not let us take a column out, you do it in the gradebook."),
        ),
        Shown(TEACHERS_GRADE, N_("It stays, and so does Excused, Incomplete or Missing; you are asked which to keep.")),
        Shown(
            WORK,
            N_("An assignment that only the students who chose it see, in the grading period that runs."),
            N_(
                "Schoology can't date it for one student. It gets no points from us. Its "
                "link opens outside the course and sends the student to My path."
            ),
        ),
    )


def _without_key() -> Sequence[Shown]:
    return (
        Shown(
            MASTERY,
            N_("A gradebook column for each standard, with the level as points."),
            N_(
                "Students can't open a column, and without a grading category in the course nobody sees it: "
                "the API key for Schoology is missing."
            ),
        ),
        Shown(TOTAL, None, N_("The columns count in the total: the API key for Schoology is missing.")),
        Shown(
            TEACHERS_GRADE,
            N_("It stays; you are asked here which one to keep."),
            N_("A new level wipes Excused, Incomplete or Missing: the API key for Schoology is missing."),
        ),
        Shown(WORK, None, N_("The student finds it on My path only: the API key for Schoology is missing.")),
    )

"""What people find in Moodle (moodle.md 6, 8)."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.base import Capabilities
from lti.lms.generic.shows import shows as plain
from lti.lms.shows import OWN_VIEWS, REASON, TEACHERS_GRADE, TOTAL, WORK, Shown
from lti.lms.words import N_

_OWN = (
    Shown(REASON, N_("Feedback beside the points.")),
    Shown(
        TOTAL,
        None,
        N_("The columns count in the course total, and only you can change that: set their weight to 0."),
    ),
    Shown(
        TEACHERS_GRADE,
        N_("It stays: we read the grade before we write one, and you are asked here which one to keep."),
    ),
    Shown(
        OWN_VIEWS,
        N_(
            "A competency can follow a placed link that has a column: in the link's settings set Grade to pass, "
            "completion on a passing grade, and the competency with Complete the competency."
        ),
        N_("The columns of standards rate no competency, and learning plans get nothing from us."),
    ),
)

_RATED = Shown(
    OWN_VIEWS,
    N_(
        "Where you switch it on, each standard is a competency of the course, rated with the level and its evidence as "
        "a note, and each student has a learning plan of what is still to be mastered."
    ),
    N_("A rating can be changed but not taken back."),
)

_BY_COLUMN = Shown(
    WORK,
    N_(
        "An activity of yours opens only for the students who chose it. Once the first student has, there is a column "
        "“Access to …”: under Restrict access of the activity ask for at least 90 percent in it; hide it otherwise."
    ),
    N_(
        "We can neither create the activity nor date it, and it gets no points from us. The access column, of 1 point, "
        "counts in the total until you set its weight to 0."
    ),
)

_BY_GROUP = Shown(
    WORK,
    N_(
        "An activity of yours opens only for the students who chose it. Once the first student has, there is a group "
        "“Access to …”: under Restrict access of your activity ask for it, and hide the activity otherwise."
    ),
    N_(
        "We cannot create the activity, and it gets no points from us. The day that a student aims at can extend an "
        "assignment, where you switch it on, and date nothing else."
    ),
)

_CLOSED = Shown(WORK, None, N_("The student finds it on My path, behind the course's link, and nowhere else."))


def _work(can: Capabilities) -> Shown:
    if can.own_interface:
        return _BY_GROUP
    return _BY_COLUMN if can.assignments else _CLOSED


def shows(can: Capabilities) -> Sequence[Shown]:
    """Return one line per topic; without columns, work may still be opened by groups."""
    if not can.columns:
        return (*plain(can), _BY_GROUP) if can.assignments else plain(can)
    own = {one.what: one for one in (*_OWN, _work(can), *((_RATED,) if can.standards else ()))}
    return [own.get(line.what, line) for line in plain(can)]

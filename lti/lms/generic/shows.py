"""What people find in any LTI Advantage platform."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.base import Capabilities
from lti.lms.shows import MASTERY, OWN_VIEWS, REASON, TEACHERS_GRADE, TOTAL, WORK, Shown
from lti.lms.words import N_


def shows(can: Capabilities) -> Sequence[Shown]:
    """Return one line per topic; without a grade service nothing stands in the gradebook."""
    if not can.columns:
        return (Shown(MASTERY, None, N_("This course has no grade service: mastery is shown here only.")),)
    return (
        Shown(MASTERY, N_("A gradebook column for each standard, with the level as points.")),
        Shown(REASON, N_("A comment beside the points, where the system shows comments.")),
        Shown(TOTAL, None, N_("The columns count in the total until you change that in the gradebook.")),
        Shown(TEACHERS_GRADE, N_("It stays; you are asked here which one to keep.")),
        Shown(WORK, None, N_("The student finds it on My path, behind the course's link, and nowhere else.")),
        Shown(OWN_VIEWS, None, N_("Mastery views of the system's own get nothing from us.")),
    )

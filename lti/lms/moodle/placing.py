"""What Moodle takes of placed links (moodle.md 4): no dates, no label, nothing before the teacher saves."""

from __future__ import annotations

from lti.lms.placing import Placing
from lti.lms.words import N_

PLACING = Placing(then=N_("Then choose Save and return to course in Moodle: nothing is there before you do."))

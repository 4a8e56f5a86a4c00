"""What Canvas takes of placed links (canvas.md 2)."""

from __future__ import annotations

from lti.lms.canvas.setup import HOSTED
from lti.lms.placing import CLOSES, DUE, OPENS, Placing
from lti.lms.words import N_

PLACING = Placing(
    dates=frozenset({OPENS, DUE, CLOSES}),
    place_claim="https://www.instructure.com/placement",
    ungraded=frozenset({"editor_button", "homework_submission"}),
    domains=HOSTED,
    services_vouch=True,  # a school may have its own host name, of which no registered address tells (1.1)
    then=N_("A graded link starts unpublished in Canvas: publish it there."),
)

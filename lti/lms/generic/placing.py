"""What any LMS may take of placed links: all dates of the specification; those it does not know it leaves out."""

from __future__ import annotations

from lti.lms.placing import CLOSES, DUE, OPENS, Placing

PLACING = Placing(dates=frozenset({OPENS, DUE, CLOSES}))

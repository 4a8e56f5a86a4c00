"""What Schoology takes of placed links (schoology.md 1.6, 2): one a time, and only the due date of a graded one.

A material gets no custom parameters but its own, so each link carries those of the app as well.
"""

from __future__ import annotations

from lti.lms.placing import DUE, Placing
from lti.lms.schoology.setup import CUSTOM_FIELDS, ISSUER

PLACING = Placing(
    most=1,
    dates=frozenset({DUE}),
    fields=CUSTOM_FIELDS,
    domains={ISSUER: ("schoology.com",)},
)

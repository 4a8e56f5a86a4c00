"""Schoology: its parts put together."""

from __future__ import annotations

from lti.ags import Ags
from lti.lms.access import Access, Profile
from lti.lms.base import Adapter, Capabilities, CourseRef
from lti.lms.parts import PartsAdapter
from lti.lms.schoology.assignments import SchoologyAssignments
from lti.lms.schoology.check import check
from lti.lms.schoology.gradebook import Gradebook
from lti.lms.schoology.graded import SchoologyGradedWork
from lti.lms.schoology.mastery import SchoologyMastery
from lti.lms.schoology.outline import SchoologyOutline
from lti.lms.schoology.periods import Periods
from lti.lms.schoology.placing import PLACING
from lti.lms.schoology.roster import SchoologyRoster
from lti.lms.schoology.section import Section
from lti.lms.schoology.setup import ISSUER, SETUP
from lti.lms.schoology.shows import shows
from lti.service import Service

KEY = "schoology"
TITLE = "Schoology"

ROWS = 25
"""Of a bulk write; the general rule allows 50 (8.2)."""


def make(course: CourseRef, access: Access) -> Adapter:
    """Return the adapter of one course; what needs the REST API is offered only where an API key was given."""
    service = Service(access.http, access.tokens, hosts=access.hosts)
    rest = Section(course, access)
    book = Gradebook(rest, Periods(rest, access.http.now))
    ags = Ags(service, course.lineitems_url, course.ags_scopes)
    graded = SchoologyGradedWork(rest, ags, book, access.tool_url)
    return PartsAdapter(
        capabilities=Capabilities(
            lms=KEY,
            title=TITLE,
            columns=course.lineitems_url is not None,
            assignments=rest.usable,
            out_of_total=rest.usable,
            own_interface=rest.usable,
            reads_grades=rest.usable and course.lineitems_url is not None,
            reads_outline=rest.usable and course.lineitems_url is not None,
            rows=ROWS if rest.usable else 1,
            parallel=1,  # a key's timestamps must not go back, and assignees are read, then written (5.1, 7.4)
        ),
        people=SchoologyRoster(service, course),
        mastery=SchoologyMastery(ags, rest, book),
        assignments=SchoologyAssignments(rest, book),
        graded=graded,
        contents=SchoologyOutline(rest, graded),
    )


def recognises(product_family_code: str | None, issuer: str) -> bool:
    """Tell a Schoology by the issuer that all of them share; a product code has not been seen in its launches."""
    return issuer == ISSUER or (product_family_code or "").lower() == KEY


PROFILE = Profile(
    key=KEY, title=TITLE, make=make, recognises=recognises, setup=SETUP, shows=shows, placing=PLACING, check=check
)  # fmt: skip

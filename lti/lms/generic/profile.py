"""Any LTI Advantage platform: its parts put together."""

from __future__ import annotations

from lti.ags import Ags
from lti.lms.access import Access, Profile
from lti.lms.base import Adapter, Capabilities, CourseRef
from lti.lms.generic.assignments import NoAssignments
from lti.lms.generic.mastery import AgsMastery
from lti.lms.generic.placing import PLACING
from lti.lms.generic.roster import NrpsRoster
from lti.lms.generic.setup import SETUP
from lti.lms.generic.shows import shows
from lti.lms.parts import PartsAdapter
from lti.service import Service

KEY = "generic"
TITLE = "LTI Advantage"


def make(course: CourseRef, access: Access) -> Adapter:
    """Return the adapter of one course."""
    service = Service(access.http, access.tokens, hosts=access.hosts)
    return PartsAdapter(
        capabilities=Capabilities(lms=KEY, title=TITLE, columns=course.lineitems_url is not None),
        people=NrpsRoster(service, course),
        mastery=AgsMastery(Ags(service, course.lineitems_url, course.ags_scopes)),
        assignments=NoAssignments(),
    )


PROFILE = Profile(
    key=KEY, title=TITLE, make=make, recognises=lambda _family, _issuer: True, setup=SETUP, shows=shows,
    placing=PLACING,
)  # fmt: skip

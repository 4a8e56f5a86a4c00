"""Moodle: its parts put together."""

from __future__ import annotations

from lti.ags import SCOPE_LINEITEM, Ags
from lti.lms.access import Access, Profile
from lti.lms.base import Adapter, Capabilities, CourseRef
from lti.lms.moodle.assignments import MoodleAssignments
from lti.lms.moodle.check import check
from lti.lms.moodle.competencies import Competencies
from lti.lms.moodle.errors import judge_moodle
from lti.lms.moodle.extensions import Extensions
from lti.lms.moodle.gates import Gates
from lti.lms.moodle.graded import MoodleGradedWork
from lti.lms.moodle.groups import Groups
from lti.lms.moodle.mastery import MoodleMastery
from lti.lms.moodle.outline import MoodleOutline
from lti.lms.moodle.placing import PLACING
from lti.lms.moodle.plans import MoodlePlans
from lti.lms.moodle.ratings import MoodleStandards
from lti.lms.moodle.rest import WebServices
from lti.lms.moodle.roster import MoodleRoster
from lti.lms.moodle.setup import SETUP
from lti.lms.moodle.shows import shows
from lti.lms.moodle.standards_csv import standards_csv
from lti.lms.moodle.standards_read import COMPETENCIES
from lti.lms.own_views import NoOwnPlans, NoOwnStandards
from lti.lms.parts import PartsAdapter
from lti.service import Service

KEY = "moodle"
TITLE = "Moodle"


def make(course: CourseRef, access: Access) -> Adapter:
    """Return the adapter of one course; line items are asked for in one answer, as links of pages are unusable (6)."""
    service = Service(access.http, access.tokens, judged_by=judge_moodle, hosts=access.hosts)
    ags = Ags(service, course.lineitems_url, course.ags_scopes, page=None)
    columns = _may_make_columns(course)
    gates = Gates(ags, access.http.now, usable=columns)
    web = WebServices(course, access)
    groups = Groups(web)
    competencies = Competencies(web)
    return PartsAdapter(
        capabilities=Capabilities(
            lms=KEY,
            title=TITLE,
            columns=columns,
            assignments=gates.usable or groups.usable,
            dates=groups.usable,
            work_stays=groups.usable,
            own_interface=web.usable,
            standards=web.usable,
            plans=web.usable,
            reads_grades=web.usable and course.lineitems_url is not None,
            reads_outline=web.usable,
        ),
        people=MoodleRoster(service, course, web),
        mastery=MoodleMastery(ags),
        assignments=MoodleAssignments(gates, groups, Extensions(web)),
        standards=MoodleStandards(web, competencies) if web.usable else NoOwnStandards(),
        plans=MoodlePlans(web) if web.usable else NoOwnPlans(),
        graded=MoodleGradedWork(web, ags),
        contents=MoodleOutline(web),
    )


def recognises(product_family_code: str | None, issuer: str) -> bool:  # noqa: ARG001 - it is the site's own address
    """Tell a Moodle by its product code; its issuer says nothing."""
    return (product_family_code or "").lower() == KEY


def _may_make_columns(course: CourseRef) -> bool:
    """Tell whether grade sync includes column management: without it launches name no such scope (6)."""
    return course.lineitems_url is not None and (not course.ags_scopes or SCOPE_LINEITEM in course.ags_scopes)


PROFILE = Profile(
    key=KEY, title=TITLE, make=make, recognises=recognises, setup=SETUP, shows=shows, placing=PLACING,
    standards_file=standards_csv, standards_reader=COMPETENCIES, check=check,
)  # fmt: skip

"""Canvas: its parts put together."""

from __future__ import annotations

import re

from lti.ags import Ags
from lti.lms.access import Access, Profile
from lti.lms.base import Adapter, Capabilities, CourseRef
from lti.lms.canvas.assignments import CanvasAssignments
from lti.lms.canvas.budget import Budget
from lti.lms.canvas.errors import judge_canvas
from lti.lms.canvas.graded import CanvasGradedWork
from lti.lms.canvas.mastery import CanvasMastery
from lti.lms.canvas.modules import CanvasModules
from lti.lms.canvas.outcomes_csv import OUTCOMES, outcomes_csv
from lti.lms.canvas.outline import CanvasOutline
from lti.lms.canvas.placing import PLACING
from lti.lms.canvas.rest import Rest
from lti.lms.canvas.roster import CanvasRoster
from lti.lms.canvas.setup import SETUP
from lti.lms.canvas.shows import shows
from lti.lms.canvas.standards import CanvasStandards
from lti.lms.own_parts import NoOwnParts
from lti.lms.own_views import NoOwnStandards
from lti.lms.parts import PartsAdapter
from lti.service import Service

KEY = "canvas"
TITLE = "Canvas"

_ISSUER = re.compile(r"^https://canvas\.(beta\.|test\.)?instructure\.com$")


def make(course: CourseRef, access: Access) -> Adapter:
    """Return the adapter of one course; what needs the REST API is offered only where a token was given."""
    budget = Budget(access.quota, access.http.now)
    service = Service(
        access.http, access.tokens, judged_by=judge_canvas, hosts=access.hosts, noted_by=budget.note
    )  # fmt: skip
    ags = Ags(service, course.lineitems_url, course.ags_scopes)
    rest = Rest(course, access)
    mastery = CanvasMastery(ags, rest)
    return PartsAdapter(
        capabilities=Capabilities(
            lms=KEY,
            title=TITLE,
            columns=course.lineitems_url is not None,
            assignments=rest.usable,
            dates=rest.usable,
            sections=True,
            out_of_total=rest.usable,
            own_interface=rest.usable,
            standards=rest.usable and course.lineitems_url is not None,
            reads_grades=rest.usable and course.lineitems_url is not None,
            reads_outline=rest.usable,
            opens_parts=rest.usable,
            parallel=1,  # calls in flight cost extra, and all tenants of a client id share one bucket (7.3)
        ),
        people=CanvasRoster(service, course),
        mastery=mastery,
        assignments=CanvasAssignments(rest, ags),
        standards=CanvasStandards(rest, ags, mastery) if rest.usable else NoOwnStandards(),
        graded=CanvasGradedWork(rest, ags, access.tool_url),
        contents=CanvasOutline(rest, access.tool_url),
        parts=CanvasModules(rest) if rest.usable else NoOwnParts(),
    )


def recognises(product_family_code: str | None, issuer: str) -> bool:
    """Tell a Canvas by its product code, or by the issuer that all hosted ones share."""
    if product_family_code:
        return product_family_code.lower() == KEY
    return _ISSUER.match(issuer) is not None


PROFILE = Profile(
    key=KEY, title=TITLE, make=make, recognises=recognises, setup=SETUP, shows=shows, placing=PLACING,
    standards_file=outcomes_csv, standards_reader=OUTCOMES,
)  # fmt: skip

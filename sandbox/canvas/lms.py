"""The parts of one running LMS in one place, reachable from any route."""

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from sandbox.canvas.faults import Faults
from sandbox.canvas.model import Assignment, State, ToolConfig
from sandbox.canvas.throttle import Buckets
from sandbox.parts.site import Site
from sandbox.parts.storage import FRAME

TOOL_ID = 2345
"""Number of the one installed tool; starts its deployment id and negated it is the grader's id."""
CLIENT_ID = "10000000000777"


@dataclass(kw_only=True)
class Lms(Site[State, Faults]):
    """Issuer, switches, limits and addresses of this LMS."""

    issuer: str
    faults: Faults = field(default_factory=Faults)
    buckets: Buckets = field(default_factory=Buckets)

    first_client_id = CLIENT_ID
    token_path = "/login/oauth2/token"  # noqa: S105 - an address
    storage_target = FRAME
    enrolment_states = ("active", "inactive", "completed", "deleted")

    @property
    def tool(self) -> ToolConfig | None:
        """The registered tool."""
        return self.state.tool

    @property
    def tool_on(self) -> bool:
        """Whether the account's developer key for the tool is switched on."""
        return self.tool is not None and self.tool.on and not self.faults.tool_off

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool in the course: tool number and the course's context id."""
        return f"{TOOL_ID}:{self.school.course.context_id}"

    @property
    def ags_url(self) -> str:
        """Base of the course's LTI services."""
        return f"{self.url}/api/lti/courses/{self.school.course.id}"

    def unlimited(self) -> None:
        """Take the rate limit out of the way and forget what was used so far."""
        self.faults.request_cost = 0.0
        self.buckets.clear()

    def is_published(self, assignment: Assignment) -> bool:
        """Whether scores may be stored on the assignment."""
        return assignment.published and not self.faults.unpublished


def lms() -> Lms:
    """Return the LMS that serves the current request."""
    return cast("Lms", current_app.extensions["lms"])

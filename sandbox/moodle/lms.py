"""The parts of one running LMS in one place, reachable from any route."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from flask import current_app

from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.faults import Faults
from sandbox.moodle.model import Activity, State, ToolConfig
from sandbox.parts.site import Site
from sandbox.school import Person

TOOL_ID = 1
"""Number of the tool's registration, which as text is its deployment id."""
CLIENT_ID = "Wm4kT7pQz2Lx9Rb"


@dataclass(kw_only=True)
class Lms(Site[State, Faults]):
    """Switches, clock and addresses of this LMS."""

    faults: Faults = field(default_factory=Faults)

    first_client_id = CLIENT_ID
    token_path = "/mod/lti/token.php"  # noqa: S105 - an address

    @property
    def tool(self) -> ToolConfig | None:
        """The registered tool."""
        return self.state.tool

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool: one for the whole site."""
        return str(TOOL_ID)

    @property
    def main_activity(self) -> Activity:
        """The link to the tool that the course begins with."""
        return next(iter(self.state.activities.values()))

    @property
    def services_url(self) -> str:
        """Base of the course's grade services."""
        return f"{self.url}/mod/lti/services.php/{self.school.course.id}"

    @property
    def lineitems_url(self) -> str:
        """The line items service of the course."""
        return f"{self.services_url}/lineitems?type_id={TOOL_ID}"

    @property
    def memberships_url(self) -> str:
        """The roster service of the course."""
        course = self.school.course.id
        return f"{self.url}/mod/lti/services.php/CourseSection/{course}/bindings/{TOOL_ID}/memberships"

    def now(self) -> datetime:
        """Time on the LMS's own clock, aware UTC."""
        return self.clock() + timedelta(seconds=self.faults.clock_ahead_seconds)

    def seconds(self) -> int:
        """Whole Unix seconds of the LMS's own clock."""
        return int(self.now().timestamp())

    def person(self, user_id: object) -> Person | None:
        """Return the person with this numeric id (number or text)."""
        found = self.school.find(user_id)
        return found if found and str(found.id) == str(user_id) else None

    def enrolment(self, person: Person) -> str:
        """State of this person's enrolment: active, inactive or deleted; the admin is never enrolled."""
        return "deleted" if person.role == "admin" else super().enrolment(person)

    def is_editing(self, person: Person) -> bool:
        """Whether this person may change the course: the first teacher and the admin."""
        return person.role == "admin" or person == self.school.teachers[0]

    def admit(self, person: Person) -> None:
        """Let a person into the course's pages; BrokenPage for strangers."""
        if not self.may_enter(person):
            raise BrokenPage("You are not enrolled in this course, or your enrolment is suspended.", 403)

    def may_enter(self, person: Person) -> bool:
        """Whether the course lets this person in."""
        return person.role == "admin" or self.enrolment(person) == "active"


def lms() -> Lms:
    """Return the LMS that serves the current request."""
    return cast("Lms", current_app.extensions["lms"])

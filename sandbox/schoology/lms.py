"""The parts of one running LMS in one place, reachable from any route."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar, cast

from flask import current_app

from sandbox.parts.site import Site
from sandbox.school import Person
from sandbox.schoology.bucket import Bucket
from sandbox.schoology.classes import ClassSection, uid
from sandbox.schoology.faults import Faults
from sandbox.schoology.model import State, ToolConfig

ISSUER = "https://schoology.schoology.com"
"""Issuer of every district (schoology facts 1.1)."""
CLIENT_ID = "7400000001"
DEPLOYMENT_ID = f"{CLIENT_ID}-1300000009"


@dataclass(kw_only=True)
class Lms(Site[State, Faults]):
    """Sections, switches, limit and addresses of this LMS."""

    sections: tuple[ClassSection, ...]
    _sections: tuple[ClassSection, ...] = field(init=False, repr=False)
    categories: bool = True
    faults: Faults = field(default_factory=Faults)
    bucket: Bucket = field(default_factory=Bucket)
    chance: random.Random = field(default_factory=lambda: random.Random("schoology"))

    storage_target = "_parent"
    first_client_id = CLIENT_ID
    token_path = "/lti-service/access-token"  # noqa: S105 - an address

    step: ClassVar[int] = 100
    """The numbers of a copy's sections are higher by so much."""

    def __post_init__(self) -> None:
        """Remember the sections of the first course."""
        self._sections = self.sections
        super().__post_init__()

    def sections_at(self, times: int) -> tuple[ClassSection, ...]:
        """Return the sections of the `times`-th copy; enrolments have numbers of their own in each."""
        up = self.step * times
        return tuple(replace(one, id=one.id + up, index=one.index + up) for one in self._sections)

    def open_newest(self) -> None:
        """Let the newest copy's sections be the ones there are; their people are the same."""
        self.sections = self.sections_at(self.state.copies)

    def past_of(self, section: ClassSection) -> list[int]:
        """Return the ids of the sections this one was copied from, the nearest first; five are remembered."""
        return [section.id - self.step * back for back in range(1, self.state.copies + 1)][:5]

    @property
    def tool(self) -> ToolConfig | None:
        """The registered tool."""
        return self.state.tool

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool."""
        return self.tool.deployment_id if self.tool else DEPLOYMENT_ID

    @property
    def linked(self) -> bool:
        """Whether several sections act as one course."""
        return len(self.sections) > 1

    @property
    def rest_url(self) -> str:
        """Base of the REST interface."""
        return f"{self.url}/v1"

    def services_url(self, service: str) -> str:
        """Return the base of an LTI service, "assignment-grade" or "names-roles"."""
        return f"{self.url}/lti-service/tool/{self.client_id}/services/{service}/v2p0"

    def lineitems_url(self, section: ClassSection) -> str:
        """Line items of a section."""
        return f"{self.services_url('assignment-grade')}/sections/{section.id}/lineitems"

    def memberships_url(self, section: ClassSection) -> str:
        """Roster of a section."""
        return f"{self.services_url('names-roles')}/membership/{section.id}"

    def now(self) -> datetime:
        """Return what this LMS's clock shows."""
        return self.clock() + timedelta(seconds=self.faults.clock_skew_seconds)

    def section(self, section_id: object) -> ClassSection | None:
        """Return the section with this id."""
        return next((one for one in self.sections if str(one.id) == str(section_id)), None)

    def section_of(self, person: Person, section_id: object = None) -> ClassSection:
        """Return the section asked for, else the first one of this person, else the first one."""
        asked = self.section(section_id)
        return asked or next((one for one in self.sections if person in one.people), self.sections[0])

    def person(self, user_id: object) -> Person | None:
        """Return the person with this REST user id."""
        return next((one for one in self.school.people if str(uid(one)) == str(user_id)), None)

    def learners(self, section: ClassSection) -> list[Person]:
        """Active learners of a section."""
        return [one for one in section.people if one.is_learner and self.enrolment(one) == "active"]

    def unlimited(self) -> None:
        """Take the rate limit out of the way and forget what was used so far."""
        self.faults.rest_credits = 0
        self.bucket.clear()


def lms() -> Lms:
    """Return the LMS that serves the current request."""
    return cast("Lms", current_app.extensions["lms"])

"""The roster of any platform: NRPS with the page size that most of them cap at."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.base import CourseRef, Member
from lti.nrps import members, read_member
from lti.service import Service

_PAGE = 100


class NrpsRoster:
    """Members by the standard service; no sections, no ids of the LMS's own."""

    def __init__(self, service: Service, course: CourseRef) -> None:
        self._service = service
        self._course = course

    def members(self) -> Sequence[Member]:
        """Return everybody over all pages, or raise."""
        return members(self._service, self._course.memberships_url, limit=_PAGE, rlid=None, read=read_member)

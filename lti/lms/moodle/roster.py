"""Moodle's roster: one answer, and the person's id is the one that launches and web services use too (moodle.md 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lti.lms.base import CourseRef, Member
from lti.nrps import members, read_member
from lti.service import Service


class MoodleRoster:
    """Active members with short role names; non-editing teachers come as Learner here, as Instructor in launches."""

    def __init__(self, service: Service, course: CourseRef) -> None:
        self._service = service
        self._course = course

    def members(self) -> Sequence[Member]:
        """Return everybody, or raise; no page size is sent, because the links of pages drop what was asked for."""
        return members(self._service, self._course.memberships_url, limit=None, rlid=None, read=read_moodle_member)


def read_moodle_member(raw: Mapping[str, Any]) -> Member | None:
    """Read one entry; `user_id` is Moodle's own user id."""
    member = read_member(raw)
    return None if member is None else replace(member, lms_user_id=member.sub)

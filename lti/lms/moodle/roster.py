"""Moodle's roster: one answer, and the person's id is the one that launches and web services use too (moodle.md 6).

The roster service calls teachers who may not edit learners, though their launches call them teachers. With a token the
web services say who teaches; without one only a launch of theirs does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lti.answers import About
from lti.lms.base import AdapterError, CourseRef, Member
from lti.lms.moodle.rest import WebServices
from lti.nrps import members, read_member
from lti.service import Service

PEOPLE = "core_enrol_get_enrolled_users"
"""Web service that tells everybody's roles in the course."""

_TEACHING = frozenset({"manager", "editingteacher", "teacher", "coursecreator"})
_INSTRUCTOR = "Instructor"
_ONLY_ROLES = {"options[0][name]": "userfields", "options[0][value]": "id,roles"}
"""Without this everybody comes with all their courses, too much for one answer in a large school."""


class MoodleRoster:
    """Active members with short role names, teachers among them as far as it can be known."""

    def __init__(self, service: Service, course: CourseRef, web: WebServices) -> None:
        self._service = service
        self._course = course
        self._web = web

    def members(self) -> Sequence[Member]:
        """Return everybody, or raise; no page size is sent, because the links of pages drop what was asked for."""
        url = self._course.memberships_url
        found = members(self._service, url, limit=None, rlid=None, read=read_moodle_member)
        teaching = self._teaching() if self._web.usable else frozenset()
        return [replace(one, roles=(*one.roles, _INSTRUCTOR)) if one.sub in teaching else one for one in found]

    def _teaching(self) -> frozenset[str]:
        """Return the ids of those who teach; a token that may not ask leaves it at what the roster says."""
        asked = {"courseid": self._web.course_id, **_ONLY_ROLES}
        try:
            said = self._web.call(PEOPLE, asked, About.ROSTER)
        except AdapterError:  # the list itself is there, and whole
            return frozenset()
        people = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
        return frozenset(str(one.get("id")) for one in people if _roles(one) & _TEACHING)


def _roles(person: Mapping[str, Any]) -> set[str]:
    listed = person.get("roles")
    return {str(one.get("shortname")) for one in listed if isinstance(one, dict)} if isinstance(listed, list) else set()


def read_moodle_member(raw: Mapping[str, Any]) -> Member | None:
    """Read one entry; `user_id` is Moodle's own user id."""
    member = read_member(raw)
    return None if member is None else replace(member, lms_user_id=member.sub)

"""Schoology's roster: the standard service, whose user ids begin with the REST API's own (schoology.md 4, 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lti.lms.base import CourseRef, Member, MemberRef
from lti.nrps import members, read_member
from lti.service import Service

_PAGE = 100
"""More are never sent at once (4)."""

_UID = re.compile(r"(?P<uid>[0-9]{1,20})::.+")
_NUMBER = re.compile(r"[0-9]{1,20}")


class SchoologyRoster:
    """Members with their REST user ids; a context is one section, so there are no sections inside it."""

    def __init__(self, service: Service, course: CourseRef) -> None:
        self._service = service
        self._course = course

    def members(self) -> Sequence[Member]:
        """Return everybody over all pages, or raise."""
        url = self._course.memberships_url
        return members(self._service, url, limit=_PAGE, rlid=None, read=read_schoology_member)


def read_schoology_member(raw: Mapping[str, Any]) -> Member | None:
    """Read one entry with the user id inside its `user_id`."""
    member = read_member(raw)
    return None if member is None else replace(member, lms_user_id=uid_in(member.sub))


def uid_in(sub: str) -> str | None:
    """Return the digits before `::`, or None: another prefix is no user id."""
    found = _UID.fullmatch(sub)
    return found["uid"] if found else None


def uid_of(member: MemberRef) -> str | None:
    """Return a learner's user id: the one in `sub` first, for what a launch told may be written otherwise."""
    told = member.lms_user_id or ""
    return uid_in(member.sub) or uid_in(told) or (told if _NUMBER.fullmatch(told) else None)

"""Canvas's roster: asked for the course's own link, it tells each member's custom parameters, thus ids and sections.

Without the link id it tells names and roles only. It lists active people alone, 50 a page at most (canvas.md 4).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lti.lms.access import SECTION_IDS, SECTION_NAMES, USER_ID
from lti.lms.base import CourseRef, Member, Permanent, SectionRef
from lti.nrps import members, read_member
from lti.service import Service

_PAGE = 50
_CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"
_CANVAS_USER_ID = "https://www.instructure.com/canvas_user_id"


class CanvasRoster:
    """Members with their numeric ids and sections."""

    def __init__(self, service: Service, course: CourseRef) -> None:
        self._service = service
        self._course = course

    def members(self) -> Sequence[Member]:
        """Return everybody over all pages, or raise; a tool that may not name the link gets the plain roster."""
        try:
            return self._read(self._course.context_id)
        except Permanent as error:
            if "rlid" not in error.detail.lower() and "resourcelink" not in error.detail.lower():
                raise
            return self._read(None)

    def _read(self, rlid: str | None) -> Sequence[Member]:
        return members(self._service, self._course.memberships_url, limit=_PAGE, rlid=rlid, read=read_canvas_member)


def read_canvas_member(raw: Mapping[str, Any]) -> Member | None:
    """Read one entry with what its `message` says beyond the specification."""
    member = read_member(raw)
    if member is None:
        return None
    for message in _messages(raw):
        custom = message.get(_CUSTOM)
        custom = custom if isinstance(custom, dict) else {}
        member = replace(
            member,
            lms_user_id=_expanded(custom.get(USER_ID)) or _expanded(message.get(_CANVAS_USER_ID)),
            sections=sections(_expanded(custom.get(SECTION_IDS)), _expanded(custom.get(SECTION_NAMES))),
        )
    return member


def sections(ids: str | None, names: str | None) -> tuple[SectionRef, ...]:
    """Pair section ids (comma separated) with names (JSON list, same order); without usable names the id stands."""
    numbers = [number.strip() for number in (ids or "").split(",") if number.strip()]
    titles = _name_list(names)
    if len(titles) != len(numbers):
        titles = numbers
    return tuple(SectionRef(number, title) for number, title in zip(numbers, titles, strict=True))


def _name_list(names: str | None) -> list[str]:
    """Read the list of names; some builds escape its quotes."""
    for text in (names or "[]", (names or "").replace('\\"', '"')):
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, list):
            return [str(name) for name in found]
    return []


def _messages(raw: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the launch-like messages of a member."""
    listed = raw.get("message")
    for message in listed if isinstance(listed, list) else []:
        if isinstance(message, dict):
            yield message


def _expanded(value: Any) -> str | None:
    """Return a value as text unless it is empty or a variable that Canvas did not expand."""
    text = "" if value is None else str(value)
    return None if not text or text.startswith("$") else text

"""Assignments and tests of Schoology's own, by REST with an API key (schoology.md 7.2, 8.1, 9)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lti.ags import Ags
from lti.answers import About
from lti.lms.base import MemberRef, Remote
from lti.lms.graded import ASSIGNMENT, OTHER, QUIZ, Grade, Work
from lti.lms.schoology.gradebook import Gradebook
from lti.lms.schoology.mastery import item_id_of
from lti.lms.schoology.rest import Rest, Thing, id_of, is_on

_KINDS = {"assessment": QUIZ, "assignment": ASSIGNMENT}


class SchoologyGradedWork:
    """Grade items that are not ours; `tool_url` is our base address, to which what we assigned links back."""

    def __init__(self, rest: Rest, ags: Ags, book: Gradebook, tool_url: str) -> None:
        self._rest = rest
        self._ags = ags
        self._book = book
        self._tool_url = tool_url.rstrip("/")

    def works(self) -> Sequence[Work]:
        """Return everything gradable with the codes of the standards it is tagged with."""
        ours = {item_id_of(Remote(item.url)) for item in self._ags.items()}
        listed = self._rest.read_all(
            "grade_items", ("assignment",), About.ASSIGNMENT, with_tags="1", with_attachments="1"
        )
        return [
            Work(id_of(entry), str(entry.get("title") or ""), _KINDS.get(str(entry.get("type")), OTHER), _codes(entry))
            for entry in listed
            if id_of(entry) not in ours and not self._links_back(entry)
        ]

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """Return the grades of these learners by `sub`; an exception that a teacher set is no grade."""
        listed = self._rest.read_all("grades", ("grades", "grade"), About.RESULT, assignment_id=work_id)
        rows = {str(row.get("enrollment_id")): row for row in listed if str(row.get("assignment_id")) == work_id}
        known = self._book.enrollments(members)
        found = {sub: _grade(rows[one]) for sub, one in known.items() if one in rows}
        return {sub: grade for sub, grade in found.items() if grade is not None}

    def _links_back(self, entry: Thing) -> bool:
        attached = entry.get("attachments")
        parts = attached.values() if isinstance(attached, dict) else [attached]
        return any(url.startswith(f"{self._tool_url}/") for part in parts for url in _urls(part))


def _urls(part: Any) -> Sequence[str]:
    """Return the addresses in a list of attachments, or in the lists one level below."""
    rows = part if isinstance(part, list) else part.values() if isinstance(part, dict) else ()
    flat = [one for row in rows for one in (row if isinstance(row, list) else [row])]
    return [str(one["url"]) for one in flat if isinstance(one, dict) and one.get("url")]


def _codes(entry: Thing) -> tuple[str, ...]:
    """Return the titles of the tags, which is all that Schoology tells of a standard (9)."""
    tags = entry.get("tags")
    listed = tags.get("tag") if isinstance(tags, dict) else None
    return tuple(str(one["title"]) for one in listed or () if isinstance(one, dict) and one.get("title"))


def _grade(row: Thing) -> Grade | None:
    value, maximum = _number(row.get("grade")), _number(row.get("max_points"))
    if value is None or not maximum or maximum <= 0 or is_on(row.get("exception")) or is_on(row.get("pending")):
        return None
    seconds = _number(row.get("timestamp"))
    changed = datetime.fromtimestamp(seconds, UTC) if seconds else None
    return Grade(value, maximum, changed, changed)


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None

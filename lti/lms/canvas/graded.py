"""Quizzes, assignments and assessed outcomes of Canvas's own, by REST with a teacher's token (canvas.md 5.1).

A grade that is not posted yet is not read, nor one that Canvas gave because nothing was handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lti.ags import Ags, LineItem
from lti.answers import About
from lti.lms.base import MemberRef
from lti.lms.canvas.assessed import Assessed, is_assessed
from lti.lms.canvas.rest import Rest
from lti.lms.graded import ASSIGNMENT, QUIZ, Grade, Work

_Entry = Mapping[str, Any]


class CanvasGradedWork:
    """Assignments that are not ours; `tool_url` is our base address."""

    def __init__(self, rest: Rest, ags: Ags, tool_url: str) -> None:
        self._rest = rest
        self._ags = ags
        self._tool_url = tool_url.rstrip("/")
        self._assessed = Assessed(rest)
        self._maximum: dict[str, float] = {}

    def works(self) -> Sequence[Work]:
        """Return published work with points, in the order of the course, and outcomes that teachers assess on work."""
        ours = self._ags.items()
        theirs = {str(entry["id"]): entry for entry in self._every() if not self._is_ours(entry, ours)}
        graded = [Work(one, _name(entry), _kind(entry)) for one, entry in theirs.items() if one in self._maximum]
        return [*graded, *self._assessed.works({one: _name(entry) for one, entry in theirs.items()})]

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """Return the posted grades of these learners by `sub`."""
        if is_assessed(work_id):
            return self._assessed.grades(work_id, members)
        if not self._maximum:
            self._every()
        maximum = self._maximum.get(work_id, 0.0)
        by_id = {one.lms_user_id: one.sub for one in members if one.lms_user_id}
        found = {}
        for entry in self._rest.read_all(f"assignments/{work_id}/submissions", About.ASSIGNMENT):
            sub, grade = by_id.get(str(entry.get("user_id"))), _grade(entry, maximum)
            if sub is not None and grade is not None:
                found[sub] = grade
        return found

    def _every(self) -> Sequence[_Entry]:
        """Return all assignments, and keep the points of those that are graded and published."""
        listed = self._rest.read_all("assignments", About.ASSIGNMENT)
        graded = [entry for entry in listed if entry.get("published") and _points(entry) > 0]
        self._maximum = {str(entry["id"]): _points(entry) for entry in graded}
        return listed

    def _is_ours(self, entry: _Entry, ours: Sequence[LineItem]) -> bool:
        """Tell what opens our address or is a column we made; those have no link, so name and points tell them."""
        tag = entry.get("external_tool_tag_attributes")
        opens = str(tag.get("url") or "") if isinstance(tag, dict) else ""
        if opens == self._tool_url or opens.startswith(f"{self._tool_url}/"):
            return True
        link = entry.get("lti_context_id")
        if link and any(item.resource_link_id == link for item in ours):
            return True
        bare = entry.get("submission_types") == ["none"]
        return bare and any((item.label, item.maximum) == (entry.get("name"), _points(entry)) for item in ours)


def _name(entry: _Entry) -> str:
    return str(entry.get("name") or "")


def _kind(entry: _Entry) -> str:
    return QUIZ if "online_quiz" in (entry.get("submission_types") or ()) or entry.get("quiz_id") else ASSIGNMENT


def _points(entry: _Entry) -> float:
    points = entry.get("points_possible")
    return float(points) if isinstance(points, int | float) and not isinstance(points, bool) else 0.0


def _grade(entry: _Entry, maximum: float) -> Grade | None:
    """Return what a submission says, None where it says nothing about what the learner can do."""
    score = entry.get("score")
    if not isinstance(score, int | float) or isinstance(score, bool) or maximum <= 0:
        return None
    hidden = "posted_at" in entry and entry["posted_at"] is None
    nothing_handed_in = bool(entry.get("missing")) and not entry.get("submitted_at")
    if entry.get("excused") or hidden or nothing_handed_in or entry.get("workflow_state") != "graded":
        return None
    graded = _instant(entry.get("graded_at"))
    return Grade(float(score), maximum, _instant(entry.get("submitted_at")) or graded, graded)


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None

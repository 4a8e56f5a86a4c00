"""Personal work in Canvas: one assignment per activity, seen by nobody but those who have an override of their own.

A student may be in one ad-hoc override per assignment only, and a PUT drops the dates it does not repeat
(canvas.md 0.9, 5.2), so every change starts from the list as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lti.ags import Ags
from lti.answers import About
from lti.lms.base import AssignmentWanted, MemberRef, Permanent, Remote
from lti.lms.canvas.rest import Rest
from lti.lms.generic.mastery import LINEITEM

_DATES = ("due_at", "unlock_at", "lock_at")
_TITLE_LIMIT = 255

_Override = Mapping[str, Any]


class CanvasAssignments:
    """Assignments and overrides by REST; their line items by AGS."""

    def __init__(self, rest: Rest, ags: Ags) -> None:
        self._rest = rest
        self._ags = ags

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Return the assignments that open our address for this activity, whatever a teacher calls them now."""
        listed = self._rest.read_all("assignments", About.ASSIGNMENT)
        return [self._remote(entry) for entry in listed if _opens(entry) == wanted.launch_url]

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """Create it published and hidden in the same call: in two, others would see it for a moment (5.1)."""
        fields = {
            "name": wanted.title,
            "submission_types": ["external_tool"],
            "external_tool_tag_attributes": {"url": wanted.launch_url, "new_tab": False},
            "points_possible": wanted.maximum,
            "grading_type": "points",
            "published": True,
            "only_visible_to_overrides": True,
            "omit_from_final_grade": not wanted.counts_in_total,
        }
        return self._remote(self._rest.write("POST", "assignments", {"assignment": fields}, About.ASSIGNMENT))

    def remove_assignment(self, assignment: Remote) -> None:
        """Delete the assignment with its overrides and grades; one that is gone is done."""
        try:
            self._rest.delete(f"assignments/{assignment.remote_id}", About.ASSIGNMENT)
        except Permanent as error:
            if error.code != "assignment_gone":
                raise

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:
        """Give the learner one override; one that a teacher made for several is kept where its date will do.

        Where it will not, the learner leaves it and gets an own one with its other dates.
        """
        user = user_id(member)
        fields: dict[str, Any] = {"student_ids": [user], "title": title[:_TITLE_LIMIT]}
        if due_at is not None:
            fields["due_at"] = due_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        there = self._override_of(assignment, user)
        if there is None:
            return self._create(assignment, fields)
        shared = len(_students(there)) > 1
        if _instant(there.get("due_at")) == _instant(fields.get("due_at")) or (shared and due_at is None):
            return Remote(str(there["id"]))
        kept = {name: there[name] for name in _DATES if name != "due_at" and name in there}
        if not shared:
            return self._replace(assignment, there, kept | fields)
        self._leave(assignment, there, user)
        return self._create(assignment, kept | fields)

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:  # noqa: ARG002 - a teacher may have regrouped them
        """Take the learner out of whatever override holds them; an assignment or override that is gone is done."""
        user = user_id(member)
        try:
            there = self._override_of(assignment, user)
            if there is not None and len(_students(there)) > 1:
                self._leave(assignment, there, user)
            elif there is not None:
                self._rest.delete(f"{_overrides(assignment)}/{there['id']}", About.OVERRIDE)
        except Permanent as error:
            if error.code != "assignment_gone":
                raise

    def _override_of(self, assignment: Remote, user: str) -> _Override | None:
        """Return the ad-hoc override that holds the learner."""
        listed = self._rest.read_all(_overrides(assignment), About.OVERRIDE)
        return next((entry for entry in listed if user in _students(entry)), None)

    def _create(self, assignment: Remote, fields: Mapping[str, Any]) -> Remote:
        made = self._rest.write("POST", _overrides(assignment), {"assignment_override": fields}, About.OVERRIDE)
        return Remote(str(made["id"]))

    def _replace(self, assignment: Remote, there: _Override, fields: Mapping[str, Any]) -> Remote:
        path = f"{_overrides(assignment)}/{there['id']}"
        self._rest.write("PUT", path, {"assignment_override": fields}, About.OVERRIDE)
        return Remote(str(there["id"]))

    def _leave(self, assignment: Remote, there: _Override, user: str) -> None:
        """Take one learner out of an override of several, which keeps its title and dates."""
        others = [student for student in _students(there) if student != user]
        kept = {name: there[name] for name in ("title", *_DATES) if name in there}
        self._replace(assignment, there, {**kept, "student_ids": others})

    def _remote(self, entry: Mapping[str, Any]) -> Remote:
        """Return an assignment with the line item that Canvas made for it."""
        link = str(entry.get("lti_context_id") or "")
        items = self._ags.items(resource_link_id=link) if link else []
        detail = {LINEITEM: items[0].url} if len(items) == 1 else {}
        return Remote(str(entry["id"]), detail)


def _opens(entry: Mapping[str, Any]) -> str | None:
    """Return the address that an assignment opens."""
    tag = entry.get("external_tool_tag_attributes")
    return tag.get("url") if isinstance(tag, dict) else None


def _instant(text: str | None) -> datetime | None:
    """Return a date as Canvas or we write it, for comparison; one that cannot be read is none."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _students(entry: _Override) -> list[str]:
    """Return an override's students; overrides of sections and groups have none."""
    return [str(student) for student in entry.get("student_ids") or []]


def _overrides(assignment: Remote) -> str:
    return f"assignments/{assignment.remote_id}/overrides"


def user_id(member: MemberRef) -> str:
    """Return the numeric id that REST wants; it comes with the roster or a launch, if the tool may have it."""
    if not member.lms_user_id:
        raise Permanent("user_id_missing", member.sub)
    return member.lms_user_id

"""Personal work in Schoology: one REST assignment per activity, seen by the enrollments in its `assignees`.

An empty list means the whole class, so an assignment is born unpublished, and when the last learner leaves it is hidden
with that learner still in the list and a description that says so (schoology.md 7.1, 7.4). A PUT replaces the list, and
deletes attachments that it does not repeat by id, so every change starts from the assignment as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lti.answers import About
from lti.lms.base import AssignmentWanted, MemberRef, Permanent, Refused, Remote
from lti.lms.schoology.gradebook import Gradebook
from lti.lms.schoology.rest import Thing, as_id, id_of, is_on
from lti.lms.schoology.section import Section

_ATTACHED = {"with_attachments": "1"}
_DATE = "%Y-%m-%d %H:%M:%S"
_PAGE = 20
"""Descriptions make entries long, and `limit` counts for each kind of material (5.5)."""

HIDDEN_BY_US = "Nobody has chosen this at the moment. Waymark shows it again to the next student who does."
"""Description of an assignment that we hid: one that a teacher hid has another, and stays hidden."""


class SchoologyAssignments:
    """Assignments by REST; an override is the enrollment that an assignment was given to."""

    def __init__(self, rest: Section, book: Gradebook) -> None:
        self._rest = rest
        self._book = book

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Return the assignments with a link to our address for this activity, whatever a teacher calls them now."""
        listed = self._rest.read_all("assignments", ("assignment",), About.ASSIGNMENT, page=_PAGE, **_ATTACHED)
        return [Remote(id_of(entry)) for entry in listed if wanted.launch_url in _links(entry)]

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """Create it unpublished: before somebody is assigned to it, it would be everybody's."""
        fields: dict[str, Any] = {
            "title": wanted.title,
            "max_points": wanted.maximum,
            "grading_category": int(self._book.category()),  # without one it is ungraded (7.1)
            "count_in_grade": int(wanted.counts_in_total),
            "allow_dropbox": 0,
            "published": 0,
            "attachments": [{"url": wanted.launch_url, "title": wanted.title}],
        }
        period = self._book.current_period()
        if period is not None:  # a gradebook shows the work of one grading period at a time
            fields["grading_period"] = int(period)
        made = self._rest.write("POST", "assignments", fields, About.ASSIGNMENT).json_object()
        return Remote(id_of(made))

    def remove_assignment(self, assignment: Remote) -> None:
        """Delete the assignment with its grades; one that is gone is done."""
        try:
            self._rest.write("DELETE", f"assignments/{as_id(assignment.remote_id)}", {}, About.ASSIGNMENT)
        except Permanent as error:
            if error.code != "assignment_gone":
                raise

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:  # noqa: ARG002 - all share one title
        """Show the assignment to one learner more.

        One that a teacher gave to the whole class stays so: narrowing it would hide the others' scores (7.4). One that
        a teacher hid stays hidden: Permanent `unpublished`.
        """
        learner = self._rest.enrollment(member)
        there = self._read(assignment)
        listed, published = _assignees(there), is_on(there.get("published"))
        grouped = bool(there.get("grading_group_ids"))
        hidden_by_us = there.get("description") == HIDDEN_BY_US
        if not published and not hidden_by_us and (grouped or listed):
            raise Permanent("unpublished", assignment.remote_id)
        if published and not grouped and not listed:
            return Remote(learner)
        others = [one for one in listed if one != learner] if published else []
        changes: dict[str, Any] = self._due(there, due_at, alone=not others and not grouped)
        if hidden_by_us:
            changes["description"] = ""
        if changes or not published or learner not in listed:
            still_here = frozenset(
                self._rest.learners().values()
            )  # one name of somebody who left and the whole list is refused
            others = [one for one in others if one in still_here]
            self._put(assignment, there, {**changes, "assignees": [*others, learner], "published": 1})
        return Remote(learner)

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:  # noqa: ARG002 - the learner may have left
        """Take one learner out of the list, or hide what only they could see; gone already is done."""
        try:
            there = self._read(assignment)
        except Permanent as error:
            if error.code != "assignment_gone":
                raise
            return
        listed = _assignees(there)
        others = [one for one in listed if one != override.remote_id]
        if len(others) == len(listed):
            return
        if others or there.get("grading_group_ids"):
            self._put(assignment, there, {"assignees": others})
        elif is_on(there.get("published")):
            self._put(assignment, there, {"assignees": listed, "published": 0, "description": HIDDEN_BY_US})

    def _read(self, assignment: Remote) -> Thing:
        item_id = as_id(assignment.remote_id)
        return self._rest.read(f"assignments/{item_id}", item_id, About.ASSIGNMENT, **_ATTACHED)

    def _put(self, assignment: Remote, there: Thing, changes: Mapping[str, Any]) -> None:
        """Write changes with the attachments as they are."""
        fields = {**changes, "assignees": [int(one) for one in changes["assignees"]]}
        kept = [_repeated(one) for one in _attachments(there.get("attachments"))]
        if kept:
            fields["attachments"] = kept
        self._rest.write("PUT", f"assignments/{as_id(assignment.remote_id)}", fields, About.OVERRIDE)

    def _due(self, there: Thing, due_at: datetime | None, *, alone: bool) -> dict[str, str]:
        """Return the date to write: an assignment has one for all, so among several learners the later one stands."""
        zone = self._zone() if due_at is not None else None
        if due_at is None or zone is None:
            return {}
        wanted, now = due_at.astimezone(zone).strftime(_DATE), str(there.get("due") or "")
        return {} if wanted == now or (not alone and now > wanted) else {"due": wanted}

    def _zone(self) -> ZoneInfo | None:
        """Return the zone of the key's owner, in which dates are read (5.9); no date is better than a wrong one."""
        try:
            return ZoneInfo(str(self._rest.me()["tz_name"]))
        except (Refused, Permanent, KeyError, ValueError, OSError):
            return None


def _assignees(there: Thing) -> list[str]:
    """Return the enrollments that see it; none means everybody."""
    return [as_id(one) for one in there.get("assignees") or []]


def _links(entry: Thing) -> set[str]:
    """Return the addresses an assignment links to."""
    return {str(one["url"]) for one in _attachments(entry.get("attachments")) if "url" in one}


def _attachments(found: Any) -> Iterator[Thing]:
    """Yield attachments, however deep answers nest them by kind."""
    if isinstance(found, dict) and found.keys() & {"id", "url"}:
        yield found
    elif isinstance(found, (dict, list)):
        for part in found.values() if isinstance(found, dict) else found:
            yield from _attachments(part)


def _repeated(attachment: Thing) -> dict[str, Any]:
    """Return what of an attachment a PUT must repeat: its id, or where it was told without one, the link anew."""
    names = ("id", "title") if "id" in attachment else ("url", "title")
    return {name: attachment[name] for name in names if name in attachment}

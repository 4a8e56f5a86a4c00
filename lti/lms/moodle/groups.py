"""Opening an activity by a group, with a token: nothing of it stands in the gradebook (moodle.md 7, 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About
from lti.lms.base import AssignmentWanted, MemberRef, Permanent, Remote, Transient
from lti.lms.moodle.gates import label
from lti.lms.moodle.mastery import GROUP, gradable
from lti.lms.moodle.rest import WebServices

FIND = "core_group_get_course_groups"
MAKE = "core_group_create_groups"
JOIN = "core_group_add_group_members"
LEAVE = "core_group_delete_group_members"
FUNCTIONS = (FIND, MAKE, JOIN, LEAVE)
"""What the token's external service must contain."""

_OWN_MEMBERSHIP = "2"
"""Visibility: members see that they are in it and nobody else; restrictions work with it, unlike with 3."""

_NAME_LIMIT = 254


class Groups:
    """One group per activity, known by its ID number."""

    def __init__(self, web: WebServices) -> None:
        self._web = web
        self.usable = web.usable

    def find(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Return the groups of an activity, whatever a teacher calls them now."""
        return [_remote(group) for group in self._listed() if group.get("idnumber") == wanted.key]

    def make(self, wanted: AssignmentWanted) -> Remote:
        """Create the group, empty; names are unique in a course, so one that is taken gets our key behind it."""
        name = label(wanted.title)[:_NAME_LIMIT]
        if any(group.get("name") == name for group in self._listed()):
            name = f"{name[: _NAME_LIMIT - len(wanted.key) - 3]} ({wanted.key})"
        fields = {
            "courseid": self._web.course_id,
            "name": name,
            "description": "",
            "idnumber": wanted.key,
            "visibility": _OWN_MEMBERSHIP,
            "participation": "0",
        }
        parameters = {f"groups[0][{field}]": value for field, value in fields.items()}
        made = _groups(self._web.call(MAKE, parameters, About.ASSIGNMENT))
        if len(made) != 1:
            raise Transient("lms_error", "not one group was made")
        return _remote(made[0])

    def let_in(self, group: Remote, member: MemberRef) -> None:
        """Make one learner a member; who is one stays one."""
        self._web.call(JOIN, _membership(group, member), About.OVERRIDE)

    def shut_out(self, group: Remote, member: MemberRef) -> None:
        """Take one learner out; a group that is gone and a learner who left the course are done."""
        try:
            self._web.call(LEAVE, _membership(group, member), About.OVERRIDE)
        except Permanent as error:
            if error.code not in ("assignment_gone", "not_in_course"):
                raise

    def _listed(self) -> list[Mapping[str, Any]]:
        return _groups(self._web.call(FIND, {"courseid": self._web.course_id}, About.ASSIGNMENT))


def _membership(group: Remote, member: MemberRef) -> dict[str, str]:
    """Return the parameters that name one learner in one group."""
    number = group.detail.get(GROUP, group.remote_id)
    return {"members[0][groupid]": number, "members[0][userid]": gradable(member)}


def _groups(said: Any) -> list[Mapping[str, Any]]:
    """Return a list of groups, or raise: an answer of another shape is not an empty course."""
    if not isinstance(said, list) or not all(isinstance(one, dict) and one.get("id") is not None for one in said):
        raise Transient("lms_error", "no list of groups")
    return said


def _remote(group: Mapping[str, Any]) -> Remote:
    number = str(group["id"])
    return Remote(number, {GROUP: number, "label": str(group.get("name", ""))})

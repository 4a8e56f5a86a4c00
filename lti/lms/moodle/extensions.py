"""A day of one's own, with a token: an extension in the teacher's assignments that ask for our group or column (7).

An extension lies after the assignment's own due date; an earlier day cannot be had in Moodle.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Refused, Remote
from lti.lms.moodle.competencies import rows
from lti.lms.moodle.mastery import GATE, GROUP, gradable
from lti.lms.moodle.rest import WebServices

CONTENTS = "core_course_get_contents"
EXTEND = "mod_assign_save_user_extensions"
FUNCTIONS = (CONTENTS, EXTEND)
"""What the token's external service must contain."""

EXTENDED = "extended"
"""Key of an override's detail: ids of the assignments that have our extension, separated by commas."""

_NONE = "0"
_ONLY_ASSIGNMENTS = {
    "options[0][name]": "modname", "options[0][value]": "assign", "options[1][name]": "excludecontents",
    "options[1][value]": "1",
}  # fmt: skip


class Extensions:
    """Extensions of one course's assignments; a token that may not grant any leaves the days as they are."""

    def __init__(self, web: WebServices) -> None:
        self._web = web
        self.usable = web.usable

    def grant(self, opening: Remote, member: MemberRef, due_at: datetime) -> Mapping[str, str]:
        """Extend what the opening opens for one learner; return what took it, as detail of the override."""
        try:
            opened = self._opened_by(opening)
            day = str(int(due_at.timestamp()))
            taken = [one for one in opened if self._extend(one, member, day)]
        except (Refused, Permanent):
            return {}
        return {EXTENDED: ",".join(taken)} if taken else {}

    def take_back(self, override: Remote, member: MemberRef) -> None:
        """Take our extensions back; those of a teacher are not among them."""
        for one in filter(None, override.detail.get(EXTENDED, "").split(",")):
            try:
                self._extend(one, member, _NONE)
            except (Refused, Permanent):
                continue  # the assignment or the learner is gone, and the extension with it

    def _extend(self, assignment: str, member: MemberRef, day: str) -> bool:
        """Set one extension; refusals come as warnings."""
        sent = {"assignmentid": assignment, "userids[0]": gradable(member), "dates[0]": day}
        return not rows(self._web.call(EXTEND, sent, About.OVERRIDE))

    def _opened_by(self, opening: Remote) -> Sequence[str]:
        """Return the assignments whose restriction asks for this group or column."""
        wanted = _condition(opening)
        sections = rows(
            self._web.call(CONTENTS, {"courseid": self._web.course_id, **_ONLY_ASSIGNMENTS}, About.ASSIGNMENT)
        )
        modules = [
            one for section in sections for one in section.get("modules") or () if one.get("modname") == "assign"
        ]
        return [str(one["instance"]) for one in modules if wanted in _asked(one.get("availability"))]


def _condition(opening: Remote) -> tuple[str, str]:
    """Return type and id of the condition that stands for an opening under Restrict access."""
    if GATE in opening.detail:
        return "grade", opening.detail[GATE].partition("/lineitems/")[2].partition("/")[0]
    return "group", opening.detail.get(GROUP, opening.remote_id)


def _asked(availability: Any) -> set[tuple[str, str]]:
    """Return type and id of every condition of a restriction, whatever it is nested in."""
    try:
        return set(_conditions(json.loads(availability or "{}")))
    except (ValueError, TypeError, RecursionError):
        return set()


def _conditions(tree: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(tree, dict):
        return
    if "type" in tree:
        yield str(tree["type"]), str(tree.get("id"))
    for one in tree.get("c") or ():
        yield from _conditions(one)

"""Learning plans, with a token; a plan has no ID number, so our key ends its description (moodle.md 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Remote, Transient
from lti.lms.moodle.competencies import competency_of, rows
from lti.lms.moodle.mastery import gradable
from lti.lms.moodle.rest import WebServices
from lti.lms.moodle.texts import html_of, name_of
from lti.lms.own_views import PlanWanted

LIST = "core_competency_list_user_plans"
MAKE = "core_competency_create_plan"
CHANGE = "core_competency_update_plan"
CONTENTS = "core_competency_list_plan_competencies"
ADD = "core_competency_add_competency_to_plan"
TAKE_OUT = "core_competency_remove_competency_from_plan"
REMOVE = "core_competency_delete_plan"
FUNCTIONS = (LIST, MAKE, CHANGE, CONTENTS, ADD, TAKE_OUT, REMOVE)
"""What the token's external service must contain."""

_HTML = "1"
_ACTIVE = "1"
_NAME_LIMIT = 100
_TOLD = ("name", "duedate")
"""Fields that are compared with what is wanted."""


class MoodlePlans:
    """`lti.lms.own_views.OwnPlans`; the due date is one for the whole plan."""

    def __init__(self, web: WebServices) -> None:
        self._web = web

    def find_plans(self, member: MemberRef, key: str) -> Sequence[Remote]:
        """Return the learner's plans with our key, finished ones too."""
        user = gradable(member)
        said = rows(self._web.call(LIST, {"userid": user}, About.OVERRIDE))
        return [_remote(one) for one in said if _mark(key) in str(one.get("description"))]

    def make_plan(self, member: MemberRef, wanted: PlanWanted) -> Remote:
        """Create an active plan; the learner sees it under Learning plans."""
        fields = {**_fields(wanted), "userid": gradable(member), "status": _ACTIVE}
        made = self._web.call(MAKE, {f"plan[{name}]": value for name, value in fields.items()}, About.OVERRIDE)
        if not isinstance(made, dict) or made.get("id") is None:
            raise Transient("lms_error", "no plan was made")
        return _remote(made)

    def settle_plan(self, plan: Remote, wanted: PlanWanted) -> None:
        """Bring a plan to what is wanted by as few calls as it takes; what somebody else put in stays."""
        number = plan.remote_id
        there = self._contents(number)
        for function, standards, missing in ((ADD, wanted.standards, False), (TAKE_OUT, wanted.dropped, True)):
            for competency in map(competency_of, standards):
                if (competency in there) is missing:
                    self._web.call(function, {"planid": number, "competencyid": competency}, About.OVERRIDE)
        fields = _fields(wanted)
        if any(plan.detail.get(name) != fields[name] for name in _TOLD):
            sent = {f"plan[{name}]": value for name, value in {**fields, "id": number}.items()}
            self._web.call(CHANGE, sent, About.OVERRIDE)

    def remove_plan(self, plan: Remote) -> None:
        """Delete it; the evidence stays with the learner."""
        try:
            self._web.call(REMOVE, {"id": plan.remote_id}, About.OVERRIDE)
        except Permanent as error:
            if error.code != "assignment_gone":
                raise

    def _contents(self, number: str) -> frozenset[str]:
        """Return the ids of the plan's competencies."""
        said = rows(self._web.call(CONTENTS, {"id": number}, About.OVERRIDE))
        return frozenset(str(one["competency"]["id"]) for one in said if isinstance(one.get("competency"), dict))


def _fields(wanted: PlanWanted) -> dict[str, str]:
    due = int(wanted.due_at.timestamp()) if wanted.due_at else 0
    return {
        "name": name_of(wanted.title, _NAME_LIMIT), "duedate": str(due), "descriptionformat": _HTML,
        "description": html_of(wanted.text, _mark(wanted.key)),
    }  # fmt: skip


def _mark(key: str) -> str:
    """Return the line by which a plan is ours; of two keys none is the beginning of the other's line."""
    return f"[{key}]"


def _remote(plan: Mapping[str, Any]) -> Remote:
    return Remote(str(plan["id"]), {name: unescape(str(plan.get(name, ""))) for name in _TOLD})

"""What a web service token must be good for, part by part: functions of its service, capabilities of its account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti.answers import About
from lti.lms.access import Access
from lti.lms.base import CourseRef, Transient
from lti.lms.moodle import competencies, extensions, graded, groups, outline, plans, ratings, roster
from lti.lms.moodle.rest import WebServices

INFO = "core_webservice_get_site_info"
"""Tells which functions a token's service contains."""


@dataclass(frozen=True)
class Need:
    """One part; without it the others work all the same."""

    part: str
    functions: tuple[str, ...]
    capabilities: tuple[str, ...]


ALWAYS = Need("always", (INFO,), ("webservice/rest:use", "moodle/course:view"))
GROUPS = Need("groups", groups.FUNCTIONS, ("moodle/course:managegroups", "moodle/course:viewhiddengroups"))
ROSTER = Need("roster", (roster.PEOPLE,), ("moodle/course:viewparticipants",))
STANDARDS = Need(
    "standards",
    (*competencies.FUNCTIONS, *ratings.FUNCTIONS),
    (
        "moodle/competency:competencyview", "moodle/competency:competencymanage",
        "moodle/competency:coursecompetencyview", "moodle/competency:coursecompetencymanage",
        "moodle/competency:competencygrade", "moodle/competency:usercompetencyview",
    ),
)  # fmt: skip
PLANS = Need("plans", plans.FUNCTIONS, ("moodle/competency:planview", "moodle/competency:planmanage"))
EXTENSIONS = Need(
    "extensions", extensions.FUNCTIONS,
    (
        "moodle/course:viewhiddenactivities", "moodle/course:ignoreavailabilityrestrictions", "mod/assign:view",
        "mod/assign:grantextension",
    ),
)  # fmt: skip

GRADES = Need("grades", (graded.REPORT,), ("gradereport/user:view", "moodle/grade:viewall"))

CONTENTS = Need("contents", (outline.CONTENTS,), ())

NEEDS: Sequence[Need] = (ALWAYS, GROUPS, ROSTER, STANDARDS, PLANS, EXTENSIONS, GRADES, CONTENTS)


IN_USE: Sequence[Need] = (ALWAYS, GROUPS, ROSTER)
"""What a token is for in any course; ratings of competencies are for those where a teacher switches them on."""


def lacking(course: CourseRef, access: Access) -> tuple[Sequence[str], Sequence[str]]:
    """Return the functions that the token's service lacks: of those in use anywhere, of the others; or AdapterError."""
    said = WebServices(course, access).call(INFO, {}, About.ACCESS)
    listed = said.get("functions") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        raise Transient("lms_error", "no list of functions")
    known = {one.get("name") for one in listed if isinstance(one, dict)}
    missing = [name for name in functions() if name not in known]
    in_use = functions(IN_USE)
    return [one for one in missing if one in in_use], [one for one in missing if one not in in_use]


def functions(needs: Sequence[Need] = NEEDS) -> tuple[str, ...]:
    """Return all functions, each once."""
    return tuple(dict.fromkeys(name for need in needs for name in need.functions))


def capabilities(needs: Sequence[Need] = NEEDS) -> tuple[str, ...]:
    """Return all capabilities, each once."""
    return tuple(dict.fromkeys(name for need in needs for name in need.capabilities))

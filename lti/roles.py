"""From role URIs to what a person may do here (L22, security.md 1.3): least privilege, course roles only.

Read by ourselves, not by the library: it takes the part after `#` alone, so `membership/Learner#Instructor` (a learner
who helps) would become a teacher.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
_ADMINISTRATOR = f"{_VOCABULARY}institution/person#Administrator"
_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
_ASSISTING = frozenset(
    {
        "Grader",
        "TeachingAssistant",
        "TeachingAssistantGroup",
        "TeachingAssistantOffering",
        "TeachingAssistantSection",
        "TeachingAssistantSectionAssociation",
        "TeachingAssistantTemplate",
    }
)
"""Sub-roles of Instructor that help a teacher; platforms send them beside the plain Instructor role."""


class Role(StrEnum):
    """What a launch may see: own work, a class as helper or teacher, linked learners, or settings without names."""

    LEARNER = "learner"
    TEACHER = "teacher"
    ASSISTANT = "assistant"
    OBSERVER = "observer"
    ADMIN = "admin"


STAFF = frozenset({Role.TEACHER, Role.ASSISTANT})
"""Who teaches a course or helps to."""


@dataclass(frozen=True)
class Standing:
    """The one role a launch gets. `test_student` is kept out of statistics and exports (P25)."""

    role: Role
    test_student: bool = False


def _membership(uri: str) -> tuple[str, str] | None:
    """Return (principal role, sub-role) of a course role; a name without URI is a course role (LTI 1.3 core, A.2.3)."""
    if ":" not in uri and "/" not in uri and "#" not in uri:
        return uri, ""
    kind, mark, name = uri.removeprefix(_VOCABULARY).partition("#")
    if not uri.startswith(_VOCABULARY) or not mark:
        return None
    if kind == "membership":
        return name, ""
    scope, slash, principal = kind.partition("/")
    return (principal, name) if scope == "membership" and slash else None


def standing(uris: Iterable[str]) -> Standing:
    """Return the standing for the `roles` claim (or a roster line), any order, unknown ones ignored."""
    given = list(uris)
    courses = [found for found in map(_membership, given) if found]
    principals = {principal for principal, _ in courses}
    test_student = _TEST_USER in given
    if ("Instructor" in principals or "Administrator" in principals) and not test_student:
        helps = any(principal == "Instructor" and name in _ASSISTING for principal, name in courses)
        return Standing(Role.ASSISTANT if helps and "Administrator" not in principals else Role.TEACHER)
    if "Learner" in principals or test_student:
        return Standing(Role.LEARNER, test_student)
    if "Mentor" in principals:
        return Standing(Role.OBSERVER)
    if not courses and _ADMINISTRATOR in given:
        return Standing(Role.ADMIN)
    return Standing(Role.LEARNER)


def on_roster(uris: Iterable[str]) -> Standing | None:
    """Return the standing of a roster line; None for somebody whom the class list leaves out.

    That is everybody who has a role and is neither learner nor teacher by it: observers, designers, administrators of
    the school. A launch of such people opens a learner's empty page; in a class list they would be taken for students.
    """
    given = list(uris)
    held = standing(given)
    if held.role is Role.LEARNER and given and not held.test_student:
        learns = any(found and found[0] == "Learner" for found in map(_membership, given))
        return held if learns else None
    return None if held.role in {Role.ADMIN, Role.OBSERVER} else held


def full(uris: Iterable[str]) -> bool:
    """Say whether roles are written as addresses: short names tell less than a launch does."""
    return any(":" in uri for uri in uris)
